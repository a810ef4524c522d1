"""The rows of openings: who knows which login, and which of them the clients should change (A1).

They are made of the ledger's own events, after the fact, so that an opening stays as short as
it is.  A login is at risk once somebody who opened it has left, until the client says that the
password is another one: its end in the shop takes nothing out of a memory.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import structlog

from sealbench import canon, clock
from sealbench.errors import AbsentError, GoneError, MalformedError, VerificationError
from sealbench.ids import ClientId, JobId, LoginId, PersonId
from sealbench.keyring import record_node
from sealbench.policy import Resource, ResourceKind
from sealbench.shop.bench import Bench, Subject, open_event
from sealbench.shop.bench.events import Event
from sealbench.shop.records import models
from sealbench.shop.records.models import Job, KnownLogin, Opening, Person

SPOILED = (AbsentError, GoneError, MalformedError, VerificationError)
"""What is wrong with one row keeps no client of another from hearing; `ledger check` names it."""

_JOB = "job:"
_KINDS = {Event.LOGIN_OPENED.value, Event.KEPT_OPENED.value}

log = structlog.get_logger()


class Opened(NamedTuple):
    """An opening as its event tells it: within which job, of which login, by whom, when."""

    job: JobId
    kept: bool
    login: LoginId
    person: PersonId
    at: int


class Row(NamedTuple):
    """An event as it is kept."""

    leaf: int
    subject: str
    counter: int
    sealed: bytes


def events_after(leaf: int, *, most: int) -> Sequence[Row]:
    """Return up to *most* events after *leaf*, in order."""
    found = models.Event.objects.filter(leaf__gt=leaf).order_by("leaf")[:most]
    return [Row(each.pk, each.subject_id, each.counter, bytes(each.sealed)) for each in found]


def read_openings(bench: Bench, rows: Sequence[Row]) -> Iterable[Opened]:
    """Yield the openings that *rows* tell of; what cannot be read is logged and passed over."""
    subjects = _subjects(bench, {row.subject for row in rows if row.subject.startswith(_JOB)})
    for row in rows:
        subject = subjects.get(row.subject)
        if subject is None:
            continue
        try:
            opened = _opened(subject, row)
        except SPOILED as exc:
            log.error("event not told", code=exc.code)  # noqa: TRY400 - says all
            continue
        if opened is not None:
            yield opened


def keep_openings(openings: Iterable[Opened]) -> None:
    """Keep a row of each of *openings* whose job is still there; one read again changes nothing."""
    found = list(openings)
    clients = dict(
        Job.objects.filter(pk__in={each.job for each in found}).values_list("pk", "client_id")
    )
    people = set(
        Person.objects.filter(pk__in={each.person for each in found}).values_list("pk", flat=True)
    )
    for each in found:
        if each.job in clients and each.person in people:
            _keep(each, clients[each.job])


def load_known(login: str, **of: ClientId) -> KnownLogin:
    """Return the login *login* that somebody opened, locked; raise AbsentError."""
    row = KnownLogin.objects.select_for_update(of=("self",)).filter(pk=login, **of).first()
    if row is None:
        raise AbsentError("there is no such login")
    return row


def risk_resource(row: KnownLogin) -> Resource:
    """Return a login that was opened as the policy asks for it."""
    people = frozenset(row.openings.values_list("person_id", flat=True))
    return Resource(ResourceKind.RISK, row.pk, {"client": row.client_id, "opened_by": people})


def _keep(opened: Opened, client: str) -> None:
    job = None if opened.kept else opened.job
    login, _ = KnownLogin.objects.get_or_create(
        pk=opened.login, defaults={"client_id": client, "job_id": job}
    )
    row, fresh = Opening.objects.get_or_create(
        login=login, person_id=opened.person, defaults={"opened_at": opened.at}
    )
    if not fresh and row.opened_at < opened.at:
        row.opened_at = opened.at
        row.save(update_fields=["opened_at"])


def _opened(subject: Subject, row: Row) -> Opened | None:
    _, payload = open_event(subject, row.counter, row.sealed)
    event = canon.parse(payload)
    kind, actor = str(event.get("type")), event.get("actor")
    if kind not in _KINDS or not isinstance(actor, dict):
        return None
    return Opened(
        JobId(row.subject.removeprefix(_JOB)),
        kind == Event.KEPT_OPENED,
        LoginId(str(event.get("login"))),
        PersonId(str(actor.get("id"))),
        int(clock.from_text(str(event.get("at"))).timestamp()),
    )


def _subjects(bench: Bench, wanted: Iterable[str]) -> dict[str, Subject]:
    """Return the jobs' subjects by id, to read only; those that were ended are gone."""
    jobs = Job.objects.filter(pk__in=[each.removeprefix(_JOB) for each in wanted])
    found = {}
    for job in jobs.values_list("pk", flat=True):
        try:
            key = bench.keys.key(record_node(JobId(job)))
        except GoneError:
            continue
        found[f"{_JOB}{job}"] = Subject(f"{_JOB}{job}", b"", key)
    return found
