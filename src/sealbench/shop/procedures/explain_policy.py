"""Say what the rules would decide, and which of them says so; nothing is done or counted (B1).

The same policy is asked with the facts of the moment.  What only the act itself would bring, such
as a confirmation or a screened text, is assumed to be there, and the answer says what was assumed.
It holds ids, states, times and rules, and nothing that is a client's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sealbench.errors import AbsentError, MalformedError
from sealbench.ids import ClientId, JobId
from sealbench.policy import (
    Action,
    Fact,
    Moment,
    Refused,
    Request,
    Resource,
    ResourceKind,
    action_from_text,
)
from sealbench.policy.house_rules import clock_text
from sealbench.policy.matrix import CONTEXTS, RESOURCES
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.acknowledgements import is_acknowledged
from sealbench.shop.procedures.actors import (
    COMMAND,
    COMMAND_ACTOR,
    person_principal,
    staff_actor,
    staff_principal,
)
from sealbench.shop.procedures.clearance import cleared_for
from sealbench.shop.procedures.enter import HOUSE
from sealbench.shop.procedures.job_file import job_resource, on_job
from sealbench.shop.procedures.keep_file import kept_resource
from sealbench.shop.procedures.login_file import login_resource
from sealbench.shop.procedures.looks import TODAY, last_came, record_resource
from sealbench.shop.records.models import Job, KeptLogin, Login, Person

_KINDS = {ResourceKind.HOUSE, ResourceKind.JOB, ResourceKind.RECORD, ResourceKind.LOGIN}
ASKABLE = tuple(action for action in Action if RESOURCES[action] in _KINDS)
"""What can be asked about: what is done to the house, a job, a record or a login."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether *person* could do *action* to job *number*, its client's record or one of its logins.

    One of its logins is also one that its client lets the shop keep, opened within that job.

    *at* is a time by the shop's clock, None for now; *purpose* is of an opening, *to* of a move.
    """

    action: str
    person: str
    number: int | None = None
    login: str = ""
    purpose: str = ""
    to: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One rule that gave the answer: its clause is "" for a permit."""

    id: str
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer: the rules that gave it, the facts that it rests on, and what was assumed."""

    granted: bool
    rules: Sequence[Said]
    facts: Mapping[str, Fact]
    assumed: Mapping[str, Fact]
    moment: Moment

    @property
    def when(self) -> str:
        """Return the moment by the shop's clock, in words."""
        return f"{self.moment.weekday} {clock_text(self.moment.minute)}"


def explain_policy(work: Work, *, who: Staff | None, question: Question) -> Outcome[Explanation]:
    """Answer *question* for *who*, or for whoever holds the machine.

    Raise AbsentError for a person, job or login that is not there, MalformedError for an action
    that is none or that is done to something else.
    """
    principal = staff_principal(who, now=work.seconds) if who else COMMAND
    decision = work.decide(Request(Action.EXPLAIN_POLICY, principal, HOUSE))
    if isinstance(decision, Refused):
        actor = staff_actor(who) if who else COMMAND_ACTOR
        action = Action.EXPLAIN_POLICY.text
        return work.refuse(work.house.subject, decision, actor, Event.REFUSED, action=action)
    return Granted(_answer(work, question))


def _answer(work: Work, question: Question) -> Explanation:
    action, hours = action_from_text(question.action), work.rulebook.hours
    if action not in ASKABLE:
        raise MalformedError("this action is asked about nothing that can be named here")
    person = Person.objects.filter(pk=question.person).first()
    if person is None:
        raise AbsentError("there is no such person")
    seconds = work.seconds if question.at is None else hours.seconds(question.at)
    resource, known = _facts(action, question, seconds)
    moment = hours.moment(hours.local(seconds))
    if action is Action.OPEN_LOGIN:
        known |= {"now": seconds, "working": hours.working(moment)}
    usual = {name: values[0] for name, values in CONTEXTS.get(action, {}).items()}
    assumed = {name: value for name, value in usual.items() if name not in known}
    principal = person_principal(person)
    request = Request(action, principal, resource, {**assumed, **known})
    decision = work.rulebook.policy.decide(request, moment)
    rules = [_said(work, name) for name in decision.rules]
    standing: dict[str, Fact] = {
        "roles": principal.roles,
        "active": principal.active,
        "listed": principal.listed,
    }
    if KeptLogin.objects.filter(pk=resource.id).exists():
        standing["kept"] = True
    facts = {**standing, **resource.attributes, **known}
    return Explanation(bool(decision), rules, facts, assumed, moment)


def _facts(action: Action, question: Question, seconds: int) -> tuple[Resource, dict[str, Fact]]:
    """Return what is acted on, and what of the context is known already."""
    known: dict[str, Fact] = {}
    if action is Action.OPEN_LOGIN and question.purpose:
        known["purpose"] = question.purpose
    if action is Action.MOVE_JOB and question.to:
        known["to"] = question.to
    if RESOURCES[action] is ResourceKind.HOUSE:
        return HOUSE, known
    job = _job(question.number)
    if action in {Action.OPEN_LOGIN, Action.MOVE_JOB}:
        known["acknowledged"] = is_acknowledged(JobId(job.pk))
    if action is Action.VIEW_JOB:
        known["today"] = seconds - job.created_at < TODAY
    if action is Action.VIEW_RECORD:
        known["today"] = seconds - last_came(ClientId(job.client_id)) < TODAY
    return _resource(RESOURCES[action], job, question, seconds), known


def _job(number: int | None) -> Job:
    found = Job.objects.select_related("service", "client").filter(number=number or 0).first()
    if found is None:
        raise AbsentError("there is no such job")
    return found


def _resource(kind: ResourceKind, job: Job, question: Question, seconds: int) -> Resource:
    cleared = cleared_for(job.client, now=seconds)
    if kind is ResourceKind.RECORD:
        return record_resource(ClientId(job.client_id))
    if kind is ResourceKind.JOB:
        return job_resource(job, on_job(JobId(job.pk)), cleared)
    found = _login(job, question.login, seconds)
    in_force = question.person in cleared
    return replace(found, attributes={**found.attributes, "agreement_in_force": in_force})


def _login(job: Job, wanted: str, seconds: int) -> Resource:
    """Return the login *wanted* of *job*, or one that its client lets the shop keep."""
    login = Login.objects.filter(pk=wanted, job=job).first()
    if login is not None:
        return login_resource(job, login, seconds)
    kept = KeptLogin.objects.filter(
        pk=wanted, request__client=job.client, request__ended_at=None
    ).select_related("request")
    row = kept.first()
    if row is None:
        raise AbsentError("there is no such login")
    return kept_resource(job, row, seconds)


def _said(work: Work, name: str) -> Said:
    rule = work.rulebook.policy.rule(name)
    if rule is None:  # an error while the rules were evaluated
        return Said(name, "B1", "The rules could not be evaluated, so the answer is no.")
    return Said(rule.id, rule.clause, rule.text)
