"""Take a kind of service out of the intake, or offer it again (A4)."""

from sealbench.ids import ServiceId
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.service_file import load_service


def retire_service(
    work: Work, *, who: Staff, service: ServiceId, offered: bool = False
) -> Outcome[None]:
    """Retire *service*, or, if *offered*, bring it back; jobs that have it keep it."""
    row = load_service(service)
    decision = enter(work, who=who, action=Action.EDIT_SERVICE, context={"screened": True})
    if not isinstance(decision, Granted):
        return decision
    work.record(
        work.house.subject,
        Event.SERVICE_EDITED,
        staff_actor(who),
        service=row.pk,
        name=str(work.read(row)["name"]),
        deed="offered" if offered else "retired",
    )
    row.retired_at = None if offered else work.seconds
    row.save(update_fields=["retired_at"])
    return Granted(None)
