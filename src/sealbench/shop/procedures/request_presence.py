"""Ask to be present: the client unlocks in person, and no login is given (A1)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import check_act, enter_as_client, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.statement import SignedStatement

PRESENCE = "presence"


def request_presence(
    work: Work, *, who: ClientVisit, signed: SignedStatement | None
) -> Outcome[None]:
    """Record that the client wants to be there when the login is needed."""
    file = load_job(work, who.job)
    client = load_holder(work, who)
    act = {"act": "ask-presence", "job": file.id, "subject": ""}
    statement = check_act(work, client, signed, act)
    entered = enter_as_client(work, file, client, Action.REQUEST_PRESENCE)
    if isinstance(entered, Refused):
        return entered
    work.record(file.subject, Event.PRESENCE_REQUESTED, client.actor(), **statement)
    file.row.client_answer = PRESENCE
    file.row.save(update_fields=["client_answer"])
    return Granted(None)
