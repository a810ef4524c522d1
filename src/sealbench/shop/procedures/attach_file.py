"""Attach a file to a job: what was screened and sealed on its way in gets its row (A2, A5)."""

from sealbench import canon
from sealbench.errors import ConflictError
from sealbench.ids import FileId
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.attached_file import keep_file
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.file_intake import FileUpload
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.job_file import load_job_by_number
from sealbench.shop.records.models import File

MOST = 200  # files of one job


def attach_file(
    work: Work, *, who: Staff, number: int, upload: FileUpload, override: Override = NO_OVERRIDE
) -> Outcome[FileId]:
    """Keep *upload* as a file of job *number*; what the screen found in it refuses (A2-1).

    What it is sure of passes by no *override*: nothing of such a file lies in the store.
    Raise ConflictError where the job holds as many files as it can.
    """
    file = load_job_by_number(work, number)
    decision = enter_screened(
        work,
        who=who,
        action=Action.ATTACH_FILE,
        found=upload.found,
        override=override if upload.found.weak else NO_OVERRIDE,
        resource=file.resource(),
        subject=file.subject,
        job=file.id,
    )
    if not isinstance(decision, Granted):
        return decision
    if File.objects.filter(job=file.row).count() >= MOST:
        raise ConflictError("this job holds as many files as it can", hint="remove some first")
    keep_file(work, file, upload, by=who.name)
    told: dict[str, canon.JSONValue] = {"size": upload.size, "read": upload.was_read}
    work.record(
        file.subject, Event.FILE_ATTACHED, staff_actor(who), job=file.id, file=upload.id, **told
    )
    return Granted(upload.id)
