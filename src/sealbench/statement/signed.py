"""A statement with its signatures: parse, sign, verify (docs/spec/statement.md)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealbench import canon
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError, VerificationError
from sealbench.statement import contexts, curve, formats
from sealbench.statement.assertion import Assertion, verify_assertion
from sealbench.statement.contexts import Role
from sealbench.statement.value import Statement

_SIGNATURE = formats.record(
    {"role": formats.one_of(*Role), "key": formats.key, "sig": formats.octets(64, 64)}
)
_SIGNATURES = formats.listing(_SIGNATURE, least=0, most=len(Role), by="role")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: *key* is 32 bytes, *sig* 64."""

    role: Role
    key: bytes
    sig: bytes

    @classmethod
    def from_json(cls, value: JSONValue) -> Self:
        """Return the signature that *value* is; raise MalformedError for any other form."""
        _SIGNATURE(value)
        entry = cast("Mapping[str, str]", value)
        return cls(Role(entry["role"]), canon.unb64u(entry["key"]), canon.unb64u(entry["sig"]))

    def to_json(self) -> JSON:
        """Return the form that travels."""
        return {"role": self.role.value, "key": canon.b64u(self.key), "sig": canon.b64u(self.sig)}


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement with exactly the signatures and the assertion that its context demands.

    The shape is checked, the signatures are not: see `verify_signed`.
    """

    statement: Statement
    signatures: tuple[Signature, ...]
    assertion: Assertion | None = None
    _genuine: set[Signature] = field(default_factory=set, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raise MalformedError unless the roles and the assertion are those of the context."""
        context, fields = self.statement.context, self.statement.fields
        roles = [signature.role for signature in self.signatures]
        if roles != sorted(contexts.signers(context, fields)):
            raise MalformedError("not the signatures that this context demands")
        if contexts.asserted(context, fields) not in (None, self.assertion is not None):
            raise MalformedError("an assertion is missing or out of place")

    @classmethod
    def from_json(cls, value: JSONValue) -> Self:
        """Return the signed statement that *value* is; raise MalformedError for other forms."""
        if not isinstance(value, Mapping):
            raise MalformedError("a signed statement is an object")
        if value.keys() - {"assertion"} != {"statement", "signatures"}:
            raise MalformedError("fields are missing or too many")
        _SIGNATURES(value["signatures"])
        entries = cast("list[JSONValue]", value["signatures"])
        return cls(
            Statement.from_json(value["statement"]),
            tuple(Signature.from_json(entry) for entry in entries),
            Assertion.from_json(value["assertion"]) if "assertion" in value else None,
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the signed statement that *data* encodes canonically; MalformedError."""
        return cls.from_json(canon.from_bytes(data))

    def to_json(self) -> JSON:
        """Return the form that travels; `from_json` is its inverse."""
        form: dict[str, JSONValue] = {
            "statement": dict(self.statement.fields),
            "signatures": [signature.to_json() for signature in self.signatures],
        }
        if self.assertion:
            form["assertion"] = self.assertion.to_json()
        return form

    def to_bytes(self) -> bytes:
        """Return the canonical encoding; `from_bytes` is its inverse."""
        return canon.to_bytes(self.to_json())

    def verify_ahead(self) -> None:
        """Verify each signature under the key that it presents, and remember those that hold.

        Which key was expected `verify_signatures` says later.  Verifying needs no records and
        runs beside other threads, so whoever waits for the records does it first.
        """
        for signature in self.signatures:
            with suppress(VerificationError, MalformedError):
                self.verify_one(signature)

    def verify_one(self, signature: Signature) -> None:
        """Raise VerificationError unless *signature* is right under the key that it presents."""
        if signature not in self._genuine:
            curve.verify(signature.key, signature.sig, self.statement.message)
            self._genuine.add(signature)

    def key(self, role: Role) -> bytes:
        """Return the key that signed as *role*, 32 bytes; MalformedError if none did."""
        for signature in self.signatures:
            if signature.role is role:
                return signature.key
        raise MalformedError("nobody signed in this role")


def sign(
    statement: Statement,
    keys: Mapping[Role, Ed25519PrivateKey],
    assertion: Assertion | None = None,
) -> SignedStatement:
    """Return *statement* signed by *keys*, which are those that its context demands."""
    signatures = tuple(
        Signature(role, key.public_key().public_bytes_raw(), key.sign(statement.message))
        for role, key in sorted(keys.items())
    )
    return SignedStatement(statement, signatures, assertion)


def verify_signed(
    signed: SignedStatement,
    keys: Mapping[Role, bytes] = contexts.NO_KEYS,
    *,
    site: str,
    passkeys: Mapping[bytes, bytes] = contexts.NO_PASSKEYS,
) -> None:
    """Raise VerificationError unless everything on *signed* is right: the one call to make.

    *keys* are those of `verify_signatures`; *passkeys* give the public key (DER) of each
    credential id that may have asserted it; *site* is where it must have been made.
    """
    statement, assertion = signed.statement, signed.assertion
    if statement.fields.get("site", site) != site:
        raise VerificationError("made at another site")
    verify_signatures(signed, keys)
    if assertion is None:
        return
    if assertion.id not in passkeys:
        raise VerificationError("asserted by another passkey")
    verify_assertion(assertion, statement, spki=passkeys[assertion.id], site=site)


def verify_signatures(
    signed: SignedStatement, keys: Mapping[Role, bytes] = contexts.NO_KEYS
) -> None:
    """Raise VerificationError unless every signature is right and by the key expected.

    A key (32 bytes) that the statement names itself is expected; *keys* give the others.
    The assertion is left unseen, and a sign-in by passkey has nothing else: see
    `verify_signed`.
    """
    statement = signed.statement
    named = contexts.signers(statement.context, statement.fields)
    for signature in signed.signatures:
        expected = canon.unb64u(named[signature.role]) or keys.get(signature.role)
        if signature.key != expected:
            raise VerificationError("signed by another key")
        signed.verify_one(signature)
