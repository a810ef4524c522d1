"""Remove a sealed login before its time, because the client wants it gone (A3)."""

from sealbench.policy import Action, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import check_act, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.login_file import end_login, load_login
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.statement import SignedStatement


def remove_login(
    work: Work, *, who: ClientVisit, login: str, signed: SignedStatement | None
) -> Outcome[None]:
    """Destroy *login* of the client's job: row, ways and key."""
    file = load_job(work, who.job)
    client = load_holder(work, who)
    found = load_login(work, file, login)
    act = {"act": "remove", "job": file.id, "subject": found.id}
    statement = check_act(work, client, signed, act)
    decision = work.decide(
        Request(Action.REMOVE_LOGIN, client.principal(), found.resource(work.seconds))
    )
    if isinstance(decision, Refused):
        return work.refuse(
            file.subject, decision, client.actor(), Event.REFUSED, action=Action.REMOVE_LOGIN.text
        )
    work.record(file.subject, Event.LOGIN_REMOVED, client.actor(), login=found.id, **statement)
    end_login(work, found.row)
    leave_notice(work, file, NoticeKind.LOGIN_ENDED)
    return Granted(None)
