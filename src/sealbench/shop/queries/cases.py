"""The cases of clients who end the service or a job: how far each is, and nothing of any client."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from sealbench.shop.records.models import CaseEntry, EndedJob, Job, Login, Termination, Way

_MOST = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it; *alone*: about one job, of that *number* while it is known."""

    id: str
    alone: bool
    number: int
    stopped_at: int
    state: str
    held: bool
    copies: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What a stop touches, in numbers."""

    jobs: int
    logins: int
    ways: int


def cases() -> Sequence[CaseRow]:
    """Return the newest cases, those that are not finished first."""
    newest = Termination.objects.order_by("-stopped_at")[:_MOST]
    rows = sorted(newest, key=lambda row: (row.certified_at is not None, -row.stopped_at))
    running = [row.job for row in rows if row.job]
    numbers = dict(Job.objects.filter(pk__in=running).values_list("pk", "number"))
    ended = dict(EndedJob.objects.filter(case__in=rows).values_list("case_id", "number"))
    return [_row(row, numbers.get(row.job or "") or ended.get(row.pk, 0)) for row in rows]


def reach(number: int, *, only_job: bool = False) -> Reach:
    """Return what the stop of job *number*, or of its client's service, would end."""
    client = Job.objects.filter(number=number).values("client")
    open_jobs = Job.objects.filter(client__in=client, closed_at=None)
    if only_job:
        open_jobs = open_jobs.filter(number=number)
    logins = Login.objects.filter(job__in=open_jobs)
    return Reach(open_jobs.count(), logins.count(), Way.objects.filter(login__in=logins).count())


def case_of_job(number: int) -> str:
    """Return the case that ends job *number*, alone or with the service; empty without one."""
    job = Job.objects.filter(number=number)
    about = Q(client__in=job.values("client")) | Q(job__in=job.values("pk"))
    return str(Termination.objects.filter(about).values_list("pk", flat=True).first() or "")


def ended_job(number: int) -> EndedJob | None:
    """Return what is left of the job *number*, where its record was destroyed alone."""
    return EndedJob.objects.select_related("case").filter(number=number).first()


def has_other_jobs(number: int) -> bool:
    """Tell whether the client of job *number* has another one that goes on."""
    client = Job.objects.filter(number=number).values("client")
    others = Job.objects.filter(client__in=client, stopped_at=None)
    return others.exclude(number=number).exists()


def _row(row: Termination, number: int) -> CaseRow:
    copies = CaseEntry.objects.filter(case=row, kind="copy", confirmed_at=None).count()
    return CaseRow(
        row.pk,
        row.alone,
        number,
        row.stopped_at,
        state_of(row),
        row.objected_at is not None and not row.ordered_at,
        copies,
    )


def state_of(row: Termination) -> str:
    """Return the last step that was done."""
    steps = ("certified", "destroyed", "ordered", "confirmed", "returned", "announced", "collected")
    return next((step for step in steps if getattr(row, f"{step}_at") is not None), "stopped")
