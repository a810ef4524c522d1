"""Tell clients 30, 7 and 1 days before that a kept login ends unless they confirm it (A3)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.keep_file import keep_resource, told_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import KeepRequest

DAYS = (1, 7, 30)
_DAY = 24 * 3600
_AT_ONCE = 50


def warn_of_keeps(work: Work) -> Outcome[int]:
    """Leave a notice for up to 50 requests that end within 30, 7 or 1 days; return how many."""
    told = 0
    for days in DAYS:
        soon = KeepRequest.objects.filter(
            ended_at=None, due_at__gt=work.seconds, due_at__lte=work.seconds + days * _DAY
        )
        rows = soon.filter(warned__gt=days).order_by("pk").select_for_update()
        for row in list(rows[: _AT_ONCE - told]):
            file = told_job(work, row.client_id)
            resource = keep_resource(row)
            entered = enter_as_keeper(work, Action.WARN_OF_KEEP, resource, subject=file.subject)
            if isinstance(entered, Refused):
                return entered
            leave_notice(work, file, NoticeKind.KEEP_ENDS)
            row.warned = days
            row.save(update_fields=["warned"])
            told += 1
    return Granted(told)
