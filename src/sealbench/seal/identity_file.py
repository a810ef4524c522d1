"""Identity files: secret keys, wrapped by a passkey or a passphrase (docs/spec/identity-file.md).

The server calls `check_identity_file` alone.  The rest is for the sample shop, for tests and
for the recovery tool.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import HomeId
from sealbench.seal import age
from sealbench.seal.recipient import load_identity, new_identity
from sealbench.statement import formats

LARGEST = 8192
PRF_LABEL = b"age-encryption.org/fido2prf"
PRF_NONCE = hashlib.sha256(b"sealbench prf nonce v1").digest()[:16]

_PASSPHRASE = b"sealbench.org/passphrase-key"
_SALT = 16


class WrappedBy(StrEnum):
    """What opens an identity file."""

    PASSKEY = "passkey"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind


_TAGS = {WrappedBy.PASSKEY: PRF_LABEL, WrappedBy.PASSPHRASE: _PASSPHRASE}


def _identity(value: canon.JSONValue) -> None:
    load_identity(formats.text(value))


_COMMON: dict[str, formats.Form] = {
    "v": formats.version,
    "home": formats.identifier,
    "age": _identity,
}
_PERSON = formats.record(
    {
        **_COMMON,
        "kind": formats.one_of("person"),
        "opening_seed": formats.hashed,
        "statement_seed": formats.hashed,
    }
)
_CLIENT = formats.record(
    {**_COMMON, "kind": formats.one_of("client"), "client_seed": formats.hashed}
)


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """A person's secrets: an age identity and two Ed25519 seeds of 32 bytes."""

    home: HomeId
    age: str = field(repr=False)
    opening_seed: bytes = field(repr=False)
    statement_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, home: HomeId) -> Self:
        """Return fresh keys for a person of *home*."""
        return cls(home, new_identity(), secrets.token_bytes(32), secrets.token_bytes(32))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the keys in a payload; raise MalformedError for any other form."""
        home, identity, opening, statement = _fields(
            data, _PERSON, "home", "age", "opening_seed", "statement_seed"
        )
        return cls(HomeId(home), identity, canon.unb64u(opening), canon.unb64u(statement))

    def to_bytes(self) -> bytes:
        """Return the payload, canonical JSON."""
        return canon.to_bytes(
            {
                "v": 1,
                "kind": "person",
                "home": self.home,
                "age": self.age,
                "opening_seed": canon.b64u(self.opening_seed),
                "statement_seed": canon.b64u(self.statement_seed),
            }
        )


@dataclass(frozen=True, slots=True)
class ClientKeys:
    """A client's secrets: an age identity and one Ed25519 seed of 32 bytes."""

    home: HomeId
    age: str = field(repr=False)
    client_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, home: HomeId) -> Self:
        """Return fresh keys for a client of *home*."""
        return cls(home, new_identity(), secrets.token_bytes(32))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the keys in a payload; raise MalformedError for any other form."""
        home, identity, seed = _fields(data, _CLIENT, "home", "age", "client_seed")
        return cls(HomeId(home), identity, canon.unb64u(seed))

    def to_bytes(self) -> bytes:
        """Return the payload, canonical JSON."""
        return canon.to_bytes(
            {
                "v": 1,
                "kind": "client",
                "home": self.home,
                "age": self.age,
                "client_seed": canon.b64u(self.client_seed),
            }
        )


def check_identity_file(data: bytes, kind: WrappedBy) -> None:
    """Raise MalformedError unless *data* has the form of an identity file of *kind*."""
    _stanza(data, kind)


def prf_inputs() -> tuple[bytes, bytes]:
    """Return the two inputs, `first` and `second`, on which every passkey is evaluated."""
    return PRF_LABEL + b"\x01" + PRF_NONCE, PRF_LABEL + b"\x02" + PRF_NONCE


def prf_key(first: bytes, second: bytes) -> bytes:
    """Return the wrapping key of a passkey's two PRF results of 32 bytes: HKDF-Extract."""
    if len(first) != 32 or len(second) != 32:  # noqa: PLR2004 - as WebAuthn defines
        raise MalformedError("not the results of a prf")
    return hmac.digest(PRF_LABEL, first + second, "sha256")


def wrap_by_passkey(keys: PersonKeys | ClientKeys, key: bytes) -> bytes:
    """Return the identity file of *keys* under a passkey's *key*.

    Call it once per credential, ever: key and nonce are constant, and a second file key
    under them would share the key stream of the first.
    """
    return _wrap(keys, age.Stanza((PRF_LABEL, age.b64(PRF_NONCE)), b""), key)


def wrap_by_passphrase(keys: PersonKeys | ClientKeys, wrapping_key: bytes) -> bytes:
    """Return the identity file of *keys* under a passphrase's *wrapping_key*, freshly salted."""
    salt = secrets.token_bytes(_SALT)
    stanza = age.Stanza((_PASSPHRASE, age.b64(salt)), b"")
    return _wrap(keys, stanza, _salted(wrapping_key, salt))


def unwrap_by_passkey(data: bytes, key: bytes) -> PersonKeys | ClientKeys:
    """Return the keys in *data*; MalformedError, or VerificationError under a wrong *key*."""
    _, stanza = _stanza(data, WrappedBy.PASSKEY)
    return _open(data, age.unwrap(stanza.body, key))


def unwrap_by_passphrase(data: bytes, wrapping_key: bytes) -> PersonKeys | ClientKeys:
    """Return the keys in *data*; MalformedError, or VerificationError under a wrong key."""
    _, stanza = _stanza(data, WrappedBy.PASSPHRASE)
    key = _salted(wrapping_key, age.unb64(stanza.arguments[1]))
    return _open(data, age.unwrap(stanza.body, key))


def require_home(keys: PersonKeys | ClientKeys, home: HomeId) -> None:
    """Raise VerificationError unless *keys* were made for *home*."""
    if keys.home != home:
        raise VerificationError("keys of another home")


def _stanza(data: bytes, kind: WrappedBy) -> tuple[age.Header, age.Stanza]:
    if len(data) > LARGEST:
        raise MalformedError("larger than an identity file")
    header = age.parse_header(data)
    if len(header.stanzas) != 1 or len(data) <= header.size + age.PAYLOAD_FRAME:
        raise MalformedError("not an identity file")
    stanza = header.stanzas[0]
    if stanza.arguments[0] != _TAGS[kind] or len(stanza.body) != age.WRAPPED_KEY:
        raise MalformedError("wrapped by something else")
    _check_argument(stanza, kind)
    return header, stanza


def _check_argument(stanza: age.Stanza, kind: WrappedBy) -> None:
    if len(stanza.arguments) != 2:  # noqa: PLR2004 - tag and one argument
        raise MalformedError("a stanza of another form")
    argument = age.unb64(stanza.arguments[1], size=_SALT)
    if kind is WrappedBy.PASSKEY and argument != PRF_NONCE:
        raise MalformedError("a nonce of another application")


def _wrap(keys: PersonKeys | ClientKeys, stanza: age.Stanza, key: bytes) -> bytes:
    file_key = age.new_file_key()
    wrapped = age.Stanza(stanza.arguments, age.wrap(file_key, key))
    return age.encrypt(keys.to_bytes(), file_key, [wrapped])


def _open(data: bytes, file_key: bytes) -> PersonKeys | ClientKeys:
    payload = age.decrypt(data, age.parse_header(data), file_key)
    if canon.from_bytes(payload).get("kind") == "client":
        return ClientKeys.from_bytes(payload)
    return PersonKeys.from_bytes(payload)


def _salted(wrapping_key: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, _PASSPHRASE).derive(wrapping_key)


def _fields(data: bytes, form: formats.Form, *names: str) -> tuple[str, ...]:
    value = canon.from_bytes(data)
    form(value)
    return tuple(formats.text(value[name]) for name in names)
