"""Add a kind of service to the catalogue (A4)."""

from sealbench.ids import ServiceId, new_id
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.service_file import ServiceWords, save_service
from sealbench.shop.records.models import ServiceKind


def add_service(
    work: Work, *, who: Staff, words: ServiceWords, override: Override = NO_OVERRIDE
) -> Outcome[ServiceId]:
    """Put *words* into the catalogue as its last entry; return the new service's id."""
    words = words.checked()
    decision = enter_screened(
        work, who=who, action=Action.EDIT_SERVICE, found=words.found(), override=override
    )
    if not isinstance(decision, Granted):
        return decision
    row = ServiceKind(pk=new_id(), position=ServiceKind.objects.count())
    work.record(
        work.house.subject,
        Event.SERVICE_EDITED,
        staff_actor(who),
        service=row.pk,
        name=words.name,
        login_need=words.login_need.value,
        accesses=list(words.accesses),
        deed="added",
    )
    save_service(work, row, words, fresh=True)
    return Granted(ServiceId(row.pk))
