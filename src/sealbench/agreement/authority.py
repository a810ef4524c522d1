"""The shop's document certificate: made here, or brought along."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs documents: a private key (PKCS#8 DER) and its certificates (DER).

    *chain* goes from the issuer of *certificate* to the root; the last one is what a reader
    must trust.  The caller keeps *key* sealed.
    """

    key: bytes = field(repr=False)
    certificate: bytes
    chain: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        """Return it in one piece, to be sealed and kept."""
        raise NotImplementedError

    @classmethod
    def from_bytes(cls, data: bytes) -> "SigningKey":
        """Return what `to_bytes` wrote; raise MalformedError for anything else."""
        raise NotImplementedError


def new_signing_key(shop: str, *, now: datetime) -> SigningKey:
    """Return a fresh document certificate of *shop*, with the small authority that issued it.

    The authority's own key is forgotten at once: it can issue no second certificate.
    """
    raise NotImplementedError


def load_pkcs12(data: bytes, passphrase: str) -> SigningKey:
    """Return the signing key in a PKCS#12 file that was brought along.

    Raise MalformedError for another form or passphrase, and for a certificate that is not
    for signatures.
    """
    raise NotImplementedError
