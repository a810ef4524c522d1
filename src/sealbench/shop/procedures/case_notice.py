"""The notice of a destruction: whom it goes to, and since when everybody was told (C2, law 13)."""

from collections.abc import Mapping
from typing import Any

from sealbench.errors import GoneError
from sealbench.ids import JobId
from sealbench.keyring import record_node
from sealbench.shop.bench import Work
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.intake import Channel
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import OF_A_JOB, NoticeKind
from sealbench.shop.procedures.notice_view import Message, State, open_notice
from sealbench.shop.records.models import Notice

OBJECTION = 14 * 24 * 3600  # seconds


def tell_everywhere(work: Work, file: JobFile, kind: NoticeKind, scope: Scope) -> str:
    """Leave a notice of *kind* on every channel that the client ever had; return its id.

    Where no more than one job ends, its words say so.
    """
    kind = OF_A_JOB.get(kind, kind) if scope.job else kind
    leave_notice(work, file, kind, also=ever_known(work, file))
    newest = Notice.objects.filter(job=file.row, kind=kind.value)
    return str(newest.order_by("-created_at", "-pk").values_list("pk", flat=True)[0])


def ever_known(work: Work, file: JobFile) -> list[Channel]:
    """Return every channel that a notice of any of the client's jobs ever went to."""
    found: dict[Channel, None] = {}
    for row in Notice.objects.filter(job__client=file.row.client).order_by("created_at"):
        try:
            to = work.read(row, record_node(JobId(row.job_id))).get("to")
        except GoneError:
            continue  # a backup had the row of a job whose record was ended since
        for each in to if isinstance(to, list) else []:
            if isinstance(each, list):
                found[Channel(str(each[0]), str(each[1]))] = None
    return list(found)


def is_notice_over(work: Work, file: JobFile, content: Mapping[str, Any]) -> bool:
    """Tell whether everybody was told of the destruction, and 14 days have passed since."""
    if content.get("announced_at") is None:
        return False
    told = told_at(work, file, str(content["notice"]))
    return told is not None and work.seconds >= max(told, content["announced_at"]) + OBJECTION


def told_at(work: Work, file: JobFile, notice: str) -> int | None:
    """Return when the last channel of *notice* was told, None while one is not."""
    row = Notice.objects.filter(pk=notice).prefetch_related("mails").first()
    if row is None:
        return None
    message = open_notice(work, file, row)
    return None if message.is_open else _last(message)


def _last(message: Message) -> int:
    sent = [each.at or 0 for each in message.reaches if each.state is State.SENT]
    return max([message.created_at, message.handled_at or 0, *sent])
