"""The agreements as lists show them: how far each is, and nothing of any client."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.policy import AgreementState
from sealbench.shop.records.models import Agreement

_MOST = 500
_DAY = 24 * 3600
_SOON = 30  # days
_OVER = {AgreementState.ENDED.value, AgreementState.WITHDRAWN.value}
BEGINS_LATER = "begins later"


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as the list shows it; *days* are left of one in force."""

    id: str
    state: str
    created_at: int
    ends_at: int
    days: int | None

    @property
    def soon(self) -> bool:
        """Tell whether it ends within a month."""
        return self.days is not None and self.days <= _SOON

    @property
    def over(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.state in _OVER


def agreements(*, now: int) -> Sequence[AgreementRow]:
    """Return the newest agreements: what ends soon first, then what waits, then what is over."""
    rows = [_row(row, now) for row in Agreement.objects.order_by("-created_at", "pk")[:_MOST]]
    return sorted(rows, key=lambda row: (row.over, not row.soon, -row.created_at))


def _row(row: Agreement, now: int) -> AgreementRow:
    state, days = row.state, None
    if state == AgreementState.IN_FORCE:
        if row.ends_at <= now:
            state = AgreementState.ENDED.value
        else:
            days = (row.ends_at - now) // _DAY
            state = BEGINS_LATER if now < row.begins_at else state
    return AgreementRow(row.pk, state, row.created_at, row.ends_at, days)
