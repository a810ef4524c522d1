"""The sample shop's passkey with fixed keys of every kind: its answers can stand in vectors."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sealbench.canon import JSONValue
from sealbench.shop.commands.sample.passkey import (
    SoftwarePasskey,
    authenticator_data,
    client_data,
)
from sealbench.statement import Assertion, Statement, host_of

SITE = "https://shop.example"

_P = int(
    "eecc121e8d469c0acf37bdc0ee9b607af3e15b12e02a4bc3bb250ee9eb142bcd18d2662f3cf1a0a160299f76e2e690a4"
    "2ec2948f8ec867e0cad80644bb5fd926abeadfe34c2561102de141b115835dc552417adabacbdac0ed73d8eed3889b41"
    "bad0fd9c61566b2d52536ae1ffeae2e2bc96fe038e05c1ca6008f9491b60a867",
    16,
)
_Q = int(
    "b74ac7e4b844f0a622bf9f04da8c6ff682e9da34a50c5e81c4fd2276083148253f1bc813326700220b93978680bfd26a"
    "366596d66f30d9a245bbab434ad5d0d07275874f4780e4dd00f191b7062f9718e2b2bb748a81b5678dd29e80fc918df2"
    "aff0b1caa22b4791801bda7f463882b2b4acd083951c5e554be6b7f256a19371",
    16,
)

Signer = Callable[[bytes], bytes]


@dataclass(slots=True)
class FixedPasskey(SoftwarePasskey):
    """The sample's passkey with a fixed key of any kind; *spki* and *signer* take its place."""

    spki: bytes = b""
    signer: Signer = bytes

    def answer(
        self,
        statement: Statement,
        site: str = SITE,
        *,
        flags: int = 0x1D,
        rp: str | None = None,
        extra: Mapping[str, JSONValue] | None = None,
    ) -> Assertion:
        """Assert *statement* as a browser at *site* would; the rest bends the rules."""
        client = client_data("webauthn.get", statement, site, **(extra or {}))
        return self.sign(client, authenticator_data(rp or host_of(site), flags))

    def signature(self, data: bytes) -> bytes:
        """Return the signature of *data*, the same each time, so that it can stand in vectors."""
        return self.signer(data)


def es256(number: int = 5, curve: ec.EllipticCurve | None = None) -> FixedPasskey:
    key = ec.derive_private_key(number, curve or ec.SECP256R1())
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    return _fixed(
        _id(b"es256", number), _spki(key.public_key()), lambda data: key.sign(data, algorithm)
    )


def eddsa(number: int = 5) -> FixedPasskey:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
    return _fixed(_id(b"eddsa", number), _spki(key.public_key()), key.sign)


def rs256() -> FixedPasskey:
    d = pow(65537, -1, (_P - 1) * (_Q - 1))
    key = rsa.RSAPrivateNumbers(
        _P, _Q, d, d % (_P - 1), d % (_Q - 1), pow(_Q, -1, _P), rsa.RSAPublicNumbers(65537, _P * _Q)
    ).private_key()
    return _fixed(
        _id(b"rs256", 0),
        _spki(key.public_key()),
        lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256()),
    )


def _fixed(id_: bytes, spki: bytes, signer: Signer) -> FixedPasskey:
    return FixedPasskey(SITE, id_, spki=spki, signer=signer)


def _id(kind: bytes, number: int) -> bytes:
    return hashlib.sha256(kind + number.to_bytes(2, "big")).digest()[:16]


def _spki(key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
