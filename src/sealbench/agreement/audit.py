"""The page that is added to a signed document: who signed it, when, how, and what proves it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from sealbench.agreement.drawing import Drawing
from sealbench.agreement.terms import Terms
from sealbench.agreement.typesetting import EXTENDED, typeset
from sealbench.canon import JSON


@dataclass(frozen=True, slots=True)
class Signed:
    """One line of it: in which role, who, when (the signer's clock), how sure, and the leaf."""

    role: str
    name: str = field(repr=False)
    at: datetime
    method: str
    level: str
    statement: str
    leaf_index: int


@dataclass(frozen=True, slots=True)
class Place:
    """The ledger that recorded the signatures, as its checkpoint stood then."""

    origin: str
    tree_size: int
    root_hash: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that stands on the page that is added."""

    number: str
    shop: str
    client: str = field(repr=False)
    made_at: datetime
    document_hash: bytes
    document_size: int
    terms: Terms
    signatures: Sequence[Signed]
    ledger: Place
    root_hash: bytes
    drawing: Drawing | None = None


def render_audit(audit: Audit) -> bytes:
    """Return the page as a PDF: the same bytes each time for the same data."""
    return typeset("audit", _sheet(audit), made=audit.made_at, standards=EXTENDED)


def _sheet(it: Audit) -> JSON:
    return {
        "number": it.number,
        "made": list(it.made_at.astimezone(UTC).timetuple()[:6]),
        "made_at": _time(it.made_at),
        "shop": it.shop,
        "client": it.client,
        "document": it.document_hash.hex(),
        "size": str(it.document_size),
        "terms": {
            "hash": it.terms.hash,
            "confidential": it.terms.confidential,
            "cleared": [each.name for each in it.terms.cleared],
            "valid": f"{it.terms.valid_from} to {it.terms.valid_until}, both included (UTC)",
            "notice": _days(it.terms.notice_days),
            "returned": it.terms.returned,
        },
        "signatures": [_signed(each) for each in it.signatures],
        "ledger": {
            "origin": it.ledger.origin,
            "tree_size": str(it.ledger.tree_size),
            "root_hash": it.ledger.root_hash,
            "fingerprint": it.ledger.fingerprint,
        },
        "root": it.root_hash.hex(),
        "drawing": it.drawing.to_json() if it.drawing else None,
        "drawing_hash": it.drawing.hash if it.drawing else "",
    }


def _signed(each: Signed) -> JSON:
    return {**asdict(each), "at": _time(each.at), "leaf_index": str(each.leaf_index)}


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
