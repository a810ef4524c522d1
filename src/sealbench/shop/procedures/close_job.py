"""Close a job: its key is ordered to die, and with it every login (A3).

Whoever worked on it has stated before that they keep no record (A2).
"""

from sealbench.ids import JobId
from sealbench.policy import Action, JobState
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.attestations import read_attestations
from sealbench.shop.procedures.ending import end_job
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job


def close_job(work: Work, *, who: Staff, job: JobId) -> Outcome[str]:
    """Close *job*; return the id of the erasure, which is confirmed once the key is gone.

    The client's links stay good for reading, and so do the events.
    """
    file = load_job(work, job)
    attestations = read_attestations(work, file)
    decision = enter(
        work,
        who=who,
        action=Action.CLOSE_JOB,
        resource=file.resource(),
        context={"attested": attestations.whole},
        subject=file.subject,
    )
    if not isinstance(decision, Granted):
        return decision
    erasure = end_job(
        work,
        file,
        staff_actor(who),
        event=Event.JOB_CLOSED,
        state=JobState.CLOSED,
        **attestations.to_json(),
    )
    return Granted(erasure)
