"""Show the certificate of a job that ended alone on the pages of its client's other jobs (C2)."""

from sealbench.errors import AbsentError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.procedures.certificate import Issued, read_issued
from sealbench.shop.procedures.client_key import enter_as_client, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import EndedJob


def show_own_certificate(work: Work, *, who: ClientVisit, case: str) -> Outcome[Issued]:
    """Return the certificate of *case*, in which a job of the client behind *who* has ended."""
    file, client = load_job(work, who.job), load_holder(work, who)
    entered = enter_as_client(work, file, client, Action.VIEW_CLIENT_PAGE)
    if isinstance(entered, Refused):
        return entered
    row = EndedJob.objects.select_related("case").filter(client=who.client, case=case).first()
    if row is None or row.case is None:
        raise AbsentError("there is no such certificate")
    return Granted(read_issued(work, row.case))
