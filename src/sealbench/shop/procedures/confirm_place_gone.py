"""Vouch that a copy of the key which could not be reached any more is destroyed (C2)."""

from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.place_file import load_place, require_state


def confirm_place_gone(
    work: Work, *, who: Staff, place: str, acknowledged: bool = False
) -> Outcome[None]:
    """Take *place*, which was given up and never wiped, off the list on the word of *who*."""
    row = load_place(place)
    facts = {"acknowledged": acknowledged}
    decision = enter(work, who=who, action=Action.CONFIRM_PLACE_GONE, context=facts)
    if not isinstance(decision, Granted):
        return decision
    require_state(row, "retiring")
    work.record(
        work.house.subject,
        Event.PLACE_GONE,
        staff_actor(who),
        place=row.pk,
        reached=row.kind,
        epoch=row.epoch,
    )
    row.state, row.ended_at = "gone", work.seconds
    row.save(update_fields=["state", "ended_at"])
    return Granted(None)
