"""Require an agreement: until one is in force, the client's logins and notes stay closed (C1).

To close needs little proof (law 13): any valid link of the client, the desk or management.
At an intake it is required with the job itself, so that there is no minute without its gate.
"""

from collections.abc import Mapping

from sealbench.ids import ClientId
from sealbench.policy import Action, Fact, Principal, Refused, Request, Resource, ResourceKind
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal
from sealbench.shop.procedures.client_key import load_holder
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.looks import client_subject
from sealbench.shop.records.models import Client


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
    resource = requiring(row.pk, stopped=row.stopped_at is not None)
    decision = work.decide(Request(Action.REQUIRE_AGREEMENT, principal, resource))
    if isinstance(decision, Refused):
        subject, action = client_subject(work, row), Action.REQUIRE_AGREEMENT.text
        return work.refuse(subject, decision, actor, Event.REFUSED, action=action)
    mark_required(work, row, actor)
    return Granted(None)


def requiring(client: str, *, stopped: bool = False) -> Resource:
    """Return the record of *client* as the policy asks when an agreement is required."""
    facts: dict[str, Fact] = {"client": client, "assigned": frozenset(), "stopped": stopped}
    return Resource(ResourceKind.RECORD, client, facts)


def mark_required(work: Work, row: Client, actor: Mapping[str, str]) -> None:
    """Mark the client in *row*, whom the caller holds, and record it; once is enough."""
    if row.agreement_required:
        return
    row.agreement_required = True
    row.save(update_fields=["agreement_required"])
    work.record(client_subject(work, row), Event.AGREEMENT_REQUIRED, actor, client=row.pk)
