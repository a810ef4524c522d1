"""Decline what the shop asks for: no login is given, with or without a reason (A4)."""

from sealbench.errors import MalformedError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import check_act, enter_as_client, load_holder
from sealbench.shop.procedures.free_text import is_clean, plain
from sealbench.shop.procedures.job_file import load_job
from sealbench.statement import SignedStatement

DECLINED = "refused"
_LONGEST = 500


def decline_login(
    work: Work, *, who: ClientVisit, reason: str, signed: SignedStatement | None
) -> Outcome[None]:
    """Record that the client gives no login, and why; logins that were sealed stay."""
    reason = plain(reason, limit=_LONGEST, lines=True)
    if not is_clean([reason]):
        raise MalformedError(
            "the reason seems to hold a login or private information",
            hint="write it without, or leave it empty",
        )
    file = load_job(work, who.job)
    client = load_holder(work, who)
    act = {"act": "refuse", "job": file.id, "subject": ""}
    statement = check_act(work, client, signed, act)
    entered = enter_as_client(work, file, client, Action.REFUSE_REQUEST)
    if isinstance(entered, Refused):
        return entered
    work.record(
        file.subject,
        Event.LOGIN_REFUSED_BY_CLIENT,
        client.actor(),
        reason=reason,
        **statement,
    )
    file.row.client_answer = DECLINED
    file.row.save(update_fields=["client_answer"])
    return Granted(None)
