"""The end of a job's keys: what close and cancel share (law 3: order, erase, confirm)."""

from sealbench.ids import new_id
from sealbench.keyring import Realm, job_node
from sealbench.policy import JobState
from sealbench.shop.bench import Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.login_file import end_login
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import Erasure, Login, Way


def end_job(
    work: Work, file: JobFile, actor: dict[str, str], *, event: Event, state: JobState
) -> str:
    """End *file* with *event*, order the death of its keys, delete its logins.

    Return the id of the erasure.  The ending event states how many events the job has with
    it; the order and the confirmation of the erasure follow it.
    """
    logins = list(Login.objects.filter(job=file.row))
    counts = {"logins": len(logins), "ways": Way.objects.filter(login__job=file.row).count()}
    erasure = new_id()
    work.record_last(
        file.subject, event, actor, job=file.id, number=file.row.number, old=file.row.state
    )
    work.record(
        file.subject, Event.ERASURE_ORDERED, actor, job=file.id, erasure=erasure, destroys=counts
    )
    Erasure.objects.create(
        pk=erasure, realm=Realm.JOBS, node=file.id, job=file.id, ordered_at=work.seconds
    )
    work.turn.end(job_node(file.id))
    for login in logins:
        end_login(work, login)
    if counts["logins"]:
        leave_notice(work, file, NoticeKind.LOGIN_ENDED)
    file.row.state = state.value
    file.row.moved_at = file.row.closed_at = work.seconds
    file.row.seal_again = False
    file.row.save(update_fields=["state", "moved_at", "closed_at", "seal_again"])
    return erasure
