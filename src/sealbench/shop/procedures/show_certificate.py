"""Show the certificate to whoever holds a link of what was destroyed (C2).

The link is all that is left.  The certificate names the case and not the client, whose name the
shop has no more.  Unknown links look like those that never were (law 8).  Where one job ended
alone, its client has the certificate on the pages of the other jobs, too.
"""

from sealbench.errors import AbsentError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.procedures.certificate import Issued, read_issued
from sealbench.shop.procedures.client_key import enter_as_client, load_holder
from sealbench.shop.procedures.ended_link import find_ended
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import EndedJob


def show_certificate(work: Work, *, token: str) -> Outcome[Issued]:
    """Return the certificate behind the link with *token*; raise AbsentError for any other."""
    row = find_ended(token)
    if row is None or row.case.certified_at is None:
        raise AbsentError("there is no such link")
    return Granted(read_issued(work, row.case))


def show_own_certificate(work: Work, *, who: ClientVisit, case: str) -> Outcome[Issued]:
    """Return the certificate of *case*, in which a job of the client behind *who* has ended."""
    file, client = load_job(work, who.job), load_holder(work, who)
    entered = enter_as_client(work, file, client, Action.VIEW_CLIENT_PAGE)
    if isinstance(entered, Refused):
        return entered
    row = EndedJob.objects.select_related("case").filter(client=who.client, case=case).first()
    if row is None:
        raise AbsentError("there is no such certificate")
    return Granted(read_issued(work, row.case))
