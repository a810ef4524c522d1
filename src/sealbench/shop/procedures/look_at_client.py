"""Look at the record of a client: particulars, devices, jobs, and who looked before (A5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench.ids import ClientId
from sealbench.policy import ENDED
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.client_words import read_client, read_device
from sealbench.shop.procedures.intake import ClientWords, DeviceWords
from sealbench.shop.procedures.looks import Why, enter_look, record_look, sight_of_record
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Client, Device, Job


@dataclass(frozen=True, slots=True)
class RecordJob:
    """A job of a client, as a board would show it."""

    number: int
    device: str
    service: str
    state: str
    created_at: int
    ended: bool


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """All that the shop knows of a client; the jobs' own pages say what was wrong."""

    id: ClientId
    words: ClientWords = field(repr=False)
    devices: Sequence[DeviceWords] = field(repr=False)
    jobs: Sequence[RecordJob]
    events: Sequence[Mapping[str, Any]] = field(repr=False)


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
            devices=list(dict.fromkeys(read_device(work, each) for each in _devices(row))),
            jobs=[_job(work, each) for each in _jobs(row)],
            events=list(read_events(sight.subject)),
        )
    )


def _devices(row: Client) -> Sequence[Device]:
    return list(Device.objects.filter(client=row).order_by("pk"))


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
    )
