"""Looks that rested on a reason: who, when and on which job; never what was written or whose."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.shop.bench import Bench
from sealbench.shop.queries.technicians import staff_names
from sealbench.shop.queries.wording import REASON_WORDS
from sealbench.shop.records.models import Reason

_MOST = 200


@dataclass(frozen=True, slots=True)
class GivenReason:
    """One reason; *number* is that of the job, or None for a client's record."""

    at: int
    person: str
    number: int | None
    reason: str


def looks_with_a_reason(bench: Bench) -> Sequence[GivenReason]:
    """Return the latest reasons, the newest first."""
    names = staff_names(bench)
    rows = Reason.objects.select_related("job").order_by("-given_at", "pk")[:_MOST]
    return [
        GivenReason(
            row.given_at,
            names[row.person_id],
            row.job.number if row.job else None,
            str(REASON_WORDS[row.kind]),
        )
        for row in rows
    ]
