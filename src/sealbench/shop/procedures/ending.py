"""The ends of keys: a job's, at close and cancel, and a file's (law 3: order, erase, confirm)."""

from collections.abc import Mapping

from sealbench.canon import JSONValue
from sealbench.errors import AbsentError
from sealbench.ids import FileId
from sealbench.keyring import file_node, job_node
from sealbench.policy import JobState
from sealbench.shop.bench import Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.erasure_order import order_erasure
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.login_file import end_login
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import File, Login, Way


def end_job(
    work: Work,
    file: JobFile,
    actor: dict[str, str],
    *,
    event: Event,
    state: JobState,
    **told: JSONValue,
) -> str:
    """End *file* with *event*, which holds *told*; order the death of its keys, delete its logins.

    Return the id of the erasure.  The ending event states how many events the job has with
    it; the order and the confirmation of the erasure follow it.
    """
    logins = list(Login.objects.filter(job=file.row))
    counts = {"logins": len(logins), "ways": Way.objects.filter(login__job=file.row).count()}
    row = file.row
    known: dict[str, JSONValue] = {"job": file.id, "number": row.number, "old": row.state, **told}
    work.record_last(file.subject, event, actor, **known)
    erasure = order_erasure(work, file, job_node(file.id), actor, counts)
    for login in logins:
        end_login(work, login)
    if counts["logins"]:
        leave_notice(work, file, NoticeKind.LOGIN_ENDED)
    file.row.state = state.value
    file.row.moved_at = file.row.closed_at = work.seconds
    file.row.seal_again = False
    file.row.save(update_fields=["state", "moved_at", "closed_at", "seal_again"])
    return erasure


def end_file(
    work: Work, file: JobFile, wanted: str, actor: Mapping[str, str], **signed: JSONValue
) -> str:
    """End the file *wanted* of the job in *file*; return the id of the erasure.

    Its row goes with the commit; its object, which nothing opens any more, after it.  Raise
    AbsentError where there is no such file.  Nothing in it is read: a spoiled row ends too.
    """
    row = File.objects.select_for_update().filter(pk=wanted, job=file.row).first()
    if row is None:
        raise AbsentError("there is no such file")
    work.record(file.subject, Event.FILE_REMOVED, actor, job=file.id, file=row.pk, **signed)
    erasure = order_erasure(work, file, file_node(FileId(row.pk)), actor, {"files": 1}, file=row.pk)
    row.delete()
    return erasure
