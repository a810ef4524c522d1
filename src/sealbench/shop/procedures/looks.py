"""Looks: by which right somebody sees what is a client's, and the record of each (law 8, A5).

People see the jobs that they are on, and the desk what came in today.  Whoever else may look
says why; that holds for this client until the visit ends, and marks every look in it: in the
event, on the client's page and for management.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.ids import ClientId, JobId, new_id
from sealbench.keyring import Node, client_node, record_node
from sealbench.policy import ENDED, Action, Fact, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures import free_text
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.clearance import cleared_for
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, NOTHING, Found, found_in
from sealbench.shop.procedures.job_file import JobFile, job_resource, on_job
from sealbench.shop.records.models import Assignment, Client, Job, Look, Reason
from sealbench.shop.records.models.looks import REASONS

TODAY = 24 * 3600  # seconds: the day of nobody's zone


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody looks who is not on the job: one of `REASONS`, and what is to be added.

    *override*: by a reason of `findings.REASONS`, why what the screen found in the text is none.
    """

    kind: str
    text: str = field(default="", repr=False)
    override: str = ""

    def checked(self) -> "Why":
        """Return the reason in its one form; raise MalformedError for what has none."""
        made = replace(self, text=free_text.plain(self.text, limit=free_text.LINE))
        if made.kind not in REASONS:
            raise MalformedError("not a reason")
        if made.kind == "other" and not made.text:
            raise MalformedError("say why you look")
        return made

    def found(self) -> Found:
        """Return what the screen found in the text."""
        return found_in([("text", self.text)])


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the policy is asked about one look."""

    action: Action
    resource: Resource
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Right:
    """The right to look, granted: the reason it rests on, if any, and whether it is a new one."""

    why: Why | None
    new: bool = False


def job_grounds(row: Job, *, who: Staff, now: int) -> Grounds:
    """Return what a look of *who* at the job in *row* rests on."""
    facts = _facts(who, ClientId(row.client_id), came=row.created_at, now=now)
    cleared = cleared_for(row.client, now=now)
    return Grounds(Action.VIEW_JOB, job_resource(row, on_job(JobId(row.pk)), cleared), facts)


def record_grounds(client: ClientId, *, who: Staff, now: int) -> Grounds:
    """Return what a look of *who* at the record of *client* rests on."""
    facts = _facts(who, client, came=last_came(client), now=now)
    return Grounds(Action.VIEW_RECORD, record_resource(client), facts)


def last_came(client: ClientId) -> int:
    """Return the second in which the newest job of *client* was taken in, 0 where there is none."""
    came = Job.objects.filter(client=client).order_by("-created_at")
    return came.values_list("created_at", flat=True).first() or 0


def record_resource(client: ClientId) -> Resource:
    """Return the record of *client* as the policy asks for it."""
    ended = [state.value for state in ENDED]
    open_jobs = Job.objects.filter(client=client).exclude(state__in=ended)
    held = Assignment.objects.filter(job__in=open_jobs, until=None)
    assigned = frozenset(held.values_list("person_id", flat=True))
    stopped = Client.objects.filter(pk=client).exclude(stopped_at=None).exists()
    about: dict[str, Fact] = {"client": client, "assigned": assigned, "stopped": stopped}
    return Resource(ResourceKind.RECORD, client, about)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody wants to see: on which grounds, about whom, and where the look is told."""

    grounds: Grounds
    subject: Subject
    client: Client
    job: Job | None = None

    @property
    def about(self) -> dict[str, str]:
        """Return the id of what is seen, as events name it."""
        return {"job": self.job.pk} if self.job else {"client": self.client.pk}


def sight_of_job(work: Work, who: Staff, file: JobFile) -> Sight:
    """Return a job as *who* wants to see it."""
    grounds = job_grounds(file.row, who=who, now=work.seconds)
    return Sight(grounds, file.subject, file.row.client, file.row)


def sight_of_record(work: Work, who: Staff, client: Client) -> Sight:
    """Return the record of *client* as *who* wants to see it."""
    grounds = record_grounds(ClientId(client.pk), who=who, now=work.seconds)
    return Sight(grounds, client_subject(work, client), client)


def enter_look(work: Work, *, who: Staff, sight: Sight, why: Why | None = None) -> Outcome[Right]:
    """Let *who* look, by *why* if it takes a reason; keep a new reason for the visit."""
    facts = dict(sight.grounds.facts)
    if why is not None:
        why = why.checked()
        facts |= {"reason": True}
    decision = enter_screened(
        work,
        who=who,
        action=sight.grounds.action,
        found=why.found() if why else NOTHING,
        override={"text": why.override} if why else NO_OVERRIDE,
        resource=sight.grounds.resource,
        context=facts,
        subject=sight.subject,
        **sight.about,
    )
    if not isinstance(decision, Granted):
        return decision
    if why is not None:
        _keep(work, who, sight, why)
        return Granted(Right(why, new=True))
    assigned: Any = sight.grounds.resource.attributes["assigned"]
    return Granted(Right(None if who.person in assigned else _said(work, who, sight.client)))


def record_look(
    work: Work, who: Staff, subject: Subject, event: Event, right: Right, **details: str
) -> None:
    """Record a look once per visit, and again where a reason was given for it.

    The last of *details* names what was looked at.
    """
    *_, (name, value) = details.items()
    if is_first_look(who, f"{name}:{value}") or right.new:
        why = right.why
        marks = {"reason": why.kind, "words": why.text} if why else {}
        work.record(subject, event, staff_actor(who), **details, **marks)


def record_finding(work: Work, who: Staff, row: Client) -> None:
    """Record in the client's own journal that *who* saw the name, once per visit."""
    if is_first_look(who, f"client:{row.pk}"):
        subject = client_subject(work, row)
        work.record(subject, Event.CLIENT_LOOKED_AT, staff_actor(who), client=row.pk)


def is_first_look(who: Staff, record: str) -> bool:
    """Mark that this visit of *who* has looked at *record*; tell whether it had not before."""
    _, fresh = Look.objects.get_or_create(session_id=who.session, record=record)
    return fresh


def client_subject(work: Work, row: Client) -> Subject:
    """Return what binds the events of a client's own journal."""
    node = client_node(ClientId(row.pk))
    secret = canon.unb64u(str(work.read(row, node)["secret"]), size=32)
    return Subject(f"client:{row.pk}", secret, work.key(node))


def _facts(who: Staff, client: ClientId, *, came: int, now: int) -> dict[str, Fact]:
    said = Reason.objects.filter(session=who.session, client=client).exists()
    return {"today": now - came < TODAY, "reason": said, "screened": True}


def _keep(work: Work, who: Staff, sight: Sight, why: Why) -> None:
    row = Reason(
        pk=new_id(),
        person_id=who.person,
        session=who.session,
        client=sight.client,
        job=sight.job,
        kind=why.kind,
        given_at=work.seconds,
    )
    work.write(row, _node_of(row), {"text": why.text})
    row.save(force_insert=True)


def _said(work: Work, who: Staff, client: Client) -> Why | None:
    """Return the reason that was given last in this visit."""
    rows = Reason.objects.filter(session=who.session, client=client)
    row = rows.order_by("-given_at").first()
    if row is None:
        return None
    return Why(row.kind, str(work.read(row, _node_of(row))["text"]))


def _node_of(row: Reason) -> Node:
    """Return whose key seals what was written: the job's record, or the client's."""
    return record_node(JobId(row.job_id)) if row.job_id else client_node(ClientId(row.client_id))
