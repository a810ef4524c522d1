"""Confirm that every key of a client is gone; what led to the client is forgotten (C2, law 3)."""

from typing import Any

from sealbench.errors import AbsentError
from sealbench.keyring import HOUSE
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures import erasure_facts
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.client_erasure import planned
from sealbench.shop.procedures.confirm_erasure import LIMITS, is_gone
from sealbench.shop.procedures.erasure_order import read_order
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.records.models import Erasure, Termination
from sealbench.shop.records.statements.ended import merge_events


def confirm_client_erasure(work: Work, *, erasure: str) -> Outcome[None]:
    """Record that the keys of *erasure* are gone; refuse while one is still there (C2-3).

    The client's events lose their subject, and the case the client.  A second time changes
    nothing.
    """
    row = Erasure.objects.select_for_update().filter(pk=erasure, job="").first()
    if row is None:
        raise AbsentError("there is no such erasure of a client")
    if row.confirmed_at is not None:
        return Granted(None)
    order = read_order(work.house.subject, row)
    case, content, nodes = planned(work, row, order)
    facts = {"ordered": bool(order), "keys_destroyed": all(is_gone(work, node) for node in nodes)}
    resource = Resource(ResourceKind.ERASURE, row.pk, facts)
    entered = enter_as_keeper(work, Action.CONFIRM_ERASURE, resource)
    if isinstance(entered, Refused):
        return entered
    _forget(work, row, case, content)
    return Granted(None)


def _forget(work: Work, row: Erasure, case: Termination, content: dict[str, Any]) -> None:
    events = merge_events(content.pop("plan")["subjects"])
    before = content.pop("epochs", {})
    content["roots"] = erasure_facts.turned(before, erasure_facts.epochs(work.house.keys))
    content["destroys"] = {**content["destroys"], "events": events}
    work.record(
        work.house.subject,
        Event.CLIENT_ERASURE_CONFIRMED,
        KEEPER_ACTOR,
        case=case.pk,
        erasure=row.pk,
        destroyed=content["destroys"],
        roots=content["roots"],
        limits=list(LIMITS),
    )
    case.client = None
    case.destroyed_at = row.confirmed_at = work.seconds
    work.write(case, HOUSE, content)
    case.save()
    row.node = row.client = ""
    row.save()
    work.scrub()
