"""Look at a login before opening it: what it is for and who may, never what it holds (A5)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sealbench.errors import AbsentError, GoneError
from sealbench.ids import JobId, LoginId, PersonId
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import JobFile, load_job_by_number
from sealbench.shop.procedures.keep_file import kept_of, label_of
from sealbench.shop.procedures.login_file import LoginFile, load_login
from sealbench.shop.procedures.looks import enter_look, record_look, sight_of_job
from sealbench.shop.records.models import Assignment, KeptLogin, Person


@dataclass(frozen=True, slots=True)
class LoginView:
    """What the page of an opening shows; *people* are those who may open, by name."""

    job: JobId
    number: int
    state: str
    login: LoginId
    label: str = field(repr=False)
    purposes: tuple[str, ...]
    people: Mapping[PersonId, str] = field(repr=False)
    openings: int
    left: int
    expires_at: int
    owner: str  # the job, or of a kept login the client: what the sealed file names


def look_at_login(work: Work, *, who: Staff, number: int, login: LoginId) -> Outcome[LoginView]:
    """Return what stands about *login* of job *number*; record the look once per visit.

    Raise GoneError, to people who are or were on the job, where there is no such login.
    """
    file = load_job_by_number(work, number)
    right = enter_look(work, who=who, sight=sight_of_job(work, who, file))
    if not isinstance(right, Granted):
        return right
    # What was sealed stays closed without the agreement, its label too.
    entered = enter(
        work, who=who, action=Action.READ_JOB, resource=file.resource(), subject=file.subject
    )
    if not isinstance(entered, Granted):
        return entered
    kept = kept_of(file, login)
    view = (
        _view_kept(work, file, kept) if kept else _view(work, file, _load(work, who, file, login))
    )
    record_look(work, who, file.subject, Event.JOB_LOOKED_AT, right.value, job=file.id, login=login)
    return Granted(view)


def _load(work: Work, who: Staff, file: JobFile, login: LoginId) -> LoginFile:
    try:
        return load_login(work, file, login)
    except AbsentError:
        if Assignment.objects.filter(job=file.row, person=who.person).exists():
            raise GoneError("this login was destroyed") from None
        raise


def _people(work: Work, ways: Collection[str]) -> dict[PersonId, str]:
    rows = Person.objects.filter(pk__in=ways).order_by("pk")
    return {PersonId(row.pk): str(work.read(row)["name"]) for row in rows}


def _view_kept(work: Work, file: JobFile, found: KeptLogin) -> LoginView:
    named = set(found.ways.values_list("person_id", flat=True))
    return LoginView(
        job=file.id,
        number=file.row.number,
        state=file.row.state,
        login=LoginId(str(found.pk)),
        label=label_of(work, found, file.client),
        purposes=tuple(file.row.service.purposes),
        people=_people(work, named & file.assigned),
        openings=found.openings,
        left=found.left,
        expires_at=found.request.due_at,
        owner=file.client,
    )


def _view(work: Work, file: JobFile, found: LoginFile) -> LoginView:
    return LoginView(
        job=file.id,
        number=file.row.number,
        state=file.row.state,
        login=found.id,
        label=found.label,
        purposes=tuple(file.row.service.purposes),
        people=_people(work, found.ways),
        openings=found.row.openings,
        left=found.row.left,
        expires_at=found.row.expires_at,
        owner=file.id,
    )
