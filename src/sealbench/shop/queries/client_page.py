"""What a client's page asks for all the time: a mark that changes when anything does."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from sealbench import canon
from sealbench.shop.bench import Bench, ClientVisit
from sealbench.shop.records.models import (
    Agreement,
    DeviceRequest,
    DirectoryIssue,
    EndedJob,
    Job,
    KeptLogin,
    KnownLogin,
    Login,
    Opening,
    Subject,
    Termination,
)
from sealbench.shop.records.models.openings import LEFT

_HOUR = 3600  # seconds


def page_mark(bench: Bench, visit: ClientVisit) -> str:
    """Return a mark of all that the page of *visit* shows: equal marks, equal pages.

    Every change of a job is an event, and so is every look at the client's record; the
    directory and waiting devices are counted too.
    """
    now = int(bench.now().timestamp())
    journals = Subject.objects.filter(pk__in=[f"job:{visit.job}", f"client:{visit.client}"])
    events = sum(journals.values_list("count", flat=True))
    waiting = DeviceRequest.objects.filter(
        key=visit.key, job=visit.job, approved_at=None, expires_at__gt=now
    )
    directory = DirectoryIssue.objects.order_by("-number").values_list("number", flat=True).first()
    logins = Login.objects.filter(job=visit.job).order_by("pk").values_list("pk", "left")
    kept = KeptLogin.objects.filter(request__client=visit.client).order_by("pk")
    case = Termination.objects.filter(Q(client=visit.client) | Q(job=visit.job)).values_list(
        "version", flat=True
    )
    opened = Opening.objects.filter(LEFT, login__client=visit.client)
    known = KnownLogin.objects.filter(pk__in=opened.values("login"))
    agreements = Agreement.objects.filter(client=visit.client).order_by("pk")
    dated = [f"{pk} {now >= ends}" for pk, ends in agreements.values_list("pk", "ends_at")]
    seen: list[canon.JSONValue] = [
        dated,
        visit.key,
        list(case),
        now // _HOUR if case else 0,  # a key that settles meanwhile, a notice that is over
        events,
        [f"{pk} {at}" for pk, at in _ended(visit)],
        Job.objects.filter(client=visit.client, stopped_at=None).count(),
        list(waiting.order_by("pk").values_list("pk", flat=True)),
        directory or 0,
        [f"{pk} {at} {by}" for pk, at, by in _changed(known)],
        [f"{pk} {left}" for pk, left in logins],
        [
            f"{pk} {left} {due}"
            for pk, left, due in kept.values_list("pk", "left", "request__due_at")
        ],
    ]
    return canon.b64u(canon.digest(seen)[:12])


def _ended(visit: ClientVisit) -> Iterable[tuple[int, int | None]]:
    """Return the jobs of the client that ended alone, and since when each is certified."""
    rows = EndedJob.objects.filter(client=visit.client).order_by("number")
    return rows.values_list("number", "case__certified_at")


def _changed(known: QuerySet[KnownLogin]) -> Iterable[tuple[str, int | None, str]]:
    """Return which logins people know who left, and who said when that they were changed."""
    return known.order_by("pk").values_list("pk", "changed_at", "changed_by")
