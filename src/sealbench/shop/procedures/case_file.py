"""The case of a client who ends the service or one job: its row, and what its rules ask for (C2).

What happens in a case is recorded twice: about the job that ends, or the client's newest, where
the client reads and proves it, and about the house, without anything that names the client.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench import canon
from sealbench.errors import AbsentError, GoneError
from sealbench.ids import ClientId, JobId, PersonId, new_id
from sealbench.keyring import HOUSE
from sealbench.policy import (
    Action,
    Fact,
    Principal,
    Refused,
    Request,
    Resource,
    ResourceKind,
    Role,
)
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal
from sealbench.shop.procedures.case_notice import is_notice_over
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.job_file import JobFile, load_job, load_jobs
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Assignment, Job, Person, Termination

_DESK = {Role.FRONT_DESK, Role.MANAGEMENT}
# Whoever opens the page of a job that has ended is refused, and must not hold up its client.
_TOO_LATE = {"A4-5", "C2-22"}
_STRANGE = ("id", "key", "name")  # what an actor of a client may name


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case: `row`, what it seals under the house key, and the job that it is told about.

    That is the job which ends, or the client's newest one.
    """

    row: Termination
    content: dict[str, Any] = field(repr=False)
    file: JobFile

    @property
    def id(self) -> str:
        """Return the id of the case."""
        return str(self.row.pk)

    @property
    def client(self) -> ClientId:
        """Return the client whom the case is about."""
        return self.file.client

    @property
    def scope(self) -> Scope:
        """Return what ends: all of the client's service, or one job."""
        return Scope(self.client, self.file.id if self.row.job else None)

    @property
    def number(self) -> int:
        """Return the number of the one job that ends, 0 where the whole service does."""
        return int(self.content.get("number", 0))

    def at(self, step: str) -> int | None:
        """Return when *step* was done, as the case has it sealed: a row alone ends no key."""
        found = self.content.get(step)
        return found if isinstance(found, int) else None

    def mark(self, step: str, seconds: int | None) -> None:
        """Note when *step* was done, sealed, and beside it where lists read it."""
        self.content[step] = seconds
        setattr(self.row, step, seconds)

    def save(self, work: Work) -> None:
        """Seal what the case knows and save all of it."""
        work.write(self.row, HOUSE, self.content)
        self.row.save()


def newest_job(work: Work, client: ClientId) -> JobFile:
    """Return the file of the newest job of *client*; raise AbsentError where there is none."""
    found = Job.objects.filter(client=client).order_by("-created_at", "-number")
    for job in found.values_list("pk", flat=True):
        try:
            return load_job(work, JobId(job))
        except GoneError:
            continue  # a backup had the row of a job whose record was ended since
    raise AbsentError("there is no such client")


def load_case(work: Work, case: str) -> CaseFile:
    """Return the case *case*, locked; raise AbsentError, or GoneError once it is destroyed."""
    return _opened(work, Termination.objects.select_for_update().filter(pk=case).first())


def case_of(work: Work, scope: Scope) -> CaseFile | None:
    """Return the case about exactly *scope*, locked, if it was stopped."""
    row = Termination.objects.select_for_update().filter(**scope.column).first()
    return _opened(work, row) if row else None


def case_about(work: Work, client: ClientId, job: JobId) -> CaseFile | None:
    """Return the case that ends *job*: that of the whole service, or one about it alone."""
    return case_of(work, Scope(client)) or case_of(work, Scope(client, job))


def cases_of(work: Work, client: ClientId) -> list[CaseFile]:
    """Return every open case of *client*, locked: that of the service, or those of single jobs."""
    whole = case_of(work, Scope(client))
    if whole is not None:
        return [whole]
    jobs = Job.objects.filter(client=client).values("pk")
    rows = Termination.objects.select_for_update().filter(job__in=jobs, ordered_at=None)
    return [_opened(work, row) for row in rows.order_by("pk")]


def new_case(work: Work, file: JobFile, scope: Scope) -> CaseFile:
    """Return a case about *scope* that begins now and is told about *file*; not saved yet."""
    alone = scope.job is not None
    row = Termination(pk=new_id(), alone=alone, stopped_at=work.seconds, **scope.column)
    content = {"runners": [], "found": open_matters(work, scope)}
    return CaseFile(row, content | ({"number": file.row.number} if scope.job else {}), file)


def _opened(work: Work, row: Termination | None) -> CaseFile:
    if row is None:
        raise AbsentError("there is no such case")
    if row.ordered_at is not None or not (row.client or row.job):
        raise GoneError("the record that this case is about is destroyed")
    if row.job:
        return CaseFile(row, work.read(row), load_job(work, JobId(row.job)))
    return CaseFile(row, work.read(row), newest_job(work, ClientId(row.client or "")))


def workers_of(scope: Scope) -> frozenset[str]:
    """Return everybody who was ever on a job in *scope*."""
    found = Assignment.objects.filter(job__in=scope.jobs()).values_list("person_id", flat=True)
    return frozenset(found)


def open_matters(work: Work, scope: Scope) -> int:
    """Return how many refusals of staff and exceptions there are on the jobs in *scope*."""
    matters = 0
    for file in load_jobs(work, scope.jobs()):
        matters += int(file.row.login_override)
        matters += sum(_is_refusal_of_staff(event) for event in read_events(file.subject))
    return matters


def _is_refusal_of_staff(event: Mapping[str, Any]) -> bool:
    if event["type"] != Event.REFUSED or event["rule"] in _TOO_LATE:
        return False
    if event["clause"] == "A2" and event["action"] == Action.RUN_CASE.text:
        return False  # a word that was put otherwise: nothing of the client's
    return bool(event["actor"].get("kind") == "person")


def facts_of(work: Work, case: CaseFile | None, scope: Scope) -> Resource:
    """Return the case about *scope* as the policy asks for it; None: it was not stopped."""
    workers = workers_of(scope)
    content = case.content if case else {}

    def done(step: str) -> bool:
        return case is not None and case.at(step) is not None

    attributes: dict[str, Fact] = {
        "client": scope.client,
        "open": case is not None,
        "workers": workers,
        "runners": frozenset(content.get("runners", ())),
        "alone": _is_alone(workers),
        "handed": done("handed_at"),
        "returned": done("returned_at"),
        "confirmed": done("confirmed_at"),
        "objected": done("objected_at"),
        "notice_over": case is not None and is_notice_over(work, case.file, content),
        "open_matters": open_matters(work, scope) > 0,
        "seconded": done("seconded_at"),
    }
    name = case.id if case else scope.job or scope.client
    return Resource(ResourceKind.TERMINATION, name, attributes)


def _is_alone(workers: frozenset[str]) -> bool:
    """Tell whether nobody who could run a case has kept away from the client's jobs."""
    people = Person.objects.filter(state="active").exclude(listed_in=None).exclude(pk__in=workers)
    return all(_DESK.isdisjoint(person.roles) for person in people)


def enter_case(
    work: Work,
    case: CaseFile,
    who: Staff,
    action: Action,
    context: Mapping[str, Fact] | None = None,
) -> Outcome[Resource]:
    """Let *who* of the staff do *action* in *case*; whoever acts has run it from then on."""
    resource = facts_of(work, case, case.scope)
    principal = staff_principal(who, now=work.seconds)
    decision = work.decide(Request(action, principal, resource, context or {}))
    if isinstance(decision, Refused):
        return refuse(work, case.file, decision, staff_actor(who), action, case=case.id)
    if action is not Action.SECOND_DESTRUCTION and who.person not in case.content["runners"]:
        case.content["runners"] = sorted({*case.content["runners"], who.person})
    return Granted(resource)


def refuse(
    work: Work,
    file: JobFile,
    refused: Refused,
    actor: Mapping[str, str],
    action: Action,
    *,
    case: str = "",
) -> Refused:
    """Record the refusal where the client reads it, and about the house without the client."""
    work.refuse(
        work.house.subject, refused, nameless(actor), Event.REFUSED, action=action.text, case=case
    )
    return work.refuse(file.subject, refused, actor, Event.REFUSED, action=action.text)


def record(
    work: Work,
    case: CaseFile,
    kind: Event,
    actor: Mapping[str, str],
    own: Mapping[str, canon.JSONValue] | None = None,
    **details: canon.JSONValue,
) -> None:
    """Record *kind* for the client, with *own* details, and for the house without the client.

    The number of a job that ends alone goes with it: nothing leads from there to the client.
    """
    if case.number:
        details = {"number": case.number, **details}
    mine = {"job": case.file.id, "case": case.id, **details, **(own or {})}
    work.record(case.file.subject, kind, actor, **mine)
    work.record(work.house.subject, kind, nameless(actor), case=case.id, **details)


def nameless(actor: Mapping[str, str]) -> dict[str, str]:
    """Return *actor* without what names a client; staff are named as ever."""
    if actor.get("kind") != "client":
        return dict(actor)
    return {name: value for name, value in actor.items() if name not in _STRANGE}


def as_client(principal: Principal, action: Action, resource: Resource, level: str) -> Request:
    """Return what a client asks, with the *level* of the key that the visit has proven."""
    known: dict[Action, Mapping[str, Fact]] = {
        Action.FETCH_RETURN: {"level": level},
        Action.CONFIRM_RETURN: {"level": level, "compared": False},
    }
    return Request(action, principal, resource, known.get(action, {}))


def names_of(work: Work, people: Sequence[str]) -> list[str]:
    """Return the names of *people* of the shop, in their order."""
    rows = {row.pk: row for row in Person.objects.filter(pk__in=people)}
    return [str(work.read(rows[each])["name"]) for each in map(PersonId, people) if each in rows]
