"""Take in a job: client, device, what is to be done, and who is to do it (A4)."""

import os
from typing import NamedTuple

from sealbench import canon
from sealbench.errors import ConflictError
from sealbench.ids import ClientId, JobId, new_id
from sealbench.keyring import client_node, job_node, record_node
from sealbench.policy import Action, JobState, LoginNeed, Refused, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.assignees import Assignees, named
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.intake import ClientWords, DeviceWords, Intake
from sealbench.shop.procedures.job_file import open_job_file
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.override_finding import override_finding, tell_override
from sealbench.shop.procedures.require_agreement import mark_required, requiring
from sealbench.shop.procedures.service_file import load_service
from sealbench.shop.records.models import (
    Assignment,
    Client,
    Device,
    Home,
    Job,
    ServiceKind,
)
from sealbench.shop.records.statements import changes

NONCE = "take-in"
_SECRET = 32


class TakenIn(NamedTuple):
    """The new job."""

    id: JobId
    number: int


def take_in_job(
    work: Work, *, who: Staff, intake: Intake, nonce: str, override: Override = NO_OVERRIDE
) -> Outcome[TakenIn]:
    """Make the job, its keys, its assignments and, where needed, its client.

    *nonce* keeps one intake from becoming two jobs.  A login that the kind of service does
    not need is asked for only with a reason, which the client sees.  Where the client is to
    have an agreement, its gate stands from the same commit on.
    """
    intake = intake.checked()
    service = load_service(intake.job.service)
    if service.retired_at is not None:
        raise ConflictError("this service is no longer offered", hint="choose another one")
    job = JobId(new_id())
    found = intake.found()
    passed = override_finding(
        work, who=who, action=Action.TAKE_IN_JOB, found=found, override=override
    )
    if isinstance(passed, Refused):
        return passed
    decision = _decide(work, who, intake, service, job, screened=passed.value)
    if not isinstance(decision, Granted):
        return decision
    spend_nonce(work, nonce, NONCE)
    client = _client(work, intake.client)
    if intake.agreement:
        mark_required(work, client, staff_actor(who))
    node = record_node(job)
    work.turn.grow(node)
    secret = os.urandom(_SECRET)
    row = _new_job(work, job, intake, service, client)
    subject = Subject(f"job:{job}", secret, work.key(node))
    _record(work, subject, who, row, intake)
    row.device = _new_device(work, client, job, intake.device)
    work.write(
        row,
        node,
        {
            "problem": intake.job.problem,
            "override_reason": intake.job.reason if row.login_asked else "",
            "secret": canon.b64u(secret),
        },
    )
    row.save(force_insert=True)
    tell_override(work, who, subject, Action.TAKE_IN_JOB, found, override, job=job)
    work.turn.grow(job_node(job))
    _put_on(work, row, intake.assignees)
    if row.login_override:
        file = open_job_file(work, row, frozenset(intake.assignees.people))
        leave_notice(work, file, NoticeKind.LOGIN_ASKED)
    return Granted(TakenIn(job, row.number))


def _decide(
    work: Work, who: Staff, intake: Intake, service: ServiceKind, job: JobId, *, screened: bool
) -> Outcome[None]:
    facts = {"screened": screened, "assignees_fit": intake.assignees.fit()}
    decision = enter(work, who=who, action=Action.TAKE_IN_JOB, context=facts)
    known = "" if isinstance(intake.client, ClientWords) else intake.client
    if isinstance(decision, Granted) and intake.agreement:
        decision = enter(work, who=who, action=Action.REQUIRE_AGREEMENT, resource=requiring(known))
    if not isinstance(decision, Granted) or not intake.job.reason:
        return decision
    resource = Resource(
        ResourceKind.JOB,
        job,
        {
            "client": known,
            "state": JobState.INTAKE,
            "assigned": frozenset(intake.assignees.people),
            "place": intake.job.place,
            "service": service.pk,
            "accesses": frozenset(service.accesses),
            "login_need": service.login_need,
            "login_asked": False,
            "stopped": False,
            "agreement_required": intake.agreement,
            "cleared": frozenset(),
        },
    )
    facts = {"screened": screened, "has_reason": True}
    return enter(work, who=who, action=Action.ASK_LOGIN, resource=resource, context=facts)


def _client(work: Work, client: ClientId | ClientWords) -> Client:
    """Return the known client, or a new one with a key of their own."""
    if not isinstance(client, ClientWords):
        row = locked_client(client)
        if row.stopped_at is not None:
            raise ConflictError(
                "this client has ended the service", hint="take them down as a new client"
            )
        return row
    fresh = ClientId(new_id())
    node = client_node(fresh)
    work.turn.grow(node)
    row = Client(pk=fresh, created_at=work.seconds)
    work.write(row, node, {**client.content(), "secret": canon.b64u(os.urandom(_SECRET))})
    row.save(force_insert=True)
    return row


def _new_device(work: Work, client: Client, job: JobId, words: DeviceWords) -> Device:
    row = Device(pk=new_id(), client=client, brought_by=job, kind=words.kind)
    work.write(row, record_node(job), words.content())
    row.save(force_insert=True)
    changes.note(client.pk)
    return row


def _new_job(work: Work, job: JobId, intake: Intake, service: ServiceKind, client: Client) -> Job:
    needed = service.login_need == LoginNeed.NEEDED
    override = service.login_need == LoginNeed.NONE and bool(intake.job.reason)
    return Job(
        pk=job,
        number=_next_number(),
        client=client,
        service=service,
        state=JobState.INTAKE.value,
        place=intake.job.place,
        login_asked=needed or override,
        login_override=override,
        created_at=work.seconds,
        moved_at=work.seconds,
    )


def _put_on(work: Work, row: Job, assignees: Assignees) -> None:
    for person in assignees.people:
        deputy = person == assignees.deputy
        Assignment.objects.create(job=row, person_id=person, deputy=deputy, since=work.seconds)


def _next_number() -> int:
    home = Home.objects.select_for_update().get(pk=1)
    number = home.next_number
    home.next_number = number + 1
    home.save(update_fields=["next_number"])
    return number


def _record(work: Work, subject: Subject, who: Staff, row: Job, intake: Intake) -> None:
    work.record(
        subject,
        Event.JOB_TAKEN_IN,
        staff_actor(who),
        job=row.pk,
        number=row.number,
        service=str(work.read(row.service)["name"]),
        login_need=row.service.login_need,
        device=intake.device.kind,
        place=row.place,
        people=named(work, intake.assignees.people),
    )
    if row.login_asked:
        work.record(
            subject,
            Event.LOGIN_ASKED,
            staff_actor(who),
            job=row.pk,
            override=row.login_override,
            reason=intake.job.reason,
        )
