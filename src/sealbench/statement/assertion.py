"""A passkey assertion over a statement, verified offline (WebAuthn level 3, section 7.2).

It holds for years and needs no server: the challenge is the hash of the statement, the
public key comes from a directory.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Self, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from sealbench import canon
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError, VerificationError
from sealbench.statement import curve, formats
from sealbench.statement.value import Statement

_USER_PRESENT, _USER_VERIFIED = 0x01, 0x04
_FLAGS = 32
_RSA_LEAST, _RSA_MOST = 2048, 4096

PasskeyKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey

_FORM = formats.record(
    {
        "id": formats.credential,
        "client_data": formats.octets(1, 2048),
        "authenticator_data": formats.octets(37, 1024),
        "signature": formats.octets(8, 1024),
    }
)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What `navigator.credentials.get` answered, without its extension results."""

    id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes

    @classmethod
    def from_json(cls, value: JSONValue) -> Self:
        """Return the assertion that *value* is; raise MalformedError for any other form."""
        _FORM(value)
        parts = cast("Mapping[str, str]", value)
        return cls(*(canon.unb64u(parts[each.name]) for each in fields(cls)))

    def to_json(self) -> JSON:
        """Return the form that travels; `from_json` is its inverse."""
        return {each.name: canon.b64u(getattr(self, each.name)) for each in fields(self)}

    @property
    def stated_site(self) -> str:
        """Return where the browser says that it was made: unverified; MalformedError."""
        return formats.text(canon.parse(self.client_data).get("origin"))


def verify_assertion(assertion: Assertion, statement: Statement, *, spki: bytes, site: str) -> None:
    """Raise VerificationError unless the passkey *spki* (DER) asserted *statement* at *site*.

    User presence and user verification are required.  MalformedError: client data that is
    no JSON, or a public key that is none of ES256, EdDSA, RS256.
    """
    key = load_spki(spki)
    _check_client_data(canon.parse(assertion.client_data), statement, site)
    _check_authenticator_data(assertion.authenticator_data, site)
    message = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
    try:
        _verify(key, assertion.signature, message)
    except InvalidSignature as exc:
        raise VerificationError("the passkey's signature is wrong") from exc


@lru_cache(maxsize=256)
def load_spki(spki: bytes) -> PasskeyKey:
    """Return the public key in canonical DER *spki*; raise MalformedError for other kinds."""
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise MalformedError("not a public key") from exc
    if key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != spki:
        raise MalformedError("not canonical der")
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPublicKey) and _RSA_LEAST <= key.key_size <= _RSA_MOST:
        return key
    if isinstance(key, ed25519.Ed25519PublicKey):
        curve.check_key(key.public_bytes_raw())
        return key
    raise MalformedError("a public key of another kind")


def _check_client_data(data: JSON, statement: Statement, site: str) -> None:
    if data.get("type") != "webauthn.get":
        raise VerificationError("not an assertion")
    if data.get("challenge") != canon.b64u(statement.challenge):
        raise VerificationError("the passkey asserted something else")
    if data.get("origin") != site:
        raise VerificationError("asserted at another site")
    if data.get("crossOrigin", False) is not False or "topOrigin" in data:
        raise VerificationError("asserted inside another site")


def _check_authenticator_data(data: bytes, site: str) -> None:
    if data[:_FLAGS] != hashlib.sha256(formats.host_of(site).encode()).digest():
        raise VerificationError("a passkey of another site")
    if not data[_FLAGS] & _USER_PRESENT or not data[_FLAGS] & _USER_VERIFIED:
        raise VerificationError("the passkey did not verify its user")


def _verify(key: PasskeyKey, signature: bytes, message: bytes) -> None:
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    else:
        curve.verify(key.public_bytes_raw(), signature, message)
