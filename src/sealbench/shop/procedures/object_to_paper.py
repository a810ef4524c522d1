"""Object to an acknowledgement on paper: the client did not sign what the desk recorded (D1)."""

from sealbench.errors import AbsentError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import check_act, enter_as_client, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import Acknowledgement
from sealbench.statement import SignedStatement


def object_to_paper(
    work: Work, *, who: ClientVisit, signed: SignedStatement | None
) -> Outcome[None]:
    """Void what the desk recorded of a paper; the job goes in service only after a new one."""
    file = load_job(work, who.job)
    client = load_holder(work, who)
    act = {"act": "object-to-paper", "job": file.id, "subject": ""}
    statement = check_act(work, client, signed, act)
    entered = enter_as_client(work, file, client, Action.OBJECT_TO_PAPER)
    if isinstance(entered, Refused):
        return entered
    papers = Acknowledgement.objects.filter(job=file.row, paper=True, objected_at=None)
    if not papers.update(objected_at=work.seconds):
        raise AbsentError("there is no acknowledgement on paper")
    work.record(file.subject, Event.PAPER_OBJECTED, client.actor(), job=file.id, **statement)
    return Granted(None)
