"""Destroy logins whose time or count is over: row, ways and key (A3)."""

from itertools import groupby

from django.db.models import Q

from sealbench.ids import JobId
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.login_file import end_login, login_resource
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import Login

_AT_ONCE = 50


def expire_logins(work: Work) -> Outcome[int]:
    """Destroy up to 50 logins that are over, each with an event; return how many."""
    over = Q(expires_at__lte=work.seconds) | Q(left=0)
    rows = Login.objects.select_for_update().filter(over).order_by("job_id", "pk")[:_AT_ONCE]
    count = 0
    for job, logins in groupby(rows, key=lambda row: row.job_id):
        file = load_job(work, JobId(job))
        for login in logins:
            refused = _expire(work, file, login)
            if refused is not None:
                return refused
            count += 1
        leave_notice(work, file, NoticeKind.LOGIN_ENDED)
    return Granted(count)


def _expire(work: Work, file: JobFile, login: Login) -> Refused | None:
    resource = login_resource(file.row, login, work.seconds)
    entered = enter_as_keeper(work, Action.EXPIRE_LOGIN, resource, subject=file.subject)
    if isinstance(entered, Refused):
        return entered
    why = "time" if login.expires_at <= work.seconds else "count"
    work.record(
        file.subject, Event.LOGIN_EXPIRED, KEEPER_ACTOR, job=file.id, login=login.pk, why=why
    )
    end_login(work, login)
    return None
