"""Record how many strangers were turned away, one event per minute (B1, law 4)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sealbench import clock
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.strangers import count_stranger
from sealbench.shop.records.models import Turned

_MINUTE = 60


def count_refusals(work: Work, *, turned: Mapping[str, int]) -> Outcome[int]:
    """Add *turned* (by door) to this minute, and record each minute that is over; return these."""
    past = Turned.objects.filter(minute__lt=work.seconds // _MINUTE)
    if not turned and not past.exists():
        return Granted(0)
    entered = enter_as_keeper(work, Action.COUNT_REFUSALS)
    if isinstance(entered, Refused):
        return entered
    for door, times in sorted(turned.items()):
        count_stranger(work, door, times=times)
    minutes: dict[int, dict[str, int]] = {}
    for row in past.order_by("minute", "route"):
        minutes.setdefault(row.minute, {})[row.route] = row.count
    for minute, counts in minutes.items():
        _record(work, minute, counts)
    past.delete()
    return Granted(len(minutes))


def _record(work: Work, minute: int, counts: Mapping[str, int]) -> None:
    began = datetime.fromtimestamp(minute * _MINUTE, UTC)
    work.record(
        work.house.subject,
        Event.STRANGERS_TURNED_AWAY,
        KEEPER_ACTOR,
        minute=clock.to_text(began),
        doors=dict(counts),
    )
