"""The job as its dossier states it, and the event that says who took the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench.dossier import Device
from sealbench.dossier import Job as StatedJob
from sealbench.shop.bench import Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_words import read_device
from sealbench.shop.procedures.job_file import JobFile


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A dossier that may be made now: its job, and what opens the job's events."""

    job: StatedJob
    subject: Subject


def hand_over(work: Work, file: JobFile, actor: Mapping[str, str]) -> HandedOut:
    """Record that *actor* takes the dossier; it is the last event in it."""
    work.record(file.subject, Event.DOSSIER_HANDED_OUT, actor, job=file.id)
    device = read_device(work, file.row.device)
    job = StatedJob(
        id=file.id,
        number=file.row.number,
        state=file.row.state,
        service=str(work.read(file.row.service)["name"]),
        place=file.row.place,
        device=Device(device.kind, device.make, device.model),
        problem=str(file.content["problem"]),
        reason=str(file.content["override_reason"]),
    )
    return HandedOut(job, file.subject)
