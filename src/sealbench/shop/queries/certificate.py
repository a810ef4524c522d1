"""The shop's certificate for documents: which it is, and how long it holds."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from sealbench import canon
from sealbench.shop.bench import Bench
from sealbench.shop.bench.document_keys import read_keys
from sealbench.shop.records.models import Home

WARNINGS = (90, 30, 7)  # days before its end
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of today: *days* until it ends (negative: it has), *former* before it.

    Fingerprints are SHA-256 in hexadecimal digits; *pem* is the root, which readers trust.
    """

    certificate: str
    root: str
    brought: bool
    begins_at: int
    ends_at: int
    days: int
    former: int
    pem: str

    @property
    def warns(self) -> int:
        """Return the last of the warnings that is due, in days before the end; 0 for none."""
        return min((days for days in WARNINGS if self.days <= days), default=0)

    @property
    def ended(self) -> bool:
        """Tell whether nothing can be sealed by it any more."""
        return self.days < 0

    def to_json(self) -> canon.JSON:
        """Return what `sealbench certificate show --json` prints."""
        return {name: getattr(self, name) for name in self.__slots__}


def certificate(bench: Bench) -> Certificate | None:
    """Return the certificate of today, None where no document was made yet."""
    keys = read_keys(bench.read_house(Home.objects.get(pk=1)))
    if keys is None:
        return None
    leaf, root = (
        x509.load_der_x509_certificate(each) for each in (keys.now.certificate, keys.now.root)
    )
    ends = int(keys.now.ends.timestamp())
    return Certificate(
        certificate=leaf.fingerprint(SHA256()).hex(),
        root=root.fingerprint(SHA256()).hex(),
        brought=keys.brought,
        begins_at=int(keys.now.begins.timestamp()),
        ends_at=ends,
        days=(ends - 1 - int(bench.now().timestamp())) // _DAY,
        former=len(keys.former),
        pem=root.public_bytes(Encoding.PEM).decode(),
    )
