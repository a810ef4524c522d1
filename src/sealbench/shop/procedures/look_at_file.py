"""Look into a file of a job: the look is recorded before a byte of it leaves (A5, A4)."""

from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.attached_file import AttachedFile, load_file
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job_by_number
from sealbench.shop.procedures.looks import is_first_look


def look_at_file(work: Work, *, who: Staff, number: int, wanted: str) -> Outcome[AttachedFile]:
    """Return the file *wanted* of job *number* to a technician on it, while the job is open.

    The look is recorded once per person, file and visit.
    """
    file = load_job_by_number(work, number)
    decision = enter(
        work, who=who, action=Action.LOOK_AT_FILE, resource=file.resource(), subject=file.subject
    )
    if not isinstance(decision, Granted):
        return decision
    found = load_file(work, file, wanted)
    if is_first_look(who, f"file:{found.id}"):
        work.record(
            file.subject, Event.FILE_LOOKED_AT, staff_actor(who), job=file.id, file=found.id
        )
    return Granted(found)
