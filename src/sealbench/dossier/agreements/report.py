"""What was found about one agreement: a result per check, a line per signature."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sealbench import canon, clock
from sealbench.agreement.audit import Signed
from sealbench.agreement.terms import Terms
from sealbench.dossier.report import Check, Result

LIMITS: Final = (
    "Whether the agreement was ended since does not stand in it: ask the shop for its ledger.",
    (
        "That a key is the client's is known from the shop: the client compares it with their own, "
        "or with the receipt."
    ),
    "Who stood before the tablet, the witness says; a drawing is no proof of a hand.",
    (
        "The number, the names of shop and client and the pages that were added are the shop's own "
        "words: compare them with the document that was signed."
    ),
    "Times are those of the signers' and the shop's clocks, unless a time stamp says otherwise.",
    (
        "This checkpoint carries the signature of the shop's log alone: that others saw the same "
        "ledger is not shown here."
    ),
    "A revocation that the shop held back from this file does not show in it.",
)


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything that was checked about one agreement, and what cannot be.

    *signatures* are those that hold, management's first; *document* is SHA-256 of what was signed.
    """

    number: str
    shop: str
    client: str = field(repr=False)
    agreement: str
    fingerprint: str
    document: bytes
    size: int
    terms: Terms
    checks: tuple[Check, ...]
    signatures: tuple[Signed, ...]
    limits: tuple[str, ...] = LIMITS

    @property
    def holds(self) -> bool:
        """Tell whether nothing failed; what could not be checked does not count."""
        return all(check.result is not Result.FAILS for check in self.checks)

    def to_json(self) -> canon.JSON:
        """Return the form that `sealbench verify --json` prints."""
        return {
            "kind": "agreement",
            "number": self.number,
            "agreement": self.agreement,
            "shop": self.shop,
            "client": self.client,
            "fingerprint": self.fingerprint,
            "document": self.document.hex(),
            "size": self.size,
            "terms": self.terms.to_json(),
            "holds": self.holds,
            "checks": [
                {"name": c.name, "result": c.result.value, "detail": c.detail} for c in self.checks
            ],
            "signatures": [_signed(each) for each in self.signatures],
            "limits": list(self.limits),
        }


def _signed(each: Signed) -> canon.JSON:
    at: datetime = each.at
    return {
        "role": each.role,
        "name": each.name,
        "at": clock.to_text(at),
        "method": each.method,
        "level": each.level,
        "statement": each.statement,
        "leaf": each.leaf_index,
    }
