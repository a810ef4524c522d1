"""The cases of clients who end the service: how far each is, and nothing of any client."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.shop.records.models import CaseEntry, Job, Login, Termination, Way

_MOST = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it."""

    id: str
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
    return [_row(row) for row in rows]


def reach(number: int) -> Reach:
    """Return what the stop of the client of job *number* would end."""
    client = Job.objects.filter(number=number).values("client")
    open_jobs = Job.objects.filter(client__in=client, closed_at=None)
    logins = Login.objects.filter(job__in=open_jobs)
    return Reach(open_jobs.count(), logins.count(), Way.objects.filter(login__in=logins).count())


def case_of_job(number: int) -> str:
    """Return the case of the client of job *number*, empty while the service goes on."""
    client = Job.objects.filter(number=number).values("client")
    found = Termination.objects.filter(client__in=client).values_list("pk", flat=True)
    return str(found.first() or "")


def _row(row: Termination) -> CaseRow:
    copies = CaseEntry.objects.filter(case=row, kind="copy", confirmed_at=None).count()
    return CaseRow(
        row.pk,
        row.stopped_at,
        state_of(row),
        row.objected_at is not None and not row.ordered_at,
        copies,
    )


def state_of(row: Termination) -> str:
    """Return the last step that was done."""
    steps = ("certified", "destroyed", "ordered", "confirmed", "returned", "announced", "collected")
    return next((step for step in steps if getattr(row, f"{step}_at") is not None), "stopped")
