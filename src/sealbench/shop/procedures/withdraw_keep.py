"""Withdraw the request to keep a login: any valid link does, and the login is gone at once (A3)."""

from sealbench.policy import Action, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import check_act, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.keep_file import Ended, end_keep, keep_resource, load_keep
from sealbench.statement import SignedStatement


def withdraw_keep(
    work: Work, *, who: ClientVisit, keep: str, signed: SignedStatement | None
) -> Outcome[str]:
    """Order the end of what *keep* keeps; return the id of the erasure.

    To stop an access the visit is proof enough (law 13); what was *signed* is kept.
    """
    file, client = load_job(work, who.job), load_holder(work, who)
    row = load_keep(file.client, keep)
    act = {"act": "withdraw-keep", "job": file.id, "subject": keep}
    statement = check_act(work, client, signed, act)
    request = Request(Action.WITHDRAW_KEEP, client.principal(), keep_resource(row))
    decision = work.decide(request)
    if isinstance(decision, Refused):
        action = Action.WITHDRAW_KEEP.text
        return work.refuse(file.subject, decision, client.actor(), Event.REFUSED, action=action)
    how = Ended(Event.KEEP_WITHDRAWN, client.actor(), "withdrawn", statement)
    return Granted(end_keep(work, file, row, how))
