"""Edit an intake: what is wrong, where and when, the device, how the client is reached (A4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import ConflictError, MalformedError
from sealbench.ids import JobId, ServiceId
from sealbench.policy import Action, LoginNeed, Place
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.client_words import (
    read_client,
    read_device,
    write_client,
    write_device,
)
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, Found, Override, Text, found_in
from sealbench.shop.procedures.intake import ClientWords, DeviceWords, JobWords
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.service_file import load_service
from sealbench.shop.records.models import Job, Login

Visit = tuple[int, int]
"""From and until, in seconds."""

_REACHED = ("phone", "email", "channel", "second_channel", "second_address")


@dataclass(frozen=True, slots=True)
class JobDraft:
    """Everything about a job that the desk may change after the intake.

    *visit* says from when until when somebody is at the client's site.
    """

    client: ClientWords
    device: DeviceWords
    job: JobWords
    visit: Visit | None = None

    def checked(self) -> "JobDraft":
        """Return the draft in its one form; raise MalformedError for what has none."""
        job = self.job.checked()
        if self.visit and (job.place != Place.ON_SITE or not self.visit[0] < self.visit[1]):
            raise MalformedError("a visit is for a job on site, and ends after it begins")
        return JobDraft(self.client.checked(), self.device.checked(), job, self.visit)

    def found(self, before: "JobDraft") -> Found:
        """Return what the screen found in the texts that are not as they were *before*.

        What stands there already was screened then, and perhaps let pass with a reason.
        """
        kept = {*before.notes(), *before.names()}
        return found_in(
            [text for text in self.notes() if text not in kept],
            [text for text in self.names() if text not in kept],
        )

    def notes(self) -> list[Text]:
        """Return the free text that is screened."""
        return [("problem", self.job.problem)]

    def names(self) -> list[Text]:
        """Return the names and addresses that are screened."""
        return [*self.client.texts(), *self.device.texts()]


def edit_job(
    work: Work, *, who: Staff, job: JobId, draft: JobDraft, override: Override = NO_OVERRIDE
) -> Outcome[None]:
    """Save *draft*; a changed channel is told to the client on the old ones too (law 13)."""
    file = load_job(work, job)
    # Another job of the client may be edited by another node: what is read here is the newest.
    file.row.client = locked_client(file.client)
    draft = draft.checked()
    before = JobDraft(
        read_client(work, file.row.client),
        read_device(work, file.row.device),
        _words(file),
        visit_of(file.row),
    )
    decision = enter_screened(
        work,
        who=who,
        action=Action.EDIT_JOB,
        found=draft.found(before),
        override=override,
        resource=file.resource(),
        subject=file.subject,
        job=job,
    )
    if not isinstance(decision, Granted):
        return decision
    changed = _changed(before, draft)
    if changed:
        work.record(
            file.subject, Event.JOB_EDITED, staff_actor(who), job=job, changed=list(changed)
        )
        _save(work, file, draft)
        if not set(changed).isdisjoint(_REACHED):
            old = before.client.channels()
            leave_notice(work, file, NoticeKind.CHANNEL_CHANGED, also=old)
    return decision


def visit_of(row: Job) -> Visit | None:
    """Return the visit of the job in *row*."""
    if row.visit_from is None or row.visit_until is None:
        return None
    return row.visit_from, row.visit_until


def _words(file: JobFile) -> JobWords:
    return JobWords(ServiceId(file.row.service_id), str(file.content["problem"]), file.row.place)


def _changed(before: JobDraft, after: JobDraft) -> tuple[str, ...]:
    old, new = _flat(before), _flat(after)
    return tuple(name for name in new if old[name] != new[name])


def _flat(draft: JobDraft) -> Mapping[str, canon.JSONValue]:
    return {
        **draft.client.content(),
        "device": draft.device.kind,
        **draft.device.content(),
        "service": draft.job.service,
        "problem": draft.job.problem,
        "place": draft.job.place,
        "visit": list(draft.visit or ()),
    }


def _save(work: Work, file: JobFile, draft: JobDraft) -> None:
    write_client(work, file.row.client, draft.client)
    write_device(work, file.row.device, draft.device)
    content = {**file.content, "problem": draft.job.problem}
    if draft.job.service != file.row.service_id:
        _change_service(file, draft.job)
        content["override_reason"] = ""
    file.row.place = draft.job.place
    file.row.visit_from, file.row.visit_until = draft.visit or (None, None)
    work.write(file.row, file.node, content)
    file.row.save()


def _change_service(file: JobFile, words: JobWords) -> None:
    """Give the job another kind of service, whose need of a login then holds."""
    if Login.objects.filter(job=file.row).exists():
        raise ConflictError(
            "a login is sealed for this kind of service",
            hint="the client can remove it; then the kind may change",
        )
    file.row.service = load_service(words.service)
    file.row.login_asked = file.row.service.login_need == LoginNeed.NEEDED
    file.row.login_override = False
