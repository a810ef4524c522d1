"""Give up a place of the escrow (B1): it is wiped first, and stays listed until it is."""

from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.place_file import load_place, require_state
from sealbench.shop.records.models import EscrowPlace


def retire_place(
    work: Work, *, who: Staff, place: str, acknowledged: bool = False
) -> Outcome[None]:
    """Order that *place* be wiped; it takes no part in erasures any more."""
    row = load_place(place)
    last = not EscrowPlace.objects.filter(state="registered").exclude(pk=row.pk).exists()
    facts = {"last": last, "acknowledged": acknowledged}
    decision = enter(work, who=who, action=Action.RETIRE_PLACE, context=facts)
    if not isinstance(decision, Granted):
        return decision
    require_state(row, "registered")
    work.record(
        work.house.subject,
        Event.PLACE_RETIRED,
        staff_actor(who),
        place=row.pk,
        reached=row.kind,
        epoch=row.epoch,
    )
    row.state = "retiring"
    row.save(update_fields=["state"])
    return Granted(None)
