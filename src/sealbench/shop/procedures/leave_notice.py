"""Leave a notice for a client: a text without content, for every channel that the shop knows.

Where a mail server is set, a mail is laid ready for each e-mail address; what is left is for
staff to send by hand.  All of it is in the same commit as the deed that it tells of (law 13).
"""

from collections.abc import Sequence

import structlog

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import new_id
from sealbench.shop import mail
from sealbench.shop.bench import Work
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.intake import Channel
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.notice_kinds import REPEATED, NoticeKind, sentence_of
from sealbench.shop.records.models import Mail, Notice

_DAY = 24 * 3600

log = structlog.get_logger()


def leave_notice(
    work: Work, file: JobFile, kind: NoticeKind, *, also: Sequence[Channel] = ()
) -> None:
    """Keep a notice of *kind*; it names no login and carries no token (law 6).

    It goes to every channel of the client, and to *also*: those that were just changed
    hear of it too (law 13).
    """
    channels = list(dict.fromkeys([*_known(work, file), *also]))
    to: list[canon.JSONValue] = [[each.kind, each.address] for each in channels]
    if kind in REPEATED and _is_told(work, file, kind, channels, to):
        return
    row = Notice(pk=new_id(), job=file.row, kind=kind.value, created_at=work.seconds)
    text = sentence_of(kind, number=file.row.number)
    work.write(row, file.node, {"text": text, "to": to})
    row.save(force_insert=True)
    if work.config.mail is not None:
        _lay_ready(work, file, row, channels)


def _known(work: Work, file: JobFile) -> Sequence[Channel]:
    """Return the client's channels; none where their row was spoiled.

    Staff are then shown a notice without an address: what stops an access must not wait for it.
    """
    try:
        return read_client(work, file.row.client).channels()
    except (MalformedError, VerificationError) as exc:
        log.error("channels of a client cannot be read", code=exc.code)  # noqa: TRY400 - says all
        return ()


def _lay_ready(work: Work, file: JobFile, notice: Notice, channels: Sequence[Channel]) -> None:
    for address in _addresses(channels):
        row = Mail(pk=new_id(), notice=notice, due_at=work.seconds)
        work.write(row, file.node, {"address": address})
        row.save(force_insert=True)


def _addresses(channels: Sequence[Channel]) -> Sequence[str]:
    found = dict.fromkeys(each.address for each in channels if each.kind == "e-mail")
    return [address for address in found if mail.is_address(address)]


def _is_told(
    work: Work, file: JobFile, kind: NoticeKind, channels: Sequence[Channel], to: canon.JSONValue
) -> bool:
    """Tell whether a notice of *kind* that is still to be sent will tell of this one too.

    What strangers can cause as often as they like is told once a day.
    """
    same = Notice.objects.filter(job=file.row, kind=kind.value)
    recent = same.filter(created_at__gt=work.seconds - _DAY)
    if kind is NoticeKind.CLAIM_TRIED and recent.exists():
        return True
    mails = len(_addresses(channels)) if work.config.mail is not None else 0
    return any(
        # To the channels of today, by mails that are all still to go.
        work.read(row, file.node)["to"] == to
        and row.mails.filter(tries=0, due_at__isnull=False).count() == row.mails.count() == mails
        for row in same.filter(handled_at=None)
    )
