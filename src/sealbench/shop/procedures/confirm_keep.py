"""Confirm that a login is kept for another year: the client's act, signed like the first (A3)."""

from typing import Any

from sealbench.errors import AbsentError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.policy import Action, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import check_act, load_holder
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.keep_file import YEAR, keep_resource, load_keep, told_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import KeepRequest
from sealbench.statement import SignedStatement

NEVER_WARNED = 99


def confirm_keep(
    work: Work, *, who: ClientVisit | Staff, keep: str, signed: SignedStatement
) -> Outcome[None]:
    """Let *keep* hold for a year from now, but never beyond what the client asked for first."""
    if isinstance(who, Staff):
        return _refuse_staff(work, who, keep)
    file, client = load_job(work, who.job), load_holder(work, who)
    row = load_keep(file.client, keep)
    act = {"act": "confirm-keep", "job": file.id, "subject": keep}
    statement = check_act(work, client, signed, act)
    facts = {"level": client.level}
    request = Request(Action.CONFIRM_KEEP, client.principal(), keep_resource(row), facts)
    decision = work.decide(request)
    if isinstance(decision, Refused):
        action = Action.CONFIRM_KEEP.text
        return work.refuse(file.subject, decision, client.actor(), Event.REFUSED, action=action)
    about = {"job": file.id, "keep": keep}
    work.record(file.subject, Event.KEEP_CONFIRMED, client.actor(), **about, **statement)
    _extend(work, file, row, signed)
    leave_notice(work, file, NoticeKind.KEEP_CONFIRMED)
    return Granted(None)


def _extend(work: Work, file: JobFile, row: KeepRequest, signed: SignedStatement) -> None:
    node = client_node(file.client)
    content: dict[str, Any] = work.read(row, node)
    work.write(row, node, {**content, "confirmed": [*content["confirmed"], signed.to_json()]})
    row.confirmed_at = work.seconds
    row.due_at = min(row.until, work.seconds + YEAR)
    row.warned = NEVER_WARNED
    row.save()


def _refuse_staff(work: Work, who: Staff, keep: str) -> Outcome[None]:
    """Ask the rules, which refuse every member of staff (A3-7); the client reads of it."""
    found = KeepRequest.objects.filter(pk=keep).values_list("client_id", flat=True).first()
    if found is None:
        raise AbsentError("there is no such login")
    row = load_keep(ClientId(found), keep)
    return enter(
        work,
        who=who,
        action=Action.CONFIRM_KEEP,
        resource=keep_resource(row),
        context={"level": ""},
        subject=told_job(work, found).subject,
    )
