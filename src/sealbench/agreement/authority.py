"""The shop's document certificate, and how one is made here (`brought` reads another's).

A certificate that is made here comes with a small authority of its own, whose key is
forgotten once it has issued it: there is nothing left by which somebody could issue another.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError

_CURVE = ec.SECP256R1()  # what every PDF reader of today checks
_SKEW = timedelta(days=1)
_LIFETIME = timedelta(days=3650)  # a certificate of erasure is of use for years
_LONGEST_NAME = 64  # bytes of UTF-8
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_DER, _PKCS8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs documents: a private key (PKCS#8 DER) and its certificates (DER).

    *chain* goes from the issuer of *certificate* to the root; its last one is what a reader
    must trust.  It is empty where the certificate issued itself.  The caller keeps *key* sealed.
    """

    key: bytes = field(repr=False)
    certificate: bytes
    chain: tuple[bytes, ...]

    @property
    def root(self) -> bytes:
        """Return the certificate that a reader must trust."""
        return self.chain[-1] if self.chain else self.certificate

    def require_valid(self, at: datetime) -> None:
        """Raise VerificationError unless the certificate and its whole chain hold at *at*."""
        for certificate in self._all():
            if at < certificate.not_valid_before_utc:
                day = certificate.not_valid_before_utc.date()
                raise VerificationError(
                    f"the shop's certificate for documents begins on {day}",
                    hint="look at the clock of this machine",
                )
            if at >= certificate.not_valid_after_utc:
                day = certificate.not_valid_after_utc.date()
                raise VerificationError(
                    f"the shop's certificate for documents ended on {day}",
                    hint="run: sealbench certificate renew, or bring one along",
                )

    @property
    def begins(self) -> datetime:
        """Return the first instant at which the certificate and its whole chain hold."""
        return max(each.not_valid_before_utc for each in self._all())

    @property
    def ends(self) -> datetime:
        """Return when the first of the certificate and its chain ends."""
        return min(each.not_valid_after_utc for each in self._all())

    def _all(self) -> list[x509.Certificate]:
        return [x509.load_der_x509_certificate(each) for each in (self.certificate, *self.chain)]

    def to_bytes(self) -> bytes:
        """Return it in one piece, to be sealed and kept."""
        return canon.to_bytes(
            {
                "v": 1,
                "key": canon.b64u(self.key),
                "certificate": canon.b64u(self.certificate),
                "chain": [canon.b64u(each) for each in self.chain],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raise MalformedError for anything else."""
        match canon.from_bytes(data):
            case {"v": 1, "key": str(key), "certificate": str(certificate), "chain": [*chain]}:
                texts = [each for each in chain if isinstance(each, str)]
                ders = tuple(canon.unb64u(each) for each in texts)
                found = cls(canon.unb64u(key), canon.unb64u(certificate), ders)
            case _:
                raise MalformedError("not a signing key")
        if found.to_bytes() != data:
            raise MalformedError("not a signing key")
        return found


def new_signing_key(shop: str, *, now: datetime) -> SigningKey:
    """Return a fresh document certificate of *shop*, with the authority that issued it."""
    authority, key = ec.generate_private_key(_CURVE), ec.generate_private_key(_CURVE)
    root_name, name = _name(shop, " documents root"), _name(shop)
    root = (
        _begun(root_name, root_name, authority.public_key(), authority.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign"), critical=True)
        .sign(authority, hashes.SHA256())
    )
    certificate = (
        _begun(name, root_name, key.public_key(), authority.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        .add_extension(
            # The second is what older readers know documents by.
            x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]),
            critical=False,
        )
        .sign(authority, hashes.SHA256())
    )
    return SigningKey(_der(key), certificate.public_bytes(_DER), (root.public_bytes(_DER),))


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    issuing: ec.EllipticCurvePublicKey,
    now: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing), critical=False)
    )


def _name(shop: str, role: str = "") -> x509.Name:
    room = _LONGEST_NAME - len(role)
    text = " ".join(shop.split()).encode()[:room].decode(errors="ignore") or "shop"
    text += role
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*allowed: str) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in allowed for name in names})


def _der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_DER, _PKCS8, serialization.NoEncryption())
