"""Say whether a login was changed: the client's own signed word about what others know (A1)."""

from sealbench.policy import Action, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import check_act, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.opening_rows import load_known, risk_resource
from sealbench.shop.records.models.openings import CLIENT
from sealbench.statement import SignedStatement

CHANGED, UNCHANGED = "login-changed", "login-unchanged"


def say_changed(
    work: Work, *, who: ClientVisit, login: str, changed: bool, signed: SignedStatement
) -> Outcome[None]:
    """Note that the password of *login* is another one by now, or that it still is the same.

    The second takes back what was said or recorded before.  It takes the client's signature: to
    call a risk over stops no access.
    """
    file, client = load_job(work, who.job), load_holder(work, who)
    row = load_known(login, client=file.client)
    act = {"act": CHANGED if changed else UNCHANGED, "job": file.id, "subject": login}
    statement = check_act(work, client, signed, act)
    decision = work.decide(Request(Action.SAY_CHANGED, client.principal(), risk_resource(row)))
    if isinstance(decision, Refused):
        action = Action.SAY_CHANGED.text
        return work.refuse(file.subject, decision, client.actor(), Event.REFUSED, action=action)
    row.changed_at = work.seconds if changed else None
    row.changed_by = CLIENT if changed else ""
    row.recorder = None
    row.save(update_fields=["changed_at", "changed_by", "recorder"])
    event = Event.LOGIN_CHANGED if changed else Event.LOGIN_UNCHANGED
    work.record(file.subject, event, client.actor(), job=file.id, login=login, **statement)
    return Granted(None)
