"""Look at the record of a client: particulars, devices, jobs, and who looked before (A5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench.errors import GoneError
from sealbench.ids import ClientId
from sealbench.policy import ENDED
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.agreement_file import agreements_of
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.client_words import read_client, read_device
from sealbench.shop.procedures.intake import ClientWords, DeviceWords
from sealbench.shop.procedures.looks import Why, enter_look, record_look, sight_of_record
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Client, Device, EndedJob, Job


@dataclass(frozen=True, slots=True)
class RecordJob:
    """A job of a client, as a board would show it."""

    number: int
    device: str
    service: str
    state: str
    created_at: int
    ended: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class EndedRow:
    """A job whose record was destroyed alone: its number, when, and the case that says how."""

    number: int
    ended_at: int
    case: str


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """An agreement of a client, as the record lists it."""

    id: str
    number: str
    state: str
    ends_at: int


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """All that the shop knows of a client; the jobs' own pages say what was wrong."""

    id: ClientId
    words: ClientWords = field(repr=False)
    devices: Sequence[DeviceWords] = field(repr=False)
    jobs: Sequence[RecordJob]
    ended: Sequence[EndedRow]
    events: Sequence[Mapping[str, Any]] = field(repr=False)
    agreement_required: bool
    agreements: Sequence[RecordAgreement]


def look_at_client(
    work: Work, *, who: Staff, client: ClientId, why: Why | None = None
) -> Outcome[ClientRecord]:
    """Return the record of *client*; record the look once per visit.

    Whoever is on none of the client's open jobs says *why*, once per client and visit, unless
    the client brought something today and *who* is the desk.
    """
    row = locked_client(client)
    sight = sight_of_record(work, who, row)
    right = enter_look(work, who=who, sight=sight, why=why)
    if not isinstance(right, Granted):
        return right
    record_look(work, who, sight.subject, Event.RECORD_LOOKED_AT, right.value, record=row.pk)
    return Granted(
        ClientRecord(
            id=client,
            words=read_client(work, row),
            # What was brought twice is one device with two rows.
            devices=list(dict.fromkeys(_devices(work, row))),
            jobs=[_job(work, each) for each in _jobs(row)],
            ended=ended_jobs(client),
            events=list(read_events(sight.subject)),
            agreement_required=row.agreement_required,
            agreements=[
                RecordAgreement(each.id, each.number, each.state_at(work.seconds), each.row.ends_at)
                for each in agreements_of(work, client)
            ],
        )
    )


def ended_jobs(client: ClientId) -> list[EndedRow]:
    """Return the jobs of *client* whose records were destroyed alone."""
    rows = EndedJob.objects.filter(client=client).order_by("-number")
    return [EndedRow(row.number, row.ended_at, str(row.case_id or "")) for row in rows]


def _devices(work: Work, row: Client) -> Iterator[DeviceWords]:
    """Yield the devices, but those of jobs that the client has ended."""
    for each in Device.objects.filter(client=row, job__stopped_at=None).order_by("pk"):
        try:
            yield read_device(work, each)
        except GoneError:
            continue  # a backup had the row of a job whose record was ended since


def _jobs(row: Client) -> Sequence[Job]:
    found = Job.objects.filter(client=row).select_related("device", "service")
    return list(found.order_by("-number"))


def _job(work: Work, row: Job) -> RecordJob:
    return RecordJob(
        number=row.number,
        device=row.device.kind,
        service=str(work.read(row.service)["name"]),
        state=row.state,
        created_at=row.created_at,
        ended=row.state in ENDED,
        stopped=row.stopped_at is not None,
    )
