"""A job as the people on it see it: everything that the page of the job shows, opened once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sealbench.errors import GoneError
from sealbench.ids import JobId, PersonId
from sealbench.policy import ENDED, LinkState, Resource
from sealbench.shop.bench import Work
from sealbench.shop.procedures.acknowledgements import Acknowledged, read_acknowledgements
from sealbench.shop.procedures.attached_file import AttachedFile, files_of_job
from sealbench.shop.procedures.attestations import Attestations, read_attestations
from sealbench.shop.procedures.client_words import read_client, read_device
from sealbench.shop.procedures.intake import ClientWords, DeviceWords
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.keep_file import label_of, live_keeps
from sealbench.shop.procedures.link_file import code_of, link_state, standing_link
from sealbench.shop.procedures.login_file import open_words
from sealbench.shop.procedures.notice_view import Message, read_messages
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Assignment, Job, KeptLogin, Login, Person


@dataclass(frozen=True, slots=True)
class Worker:
    """A person on the job."""

    id: PersonId
    name: str
    deputy: bool
    since: int


@dataclass(frozen=True, slots=True)
class SealedLogin:
    """A login as the shop may know it: its label and its limits."""

    id: str
    label: str
    left: int
    openings: int
    expires_at: int
    expired: bool
    people: Sequence[str]
    mine: frozenset[str]  # who on this job can open it
    kept: bool = False  # by the client's request, after its own job


@dataclass(frozen=True, slots=True)
class StandingLink:
    """The client's link: whether it was claimed, and the code to say until then."""

    state: LinkState
    code: str
    expires_at: int
    claimed_at: int | None


@dataclass(frozen=True, slots=True)
class JobView:
    """One job, opened; *row* for its plain columns, *resource* to ask what may be done.

    *closed*: until an agreement is in force, what is wrong, files and labels are not shown (C1).
    """

    id: JobId
    row: Job
    resource: Resource
    service: Mapping[str, Any]
    client: ClientWords
    device: DeviceWords
    problem: str
    reason: str
    closed: bool
    people: Sequence[Worker]
    logins: Sequence[SealedLogin]
    files: Sequence[AttachedFile]
    messages: Sequence[Message]
    link: StandingLink | None
    events: Sequence[Mapping[str, Any]]
    acknowledgements: Sequence[Acknowledged]
    attestations: Attestations

    @property
    def number(self) -> int:
        """Return the number by which everybody calls the job."""
        return self.row.number

    @property
    def acknowledged(self) -> Acknowledged | None:
        """Return the acknowledgement that counts, None where there is none."""
        good = [each for each in self.acknowledgements if not each.objected_at]
        return good[-1] if good else None

    @property
    def is_over(self) -> bool:
        """Tell whether the job has ended."""
        return self.row.state in ENDED


def open_job(work: Work, file: JobFile, *, closed: bool = False) -> JobView:
    """Return everything about *file* that its people may see; it is not recorded here."""
    events = list(read_events(file.subject))
    return JobView(
        id=file.id,
        row=file.row,
        resource=file.resource(),
        service=work.read(file.row.service),
        client=read_client(work, file.row.client),
        device=read_device(work, file.row.device),
        problem="" if closed else str(file.content["problem"]),
        reason="" if closed else str(file.content["override_reason"]),
        closed=closed,
        people=_people(work, file),
        logins=[*_logins(work, file, closed=closed), *([] if closed else _kept(work, file))],
        files=[] if closed else _files(work, file),
        messages=read_messages(work, file),
        link=_link(work, file),
        events=events,
        acknowledgements=read_acknowledgements(work, file),
        attestations=read_attestations(work, file, events),
    )


def _people(work: Work, file: JobFile) -> list[Worker]:
    held = Assignment.objects.select_related("person").filter(job=file.row, until=None)
    return [
        Worker(PersonId(each.person_id), _name(work, each.person), each.deputy, each.since)
        for each in held.order_by("deputy", "since")
    ]


def _logins(work: Work, file: JobFile, *, closed: bool) -> list[SealedLogin]:
    rows = Login.objects.filter(job=file.row).prefetch_related("ways__person")
    return [_login(work, file, row, closed=closed) for row in rows.order_by("sealed_at")]


def _login(work: Work, file: JobFile, row: Login, *, closed: bool) -> SealedLogin:
    try:
        label = "" if closed else open_words(work, file, row).label
    except GoneError:
        label = ""  # the key of the job was lost: nobody can open it any more
    return SealedLogin(
        id=row.pk,
        label=label,
        left=row.left,
        openings=row.openings,
        expires_at=row.expires_at,
        expired=row.expires_at <= work.seconds or row.left == 0,
        people=[_name(work, way.person) for way in row.ways.all()],
        mine=frozenset(way.person_id for way in row.ways.all()),
    )


def _kept(work: Work, file: JobFile) -> list[SealedLogin]:
    """Return what the client lets the shop keep, while the job is open."""
    if file.row.state in ENDED:
        return []
    return [_kept_login(work, file, row) for row in live_keeps(file.client)]


def _kept_login(work: Work, file: JobFile, row: KeptLogin) -> SealedLogin:
    ways = list(row.ways.select_related("person"))
    return SealedLogin(
        id=str(row.pk),
        label=label_of(work, row, file.client),
        left=row.left,
        openings=row.openings,
        expires_at=row.request.due_at,
        expired=row.request.due_at <= work.seconds or row.left == 0,
        people=[_name(work, way.person) for way in ways],
        mine=frozenset(way.person_id for way in ways) & file.assigned,
        kept=True,
    )


def _files(work: Work, file: JobFile) -> list[AttachedFile]:
    """Return the files while the job is open: after its end they are the client's alone (A4)."""
    return [] if file.row.state in ENDED else files_of_job(work, file)


def _link(work: Work, file: JobFile) -> StandingLink | None:
    row = standing_link(work, file)
    if row is None:
        return None
    state = link_state(row, now=work.seconds)
    code = code_of(work, file, row) if state is LinkState.UNCLAIMED else ""
    return StandingLink(state, code, row.expires_at, row.claimed_at)


def _name(work: Work, person: Person) -> str:
    return str(work.read(person)["name"])
