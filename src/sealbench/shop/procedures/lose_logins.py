"""Say that the sealed logins of a job went with the disk: the client seals again (A1, B1).

Their keys are in no backup (DESIGN 5), so a restored home has neither keys nor rows of them.
"""

from collections.abc import Sequence

from sealbench.ids import JobId, LoginId
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind


def lose_logins(work: Work, *, job: JobId, logins: Sequence[LoginId]) -> Outcome[int]:
    """Record each of *logins* of *job* as lost, and ask the client to seal again."""
    file = load_job(work, job)
    for login in logins:
        work.record(file.subject, Event.LOGIN_LOST, COMMAND_ACTOR, job=file.id, login=login)
    file.row.seal_again = True
    file.row.save(update_fields=["seal_again"])
    leave_notice(work, file, NoticeKind.LOGIN_LOST)
    return Granted(len(logins))
