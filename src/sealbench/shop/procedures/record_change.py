"""Record that a client told the shop of a changed login: the shop's word, marked as such (A1).

It is no proof, so that the client is told, reads by whom, and can say that it is not so.
"""

from sealbench.errors import ConflictError, MalformedError
from sealbench.ids import ClientId, LoginId
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_file import newest_job
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.opening_rows import load_known, risk_resource
from sealbench.shop.records.models.openings import SHOP

HOW = ("phone", "in person", "letter")
"""By which way the client told it."""


def record_change(work: Work, *, who: Staff, login: LoginId, how: str) -> Outcome[None]:
    """Note that the client of *login* said, by the way *how*, that the password was changed.

    Raise MalformedError for another way, AbsentError where nobody opened such a login, and
    ConflictError where it is known to be changed.
    """
    if how not in HOW:
        raise MalformedError("not a way to tell it", hint="choose how the client told you")
    row = load_known(login)
    file = newest_job(work, ClientId(row.client_id))
    entered = enter(
        work,
        who=who,
        action=Action.RECORD_CHANGE,
        resource=risk_resource(row),
        subject=file.subject,
    )
    if isinstance(entered, Refused):
        return entered
    if row.changed_at is not None:
        raise ConflictError("this is known to be changed already", hint="reload the page")
    row.changed_at, row.changed_by = work.seconds, SHOP
    row.recorder_id = who.person
    row.save(update_fields=["changed_at", "changed_by", "recorder"])
    about = {"job": file.id, "login": row.pk, "how": how}
    work.record(file.subject, Event.CHANGE_RECORDED, staff_actor(who), **about)
    leave_notice(work, file, NoticeKind.CHANGE_RECORDED)
    return Granted(None)
