"""Look at a job: client, device, logins and events (A5); each visit's look is recorded."""

from sealbench.policy import Action, Request
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_principal
from sealbench.shop.procedures.job_file import JobFile, load_job_by_number
from sealbench.shop.procedures.job_view import JobView, open_job
from sealbench.shop.procedures.looks import Why, enter_look, record_look, sight_of_job


def look_at_job(work: Work, *, who: Staff, number: int, why: Why | None = None) -> Outcome[JobView]:
    """Return the job *number* as *who* may see it; record the look once per visit.

    Whoever is not on a job of an earlier day says *why*, once per client and visit.
    """
    file = load_job_by_number(work, number)
    right = enter_look(work, who=who, sight=sight_of_job(work, who, file), why=why)
    if not isinstance(right, Granted):
        return right
    record_look(work, who, file.subject, Event.JOB_LOOKED_AT, right.value, job=file.id)
    return Granted(open_job(work, file, closed=not may_read(work, who, file)))


def may_read(work: Work, who: Staff, file: JobFile) -> bool:
    """Tell whether *who* reads what is wrong: no refusal, since the page shows the rest (C1-2)."""
    principal = staff_principal(who, now=work.seconds)
    return bool(work.decide(Request(Action.READ_JOB, principal, file.resource())))
