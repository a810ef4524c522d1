"""Look at a job: client, device, logins and events (A5); each visit's look is recorded."""

from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job_by_number
from sealbench.shop.procedures.job_view import JobView, open_job
from sealbench.shop.procedures.looks import is_first_look


def look_at_job(work: Work, *, who: Staff, number: int) -> Outcome[JobView]:
    """Return the job *number* as *who* may see it; record the look once per visit."""
    file = load_job_by_number(work, number)
    decision = enter(
        work, who=who, action=Action.VIEW_JOB, resource=file.resource(), subject=file.subject
    )
    if not isinstance(decision, Granted):
        return decision
    if is_first_look(who, f"job:{file.id}"):
        work.record(file.subject, Event.JOB_LOOKED_AT, staff_actor(who), job=file.id)
    return Granted(open_job(work, file))
