"""Withdraw a file of one's own job: the client has its key destroyed, at any time (C2)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.procedures.client_key import check_act, enter_as_client, load_holder
from sealbench.shop.procedures.ending import end_file
from sealbench.shop.procedures.job_file import load_job
from sealbench.statement import SignedStatement


def withdraw_file(
    work: Work, *, who: ClientVisit, wanted: str, signed: SignedStatement | None
) -> Outcome[str]:
    """Order the end of the file *wanted* of the client's job; return the id of the erasure.

    To stop an access the visit is proof enough (law 13); what was *signed* is kept.
    """
    file = load_job(work, who.job)
    client = load_holder(work, who)
    act = {"act": "remove", "job": file.id, "subject": wanted}
    statement = check_act(work, client, signed, act)
    entered = enter_as_client(work, file, client, Action.REMOVE_FILE)
    if isinstance(entered, Refused):
        return entered
    return Granted(end_file(work, file, wanted, client.actor(), **statement))
