"""What a browser posts to take up an invitation: its form, and what it proves by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import WrappedBy, check_identity_file, load_recipient
from sealbench.shop.bench import Work, token_hash
from sealbench.shop.bench.screening import screen
from sealbench.shop.procedures.passkey_proof import NewPasskey, refuse_results
from sealbench.statement import Context, SignedStatement, formats, verify_signatures

_FIELDS = {"token", "enrolment", "passphrase_file", "passkey", "genesis", "directory", "recovery"}
_TOKEN = formats.octets(24, 24)
_FILE = formats.octets(1, 8192)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A body, parsed: *genesis*, *directory* and *recovery* are the first manager's alone."""

    token: str = field(repr=False)
    signed: SignedStatement
    passphrase_file: bytes = field(repr=False)
    passkey: NewPasskey | None
    genesis: SignedStatement | None
    directory: SignedStatement | None
    recovery: SignedStatement | None

    @classmethod
    def from_json(cls, body: Mapping[str, JSONValue]) -> "Enrolment":
        """Return the enrolment in *body*; raise MalformedError for any other form."""
        refuse_results(body)
        if body.keys() != _FIELDS:
            raise MalformedError("fields are missing or too many")
        _TOKEN(body["token"])
        _FILE(body["passphrase_file"])
        signed = SignedStatement.from_json(body["enrolment"])
        signed.statement.require(Context.ENROLMENT)
        file = canon.unb64u(formats.text(body["passphrase_file"]))
        check_identity_file(file, WrappedBy.PASSPHRASE)
        passkey = body["passkey"]
        return cls(
            formats.text(body["token"]),
            signed,
            file,
            None if passkey is None else NewPasskey.from_json(passkey),
            _optional(body["genesis"], Context.GENESIS),
            _optional(body["directory"], Context.DIRECTORY),
            _optional(body["recovery"], Context.RECOVERY),
        )

    @property
    def name(self) -> str:
        """Return the name of who enrols."""
        return self.signed.statement.text("name")

    @property
    def content(self) -> dict[str, JSONValue]:
        """Return what a person's row keeps of it."""
        named = ("name", "recipient", "opening_key", "statement_key", "sign_in_key")
        kept: dict[str, JSONValue] = {name: self.signed.statement.text(name) for name in named}
        return {**kept, "passphrase_file": canon.b64u(self.passphrase_file)}

    def verify(self, work: Work) -> None:
        """Raise VerificationError unless it was signed for this home, site and invitation."""
        statement = self.signed.statement
        expected = {
            "home": work.house.id,
            "site": work.config.site,
            "invitation": token_hash(self.token),
        }
        if any(statement.text(name) != value for name, value in expected.items()):
            raise VerificationError("this was signed for another place")
        verify_signatures(self.signed)
        load_recipient(statement.text("recipient"))
        if not screen(self.name, context="name").clean:
            raise MalformedError(
                "the name looks like a login or private information", hint="write your name only"
            )


def _optional(value: JSONValue, context: Context) -> SignedStatement | None:
    if value is None:
        return None
    signed = SignedStatement.from_json(value)
    signed.statement.require(context)
    return signed
