"""The file of a job: the rows and facts that every procedure on a job loads first."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from sealbench import canon
from sealbench.errors import AbsentError, GoneError
from sealbench.ids import ClientId, JobId, PersonId
from sealbench.keyring import Node, client_node, record_node
from sealbench.policy import Resource, ResourceKind, Visit
from sealbench.shop.bench import Subject, Work
from sealbench.shop.procedures.clearance import cleared_for
from sealbench.shop.records.models import Assignment, EndedJob, Job


@dataclass(frozen=True, slots=True)
class JobFile:
    """A job, its kind and client, and who is on it.

    `content` is the job's sealed JSON (problem, override_reason, secret); `subject` binds
    its events; `node` is that of the record key, under which the job's row is sealed, and all
    that is the job's alone: device, links, messages, events.  `cleared` are those whom an
    agreement of the client clears that is in force as the job is loaded.
    """

    row: Job
    content: dict[str, Any] = field(repr=False)
    node: Node
    subject: Subject
    assigned: frozenset[PersonId]
    cleared: frozenset[PersonId]

    @property
    def id(self) -> JobId:
        """Return the job's id."""
        return JobId(self.row.pk)

    @property
    def client(self) -> ClientId:
        """Return the client's id."""
        return ClientId(self.row.client_id)

    @property
    def owner(self) -> Node:
        """Return the client's own node, under which lies what is not this job's alone."""
        return client_node(self.client)

    def resource(self) -> Resource:
        """Return the job as the policy asks for it."""
        return job_resource(self.row, self.assigned, self.cleared)


def load_job(work: Work, job: JobId) -> JobFile:
    """Return the file of *job*, locked where the database locks rows; raise AbsentError."""
    return _load(work, pk=job)


def load_jobs(work: Work, found: QuerySet[Job]) -> list[JobFile]:
    """Return the files of the jobs in *found*, by number.

    One whose record was ended, and whose row an old backup brought back, is passed over.
    """
    files = []
    for job in found.order_by("number").values_list("pk", flat=True):
        try:
            files.append(load_job(work, JobId(job)))
        except GoneError:
            continue
    return files


def load_job_by_number(work: Work, number: int) -> JobFile:
    """Return the file of the job with *number*; raise AbsentError, or GoneError once it ended."""
    if EndedJob.objects.filter(number=number).exists():
        raise GoneError(
            "this job was ended at the client's wish", hint="nothing of it is left but its number"
        )
    return _load(work, number=number)


def _load(work: Work, **which: str | int) -> JobFile:
    row = (
        Job.objects.select_for_update(of=("self",))
        .select_related("service", "client", "device")
        .filter(**which)
        .first()
    )
    if row is None:
        raise AbsentError("there is no such job")
    return open_job_file(work, row, on_job(JobId(row.pk)))


def job_resource(row: Job, assigned: frozenset[PersonId], cleared: frozenset[PersonId]) -> Resource:
    """Return the job in *row* as the policy asks for it."""
    return Resource(
        ResourceKind.JOB,
        row.pk,
        {
            "client": row.client_id,
            "state": row.state,
            "assigned": assigned,
            "place": row.place,
            "service": row.service_id,
            "accesses": frozenset(row.service.accesses),
            "login_need": row.service.login_need,
            "login_asked": row.login_asked,
            "stopped": is_stopped(row),
            "agreement_required": row.client.agreement_required,
            "cleared": cleared,
        },
    )


def visit_now(row: Job, now: int) -> Visit:
    """Tell whether the visit of the job in *row* is *now*."""
    if row.visit_from is None or row.visit_until is None:
        return Visit.NONE
    return Visit.NOW if row.visit_from <= now < row.visit_until else Visit.NOT_NOW


def has_others(file: JobFile) -> bool:
    """Tell whether the client has another job, whose record stays when that of *file* ends."""
    others = Job.objects.filter(client=file.client, stopped_at=None)
    return others.exclude(pk=file.id).exists()


def is_stopped(row: Job) -> bool:
    """Tell whether the client has ended the service, or this job."""
    return row.stopped_at is not None or row.client.stopped_at is not None


def open_job_file(work: Work, row: Job, assigned: frozenset[PersonId]) -> JobFile:
    """Return the file of the job in *row*, on which *assigned* are."""
    node = record_node(JobId(row.pk))
    content = work.read(row, node)
    secret = canon.unb64u(str(content["secret"]), size=32)
    subject = Subject(f"job:{row.pk}", secret, work.key(node))
    cleared = cleared_for(row.client, now=work.seconds)
    return JobFile(row, content, node, subject, assigned, cleared)


def on_job(job: JobId) -> frozenset[PersonId]:
    """Return the people who are on *job* now, deputy included."""
    found = Assignment.objects.filter(job=job, until=None).values_list("person_id", flat=True)
    return frozenset(PersonId(person) for person in found)
