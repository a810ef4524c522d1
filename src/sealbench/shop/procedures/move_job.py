"""Move a job to another state (A4)."""

from sealbench.ids import JobId
from sealbench.policy import Action, JobState
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.acknowledgements import is_acknowledged
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job


def move_job(work: Work, *, who: Staff, job: JobId, to: JobState) -> Outcome[None]:
    """Put *job* into the state *to*; which ways there are, the policy says (A4-6, D1-1)."""
    file = load_job(work, job)
    decision = enter(
        work,
        who=who,
        action=Action.MOVE_JOB,
        resource=file.resource(),
        context={"to": to, "acknowledged": is_acknowledged(file.id)},
        subject=file.subject,
    )
    if isinstance(decision, Granted):
        work.record(
            file.subject, Event.JOB_MOVED, staff_actor(who), job=job, old=file.row.state, new=to
        )
        file.row.state = to.value
        file.row.moved_at = work.seconds
        file.row.save(update_fields=["state", "moved_at"])
    return decision
