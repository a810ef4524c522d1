"""A passkey in software: an ES256 key that registers and asserts as a browser would show it."""

import hashlib
import json
import os
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.seal.identity_file import prf_key
from sealbench.statement import Assertion, Statement, host_of

UP_UV = 0x05
_ATTESTED = 0x40
_AAGUID = bytes(16)


@dataclass(slots=True)
class SoftwarePasskey:
    """One credential at one site; *results* are what its PRF answers."""

    site: str
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    results: tuple[bytes, bytes] = field(default_factory=lambda: (os.urandom(32), os.urandom(32)))

    @property
    def wrapping_key(self) -> bytes:
        """Return the key that its PRF results give."""
        return prf_key(*self.results)

    @property
    def spki(self) -> bytes:
        """Return the public key in DER."""
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def register(self, statement: Statement, *, flags: int = UP_UV) -> dict[str, JSONValue]:
        """Return the registration with the challenge of *statement*, as the page posts it."""
        client = client_data("webauthn.create", statement, self.site)
        size = len(self.id).to_bytes(2, "big")
        data = authenticator_data(host_of(self.site), flags | _ATTESTED)
        data += _AAGUID + size + self.id + self._cose()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "id": canon.b64u(self.id),
            "rawId": canon.b64u(self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": canon.b64u(client),
                "attestationObject": canon.b64u(attestation),
                "transports": ["internal"],
            },
        }

    def answer(self, statement: Statement, *, flags: int = UP_UV) -> Assertion:
        """Assert *statement*."""
        return self.sign(
            client_data("webauthn.get", statement, self.site),
            authenticator_data(host_of(self.site), flags),
        )

    def sign(self, client: bytes, data: bytes) -> Assertion:
        """Sign any client data and authenticator data."""
        return Assertion(
            self.id, client, data, self.signature(data + hashlib.sha256(client).digest())
        )

    def signature(self, data: bytes) -> bytes:
        """Return the signature of *data*."""
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))

    def _cose(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (value.to_bytes(32, "big") for value in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})


def client_data(kind: str, statement: Statement, site: str, **extra: JSONValue) -> bytes:
    """Return what a browser at *site* writes of a ceremony about *statement*."""
    fields: dict[str, JSONValue] = {
        "type": kind,
        "challenge": canon.b64u(statement.challenge),
        "origin": site,
        "crossOrigin": False,
        **extra,
    }
    return json.dumps(fields, separators=(",", ":")).encode()  # noqa: TID251 - as browsers write it


def authenticator_data(host: str, flags: int) -> bytes:
    """Return what an authenticator says of itself at *host*, its counter at zero."""
    return hashlib.sha256(host.encode()).digest() + bytes([flags]) + bytes(4)
