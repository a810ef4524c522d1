"""Bring the places of the escrow up to date, and keep what each holds (C2).

What reaches out is done outside of any transaction; the rows follow what was read back.
"""

from sealbench.errors import SealbenchError
from sealbench.keyring.escrow import PlaceState
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.escrow import HELD, arrange
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.place_file import load_place
from sealbench.shop.records.models import EscrowPlace


def settle_escrow(bench: Bench) -> int:
    """Write to each place that lags or is new, wipe what was given up; return how many changed.

    One that cannot be recorded keeps no other from it; its error is raised at the end.
    """
    arrange(bench.escrow, bench.config, bench.keys)
    states = {state.name: state for state in bench.escrow.settle()}
    changed, failed = 0, None
    for row in list(EscrowPlace.objects.filter(state__in=HELD).order_by("created_at", "pk")):
        state = states.get(row.pk)
        if state is None or not _differs(row, state):
            continue
        try:
            bench.run(record_place, state=state)
        except SealbenchError as exc:
            failed = failed or exc
        else:
            changed += 1
    if changed:
        arrange(bench.escrow, bench.config, bench.keys)
    if failed:
        raise failed
    return changed


def record_place(work: Work, *, state: PlaceState) -> Outcome[None]:
    """Keep *state* of a place, unless it was ended meanwhile."""
    row = load_place(state.name)
    entered = enter_as_keeper(work, Action.SETTLE_ESCROW)
    if isinstance(entered, Refused):
        return entered
    if row.state not in HELD or not _differs(row, state):
        return Granted(None)
    work.record(
        work.house.subject,
        Event.PLACE_SETTLED,
        KEEPER_ACTOR,
        place=row.pk,
        epoch=state.epoch,
        behind=state.behind,
        online=state.online,
        wiped=state.wiped,
        recovery=state.recovery,
    )
    if state.online:
        row.settled_at = work.seconds
    if state.wiped:
        row.state, row.ended_at = "retired", work.seconds
    row.epoch, row.recovery, row.online = state.epoch, state.recovery, state.online
    row.save(update_fields=["state", "epoch", "recovery", "online", "settled_at", "ended_at"])
    return Granted(None)


def _differs(row: EscrowPlace, state: PlaceState) -> bool:
    kept = row.epoch, row.recovery, row.online, False
    return kept != (state.epoch, state.recovery, state.online, state.wiped)
