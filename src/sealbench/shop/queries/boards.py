"""The boards: jobs by number, kind of device and kind of service; never a client's name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from sealbench.errors import AbsentError
from sealbench.ids import JobId, PersonId
from sealbench.policy import ENDED, JobState
from sealbench.shop.bench import Bench
from sealbench.shop.queries.catalogue import service_names
from sealbench.shop.queries.technicians import staff_names
from sealbench.shop.records.models import Assignment, EndedJob, Job

_MOST = 500  # jobs on one board; more are found by number


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as a board shows it; *login* says what became of the login."""

    number: int
    device: str
    service: str
    state: str
    place: str
    moved_at: int
    people: Sequence[str]
    mine: bool
    login: str  # none, asked, answered or sealed


@dataclass(frozen=True, slots=True)
class Column:
    """The jobs in one state."""

    state: JobState
    entries: Sequence[Entry]


def my_jobs(bench: Bench, person: PersonId) -> list[Column]:
    """Return the open jobs that *person* is on, by state."""
    mine = Assignment.objects.filter(person=person, until=None).values("job")
    return _columns(bench, _open().filter(pk__in=mine), person)


def all_jobs(bench: Bench, person: PersonId) -> list[Column]:
    """Return all open jobs, by state."""
    return _columns(bench, _open(), person)


def has_number(number: int) -> bool:
    """Tell whether there is a job with *number*, or was one whose record was destroyed alone."""
    ended = EndedJob.objects.filter(number=number)
    return Job.objects.filter(number=number).exists() or ended.exists()


def job_id(number: int) -> JobId:
    """Return the id of the job *number*; raise AbsentError where there is none."""
    found = Job.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise AbsentError("there is no such job")
    return JobId(found)


def _open() -> QuerySet[Job]:
    ended = [state.value for state in ENDED]
    found = Job.objects.exclude(state__in=ended).select_related("device")
    return found.prefetch_related("logins").order_by("moved_at")


def _columns(bench: Bench, jobs: QuerySet[Job], person: PersonId) -> list[Column]:
    rows = list(jobs[:_MOST])
    services, people = service_names(bench), _people(bench, rows)
    by_state: dict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        named = people[row.pk]
        entry = Entry(
            number=row.number,
            device=row.device.kind,
            service=services[row.service_id],
            state=row.state,
            place=row.place,
            moved_at=row.moved_at,
            people=[name for _, name in named],
            mine=any(who == person for who, _ in named),
            login=_login(row),
        )
        by_state[row.state].append(entry)
    return [Column(state, by_state[state]) for state in JobState if state not in ENDED]


def _people(bench: Bench, jobs: Iterable[Job]) -> dict[str, list[tuple[str, str]]]:
    names = staff_names(bench)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    held = Assignment.objects.filter(job__in=list(jobs), until=None).order_by("deputy", "since")
    for each in held:
        found[each.job_id].append((each.person_id, names[each.person_id]))
    return found


def _login(row: Job) -> str:
    if len(row.logins.all()) > 0:
        return "sealed"
    if row.client_answer:
        return "answered"
    return "asked" if row.login_asked else "none"
