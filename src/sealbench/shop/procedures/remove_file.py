"""Remove a file at the shop: its key dies, and the client hears of it on every channel (C2).

A file may be evidence: law 13 has whoever removes one say so by a typed word, and tells it.
"""

from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.ending import end_file
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job_by_number
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind


def remove_file(work: Work, *, who: Staff, number: int, wanted: str) -> Outcome[str]:
    """Order the end of the file *wanted* of job *number*; return the id of the erasure."""
    file = load_job_by_number(work, number)
    decision = enter(
        work, who=who, action=Action.REMOVE_FILE, resource=file.resource(), subject=file.subject
    )
    if not isinstance(decision, Granted):
        return decision
    erasure = end_file(work, file, wanted, staff_actor(who))
    leave_notice(work, file, NoticeKind.FILE_REMOVED)
    return Granted(erasure)
