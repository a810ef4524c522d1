"""A document certificate that is brought along: read from PKCS#12, and judged before it is kept.

It must do what the shop's own does: seal documents today and for a while, under a chain that
a reader can follow.  Whether its authority has revoked it nobody is asked: no network is used.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from sealbench.agreement.authority import DOCUMENT_SIGNING, SigningKey
from sealbench.errors import MalformedError, VerificationError

MOST_PKCS12: Final = 64 * 1024  # bytes; one with its chain takes five thousand
LEAST_DAYS: Final = 30  # that it must hold from now on: agreements are signed over weeks
_MOST_CHAIN = 8
_MOST_CERTIFICATE = 8192  # bytes, what an agreement's evidence may hold
_RSA_BITS = (2048, 4096)
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_DIGESTS = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_PURPOSES = {
    DOCUMENT_SIGNING,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    x509.ObjectIdentifier("1.2.840.113583.1.1.5"),  # Adobe's, for authentic documents
    x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # Microsoft's, for document signing
}
_VERSION_3 = b"\x02\x01\x03"  # how the content of every PKCS#12 file begins (RFC 7292)
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def load_pkcs12(data: bytes, passphrase: str, *, now: datetime) -> SigningKey:
    """Return the signing key in a PKCS#12 file that was brought along, if it is fit at *now*.

    Raise MalformedError for another form or passphrase, or no key with its certificate, and
    what `require_fit` raises.
    """
    if len(data) > MOST_PKCS12:
        raise MalformedError("the file is too large", hint="a PKCS#12 file has at most 64 KiB")
    if data[:1] != b"\x30" or _VERSION_3 not in data[:16]:
        raise MalformedError(
            "not a PKCS#12 file", hint="export key and certificates as .p12 or .pfx"
        )
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise MalformedError(
            "the passphrase is another one, or the file is damaged",
            hint="try again, or export it anew",
        ) from exc
    if not isinstance(key, _Key) or certificate is None:
        raise MalformedError(
            "no EC or RSA key with its certificate", hint="export it with its private key"
        )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    chain = tuple(_der(each) for each in _chain(certificate, others))
    found = SigningKey(private, _der(certificate), chain)
    require_fit(found, now=now)
    return found


def require_fit(key: SigningKey, *, now: datetime) -> None:
    """Raise MalformedError unless *key* is one that the shop may seal documents with.

    VerificationError: it does not hold at *now*, or for less than 30 days.
    """
    try:
        private = serialization.load_der_private_key(key.key, None)
        chain = [x509.load_der_x509_certificate(each) for each in (key.certificate, *key.chain)]
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise MalformedError("not a signing key") from exc
    leaf = chain[0]
    if leaf.public_key() != private.public_key():
        raise MalformedError("the certificate is of another key", hint="export both together")
    _require_strong(private)
    _require_purpose(leaf)
    if any(len(each) > _MOST_CERTIFICATE for each in (key.certificate, *key.chain)):
        raise MalformedError("a certificate in the file is too large")
    _require_chain(chain)
    key.require_valid(now)
    if key.ends < now + timedelta(days=LEAST_DAYS):
        raise VerificationError(
            f"the certificate ends on {key.ends.date()}",
            hint=f"bring one that holds for at least {LEAST_DAYS} days",
        )


def _require_strong(private: object) -> None:
    least, most = _RSA_BITS
    if isinstance(private, rsa.RSAPrivateKey):
        if not least <= private.key_size <= most:
            raise MalformedError(
                f"an RSA key of {private.key_size} bits",
                hint=f"it takes {least} to {most}, or a key on P-256",
            )
    elif not (
        isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, _CURVES)
    ):
        raise MalformedError("a key of another kind", hint="one on P-256 or an RSA key will do")


def _require_purpose(leaf: x509.Certificate) -> None:
    """Raise MalformedError unless *leaf* is for signatures on documents, and no authority's."""
    with suppress(x509.ExtensionNotFound):
        if leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            raise MalformedError(
                "the certificate is an authority's", hint="bring the one that it issued"
            )
    try:
        # Readers of PDFs, and our own check, ask for this one by name.
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    except x509.ExtensionNotFound:
        usage = False
    purposes = set(_PURPOSES)
    with suppress(x509.ExtensionNotFound):
        purposes &= set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    if not usage or not purposes:
        raise MalformedError(
            "the certificate is not for signatures on documents",
            hint="it needs the usage 'non repudiation', for documents or mail",
        )


def _require_chain(chain: Sequence[x509.Certificate]) -> None:
    """Raise MalformedError unless each is issued by the next, and the last by itself.

    One that came alone is trusted as it is: whoever reads the document must know it.
    """
    for below, above in pairwise(chain):
        if not _issued(below, above):
            raise MalformedError("the chain of the certificate does not hold")
    weak = [each for each in chain if not isinstance(each.signature_hash_algorithm, _DIGESTS)]
    if any(each.issuer != each.subject for each in weak) or chain[0] in weak:
        raise MalformedError(
            "a certificate in the file is signed with a weak hash",
            hint="bring one that is signed with SHA-256 or better",
        )
    if len(chain) > 1 and not _issued(chain[-1], chain[-1]):
        raise MalformedError(
            "the chain of the certificate ends before its root",
            hint="export it again, with all certificates of its path",
        )


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _chain(leaf: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """Return the issuers of *leaf* among *others*, as far up as they are there."""
    chain: list[x509.Certificate] = []
    below = leaf
    while below.issuer != below.subject and len(chain) < _MOST_CHAIN:
        named = [each for each in others if each.subject == below.issuer]
        above = next((each for each in named if _issued(below, each)), None)
        if above is None and not named:
            break
        chain.append(above or named[0])
        below = chain[-1]
    return chain


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
