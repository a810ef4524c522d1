"""Mark that a message to a client was sent by hand (A5)."""

from django.db.models import QuerySet

from sealbench.errors import AbsentError
from sealbench.ids import JobId
from sealbench.policy import Action, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.notice_kinds import REPEATED
from sealbench.shop.records.models import Notice


def handle_notice(work: Work, *, who: Staff, job: JobId, notice: str) -> Outcome[None]:
    """Mark *notice* as sent; a second time changes nothing."""
    file = load_job(work, job)
    row = Notice.objects.filter(pk=notice, job=file.row).first()
    if row is None:
        raise AbsentError("there is no such message")
    resource = Resource(ResourceKind.NOTICE, row.pk)
    decision = enter(
        work, who=who, action=Action.HANDLE_NOTICE, resource=resource, subject=file.subject
    )
    if isinstance(decision, Granted) and row.handled_at is None:
        work.record(file.subject, Event.NOTICE_SENT, staff_actor(who), job=job, notice=row.kind)
        _same(row).update(handled_at=work.seconds)
    return decision


def _same(row: Notice) -> "QuerySet[Notice]":
    """Return the notice in *row*, with those before it that it speaks for as well."""
    if row.kind not in REPEATED:
        return Notice.objects.filter(pk=row.pk)
    before = Notice.objects.filter(job=row.job_id, kind=row.kind, created_at__lte=row.created_at)
    return before.filter(handled_at=None)
