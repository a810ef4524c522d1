"""The job as its dossier states it, and the event that says who took the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sealbench.canon import JSON
from sealbench.dossier import Device
from sealbench.dossier import Job as StatedJob
from sealbench.dossier.consent import to_json
from sealbench.policy import AgreementState
from sealbench.shop.bench import Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.agreement_file import agreements_of
from sealbench.shop.procedures.agreement_papers import FINAL, has_paper
from sealbench.shop.procedures.client_words import read_device
from sealbench.shop.procedures.fetch_consent import consent_of
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.looks import client_subject
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import KeepRequest


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A dossier that may be made now: its job, and what opens the job's events.

    *consents* are of the logins that were kept in this job; *owner* opens the client's own events.
    """

    job: StatedJob
    subject: Subject
    consents: tuple[JSON, ...] = field(repr=False)
    owner: Subject
    finished: tuple[int, ...]  # events of the client's own that finished agreements in force


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
    return HandedOut(
        job=job,
        subject=file.subject,
        consents=_consents(work, file),
        owner=client_subject(work, file.row.client),
        finished=_finished(work, file),
    )


def _consents(work: Work, file: JobFile) -> tuple[JSON, ...]:
    """Return the records of consent of what was kept in this job, also those that ended since."""
    rows = KeepRequest.objects.filter(client=file.client, job=file.id).order_by("asked_at", "pk")
    return tuple(to_json(consent_of(work, row)) for row in rows)


def _finished(work: Work, file: JobFile) -> tuple[int, ...]:
    """Return the numbers of the events by which the agreements in force were finished."""
    force = AgreementState.IN_FORCE
    wanted = {
        each.id
        for each in agreements_of(work, file.client)
        if each.state_at(work.seconds) == force and has_paper(each, FINAL)
    }
    if not wanted:
        return ()
    return tuple(
        counter
        for counter, event in enumerate(read_events(client_subject(work, file.row.client)))
        if event["type"] == Event.AGREEMENT_FINISHED
        and event["agreement"] in wanted
        and "final" in event
    )
