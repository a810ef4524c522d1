"""Confirm that every key of a client or a job is gone; what led there is forgotten (C2, law 3)."""

from typing import Any

from sealbench.errors import AbsentError
from sealbench.keyring import HOUSE
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures import erasure_facts
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.client_erasure import planned
from sealbench.shop.procedures.confirm_erasure import LIMITS, is_gone
from sealbench.shop.procedures.erasure_order import read_order
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.looks import client_subject
from sealbench.shop.records.models import EndedJob, Erasure, Termination
from sealbench.shop.records.statements.ended import merge_events


def confirm_client_erasure(work: Work, *, erasure: str) -> Outcome[None]:
    """Record that the keys of *erasure* are gone; refuse while one is still there (C2-3).

    The events lose their subject, and the case the client or the job.  A second time changes
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
    about = {"number": content["number"]} if "number" in content else {}
    for subject in (work.house.subject, *_client_of(work, case)):
        work.record(
            subject,
            Event.CLIENT_ERASURE_CONFIRMED,
            KEEPER_ACTOR,
            case=case.pk,
            **about,
            erasure=row.pk,
            destroyed=content["destroys"],
            roots=content["roots"],
            limits=list(LIMITS),
        )
    case.client = case.job = None
    case.destroyed_at = row.confirmed_at = work.seconds
    work.write(case, HOUSE, content)
    case.save()
    row.node = row.client = ""
    row.save()
    work.scrub()


def _client_of(work: Work, case: Termination) -> list[Subject]:
    """Return the client whose job alone has ended, who reads of it on the pages of the others."""
    rows = EndedJob.objects.filter(case=case).select_related("client")
    return [client_subject(work, row.client) for row in rows]
