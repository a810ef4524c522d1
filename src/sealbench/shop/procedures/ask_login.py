"""Ask the client for a login (A4): by default none is asked for."""

from sealbench.ids import JobId
from sealbench.policy import Action, LoginNeed
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.free_text import TEXT, is_clean, plain
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind


def ask_login(
    work: Work, *, who: Staff, job: JobId, reason: str, vouched: bool = False
) -> Outcome[None]:
    """Ask for a login and say why; the client reads *reason*.

    A kind of service that needs none makes it an exception, which needs the reason (A4-7).
    """
    file = load_job(work, job)
    reason = plain(reason, limit=TEXT, lines=True)
    facts = {"has_reason": bool(reason), "screened": is_clean([reason], vouched=vouched)}
    decision = enter(
        work,
        who=who,
        action=Action.ASK_LOGIN,
        resource=file.resource(),
        context=facts,
        subject=file.subject,
    )
    if not isinstance(decision, Granted):
        return decision
    override = file.row.service.login_need == LoginNeed.NONE
    work.record(
        file.subject,
        Event.LOGIN_ASKED,
        staff_actor(who),
        job=job,
        override=override,
        reason=reason,
    )
    file.row.login_asked = True
    file.row.login_override = override
    file.row.client_answer = ""
    work.write(file.row, file.node, {**file.content, "override_reason": reason})
    file.row.save()
    if override:
        leave_notice(work, file, NoticeKind.LOGIN_ASKED)
    return decision
