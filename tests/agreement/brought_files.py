"""PKCS#12 files as authorities and other programs make them, good and bad."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sealbench.agreement import SigningKey
from tests.agreement.authorities import _USAGES

PASSPHRASE = "correct horse"  # noqa: S105 - of a file made here
SIGNS = ("digital_signature", "content_commitment")
P256 = ec.generate_private_key(ec.SECP256R1())


def brought(key: SigningKey, *, chain: bool = True, passphrase: str = PASSPHRASE) -> bytes:
    """Return *key* as a PKCS#12 file, with its *chain* or without."""
    others = [x509.load_der_x509_certificate(each) for each in key.chain] if chain else []
    leaf = x509.load_der_x509_certificate(key.certificate)
    return pack(load_der_private_key(key.key, None), leaf, others, passphrase=passphrase)


def pack(
    private: Any,
    leaf: x509.Certificate | None,
    others: Sequence[x509.Certificate] = (),
    *,
    passphrase: str = PASSPHRASE,
) -> bytes:
    """Return a PKCS#12 file of these; without a passphrase it is not encrypted."""
    cover = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"documents", private, leaf, others, cover)


class Issuer:
    """An authority that issues certificates at *now*, itself under *above* or a root."""

    def __init__(self, name: str, *, now: datetime, above: "Issuer | None" = None) -> None:
        self.key, self.now, self.name = ec.generate_private_key(ec.SECP256R1()), now, _name(name)
        by = above or self
        self.chain: list[x509.Certificate] = []
        made = by.issue(self.key, name=self.name, usage=("key_cert_sign",), ca=True, purposes=())
        self.chain = [made, *(above.chain if above else ())]

    def issue(
        self,
        private: Any = P256,
        *,
        name: x509.Name | None = None,
        usage: Sequence[str] = SIGNS,
        purposes: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.EMAIL_PROTECTION,),
        ca: bool = False,
        days: tuple[int, int] = (-1, 730),
        digest: Any = None,
    ) -> x509.Certificate:
        """Return a certificate of *private*, signed by this authority."""
        begun = (
            x509.CertificateBuilder()
            .subject_name(name or _name("A shop"))
            .issuer_name(self.name)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now + timedelta(days=days[0]))
            .not_valid_after(self.now + timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if usage:
            told = x509.KeyUsage(**{each: each in usage for each in _USAGES})
            begun = begun.add_extension(told, critical=True)
        if purposes:
            begun = begun.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        return begun.sign(self.key, digest or hashes.SHA256())


def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """Return an RSA key of *bits*."""
    return rsa.generate_private_key(65537, bits)


def other_kind() -> ed25519.Ed25519PrivateKey:
    """Return a key of a kind that PDF readers do not know."""
    return ed25519.Ed25519PrivateKey.generate()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
