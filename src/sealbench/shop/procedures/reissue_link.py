"""Reissue a client's link after the desk has identified the person (A5).

The old link and its keys are revoked, and every channel is told (law 13).  Sealed logins
stay: they are sealed to technicians, not to the client.
"""

from enum import StrEnum

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.issue_link import Slip, make_slip
from sealbench.shop.procedures.job_file import JobFile, load_job_by_number
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.link_file import make_link
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import ClientKey, ClientSession, Link


class Identified(StrEnum):
    """How the desk made sure that this is the client."""

    DOCUMENT = "identity card or passport"
    KNOWN = "known in person"
    RECEIPT = "paper receipt and knowledge of the device"


def reissue_link(work: Work, *, who: Staff, number: int, how: Identified | None) -> Outcome[Slip]:
    """Revoke the client's links and keys of this job, and make a new link."""
    file = load_job_by_number(work, number)
    entered = enter(
        work,
        who=who,
        action=Action.REISSUE_LINK,
        resource=file.resource(),
        context={"identified": how is not None},
        subject=file.subject,
    )
    if isinstance(entered, Refused):
        return entered
    _revoke(work, file, who)
    link = make_link(work, file, Event.LINK_REISSUED, staff_actor(who), identified=how or "")
    leave_notice(work, file, NoticeKind.LINK_REISSUED)
    return Granted(make_slip(work, file, link))


def _revoke(work: Work, file: JobFile, who: Staff) -> None:
    links = Link.objects.filter(job=file.row, counter=False, revoked_at=None)
    keys = ClientKey.objects.filter(link__in=links, revoked_at=None).distinct()
    for key in keys.order_by("pk"):
        work.record(file.subject, Event.KEY_REVOKED, staff_actor(who), key=key.pk)
        ClientSession.objects.filter(key=key).delete()
        key.revoked_at = work.seconds
        key.save(update_fields=["revoked_at"])
    links.update(revoked_at=work.seconds)
