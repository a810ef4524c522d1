"""Read once more who opened what, in a home that is older than the rows of it (A1)."""

from collections.abc import Sequence

from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.opening_rows import (
    Opened,
    events_after,
    keep_openings,
    read_openings,
)
from sealbench.shop.records.models import Told

_AT_ONCE = 200


def read_again(bench: Bench) -> int:
    """Make rows of the openings before there were any; return how many events were read.

    Their clients have been told of the openings, and are not told again.
    """
    mark = Told.objects.filter(pk=1).exclude(again=None).first()
    if mark is None or mark.again is None:
        return 0
    rows = [row for row in events_after(mark.again, most=_AT_ONCE) if row.leaf <= mark.index]
    upto = rows[-1].leaf if rows else None
    bench.run(keep_earlier, openings=list(read_openings(bench, rows)), after=mark.again, upto=upto)
    return len(rows)


def keep_earlier(
    work: Work, *, openings: Sequence[Opened], after: int, upto: int | None
) -> Outcome[None]:
    """Keep rows of *openings*, and move the second mark from *after* to *upto*: None at its end."""
    mark = Told.objects.select_for_update().get(pk=1)
    if mark.again != after:
        return Granted(None)  # somebody else was first
    entered = enter_as_keeper(work, Action.DELIVER_NOTICE, Resource(ResourceKind.NOTICE, "earlier"))
    if isinstance(entered, Refused):
        return entered
    keep_openings(openings)
    mark.again = upto
    mark.save(update_fields=["again"])
    return Granted(None)
