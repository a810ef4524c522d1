"""Cancel an intake: the job ends without service, and its key dies like at the close (A3)."""

from sealbench.ids import JobId
from sealbench.policy import Action, JobState
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.ending import end_job
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job


def cancel_job(work: Work, *, who: Staff, job: JobId) -> Outcome[str]:
    """Cancel *job*; return the id of the erasure, which is confirmed once the key is gone."""
    file = load_job(work, job)
    decision = enter(
        work, who=who, action=Action.CANCEL_JOB, resource=file.resource(), subject=file.subject
    )
    if not isinstance(decision, Granted):
        return decision
    actor = staff_actor(who)
    return Granted(end_job(work, file, actor, event=Event.JOB_CANCELLED, state=JobState.CANCELLED))
