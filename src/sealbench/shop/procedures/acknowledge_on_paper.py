"""Record that the client signed the printed sheet: for who has neither link nor tablet (D1)."""

from sealbench.errors import ConflictError, MalformedError
from sealbench.ids import JobId
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.acknowledgements import (
    ANSWERS,
    ON_PAPER,
    is_acknowledged,
    keep_acknowledgement,
)
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind


def acknowledge_on_paper(work: Work, *, who: Staff, job: JobId, answer: str) -> Outcome[None]:
    """Keep the texts of today as signed on paper, with the *answer* about the backup.

    It is the word of the desk and no proof, so that the client is told and may object.
    """
    if answer not in ANSWERS:
        raise MalformedError("not an answer", hint="choose yes, no or not known")
    file = load_job(work, job)
    entered = enter(
        work,
        who=who,
        action=Action.ACKNOWLEDGE_ON_PAPER,
        resource=file.resource(),
        subject=file.subject,
    )
    if isinstance(entered, Refused):
        return entered
    if is_acknowledged(file.id):
        raise ConflictError("this job is acknowledged already", hint="reload the page")
    told = keep_acknowledgement(work, file, level=ON_PAPER, answer=answer)
    work.record(file.subject, Event.ACKNOWLEDGED_ON_PAPER, staff_actor(who), **told)
    leave_notice(work, file, NoticeKind.ACKNOWLEDGED_ON_PAPER)
    return Granted(None)
