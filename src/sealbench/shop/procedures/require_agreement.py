"""Require an agreement: until one is in force, the client's logins and notes stay closed (C1).

To close needs little proof (law 13): any valid link of the client, the desk or management.
"""

from sealbench.ids import ClientId
from sealbench.policy import Action, Fact, Principal, Refused, Request, Resource, ResourceKind
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal
from sealbench.shop.procedures.client_key import load_holder
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.looks import client_subject


def require_agreement(
    work: Work, *, who: ClientVisit | Staff, client: ClientId | None = None
) -> Outcome[None]:
    """Mark *client*, or the client of the visit; a second time changes nothing."""
    principal: Principal
    if isinstance(who, Staff):
        wanted = client
        principal, actor = staff_principal(who, now=work.seconds), staff_actor(who)
    else:
        wanted = who.client
        holder = load_holder(work, who)
        principal, actor = holder.principal(), holder.actor()
    row = locked_client(ClientId(wanted or ""))
    subject = client_subject(work, row)
    facts: dict[str, Fact] = {
        "client": row.pk,
        "assigned": frozenset(),
        "stopped": row.stopped_at is not None,
    }
    resource = Resource(ResourceKind.RECORD, row.pk, facts)
    decision = work.decide(Request(Action.REQUIRE_AGREEMENT, principal, resource))
    if isinstance(decision, Refused):
        action = Action.REQUIRE_AGREEMENT.text
        return work.refuse(subject, decision, actor, Event.REFUSED, action=action)
    if not row.agreement_required:
        row.agreement_required = True
        row.save(update_fields=["agreement_required"])
        work.record(subject, Event.AGREEMENT_REQUIRED, actor, client=row.pk)
    return Granted(None)
