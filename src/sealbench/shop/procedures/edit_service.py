"""Change a kind of service (A4); jobs that are under way keep the kind and follow it."""

from sealbench.ids import ServiceId
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.service_file import ServiceWords, load_service, save_service


def edit_service(
    work: Work,
    *,
    who: Staff,
    service: ServiceId,
    words: ServiceWords,
    override: Override = NO_OVERRIDE,
) -> Outcome[None]:
    """Give *service* new words."""
    row = load_service(service)
    words = words.checked()
    decision = enter_screened(
        work, who=who, action=Action.EDIT_SERVICE, found=words.found(), override=override
    )
    if not isinstance(decision, Granted):
        return decision
    work.record(
        work.house.subject,
        Event.SERVICE_EDITED,
        staff_actor(who),
        service=row.pk,
        name=words.name,
        login_need=words.login_need.value,
        old_login_need=row.login_need,
        accesses=list(words.accesses),
        deed="changed",
    )
    save_service(work, row, words)
    return Granted(None)
