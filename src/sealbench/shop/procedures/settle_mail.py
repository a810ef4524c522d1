"""Settle what became of a mail that was tried (A5): sent, to be tried again, or for staff."""

from sealbench.ids import JobId
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.records.models import Mail, Notice
from sealbench.shop.smtp import Fate

MOST = 10  # tries, within about a day


def settle_mail(work: Work, *, mail: str, fate: Fate) -> Outcome[None]:
    """Keep what became of *mail*; the event says that it went by e-mail, never to where."""
    mails = Mail.objects.select_for_update(of=("self",)).select_related("notice")
    row = mails.filter(pk=mail).first()
    if row is None or row.sent_at is not None:
        return Granted(None)  # it was sent, or went with its client
    file = load_job(work, JobId(row.notice.job_id))
    resource = Resource(ResourceKind.NOTICE, row.notice_id)
    entered = enter_as_keeper(work, Action.DELIVER_NOTICE, resource, subject=file.subject)
    if isinstance(entered, Refused):
        return entered
    if fate is Fate.SENT:
        kind = row.notice.kind
        work.record(
            file.subject,
            Event.NOTICE_SENT,
            KEEPER_ACTOR,
            job=file.id,
            notice=kind,
            channel="e-mail",
        )
        row.sent_at, row.due_at = work.seconds, None
        row.save(update_fields=["sent_at", "due_at"])
    elif fate is Fate.NEVER or row.tries >= MOST:
        give_up(row)
    return Granted(None)


def give_up(row: Mail) -> None:
    """Leave the mail in *row* to staff, and show them its notice again if it was done with."""
    row.due_at = None
    row.save(update_fields=["due_at"])
    Notice.objects.filter(pk=row.notice_id).update(handled_at=None)
