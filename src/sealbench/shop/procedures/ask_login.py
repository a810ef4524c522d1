"""Ask the client for a login (A4): by default none is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.canon import JSONValue
from sealbench.ids import JobId
from sealbench.policy import Action, LoginNeed
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override, found_in
from sealbench.shop.procedures.free_text import TEXT, plain
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind


@dataclass(frozen=True, slots=True)
class Instead:
    """What was about to be written down by *action*: the kinds of what the screen found."""

    action: Action
    kinds: Sequence[str]


def ask_login(
    work: Work,
    *,
    who: Staff,
    job: JobId,
    reason: str,
    override: Override = NO_OVERRIDE,
    instead: Instead | None = None,
) -> Outcome[None]:
    """Ask for a login and say why; the client reads *reason*.

    *instead*: what the screen stopped is to be sealed, not written down.  A kind of service that
    needs none makes it an exception, which needs the reason (A4-7).
    """
    file = load_job(work, job)
    reason = plain(reason, limit=TEXT, lines=True)
    decision = enter_screened(
        work,
        who=who,
        action=Action.ASK_LOGIN,
        found=found_in([("reason", reason)]),
        override=override,
        resource=file.resource(),
        context={"has_reason": bool(reason)},
        subject=file.subject,
        job=job,
    )
    if not isinstance(decision, Granted):
        return decision
    told: dict[str, JSONValue] = {}
    if instead is not None:
        told["instead"] = list(instead.kinds)
        for kind in instead.kinds:
            work.tally(instead.action.text, kind, "to-seal")
    exception = file.row.service.login_need == LoginNeed.NONE
    work.record(
        file.subject,
        Event.LOGIN_ASKED,
        staff_actor(who),
        job=job,
        override=exception,
        reason=reason,
        **told,
    )
    file.row.login_asked = True
    file.row.login_override = exception
    file.row.client_answer = ""
    work.write(file.row, file.node, {**file.content, "override_reason": reason})
    file.row.save()
    if exception:
        leave_notice(work, file, NoticeKind.LOGIN_ASKED)
    return decision
