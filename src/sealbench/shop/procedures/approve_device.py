"""Approve a second device: the first browser seals the client's keys to it (A5).

The server passes on an age file that it cannot read.
"""

from sealbench import canon
from sealbench.errors import AbsentError, ConflictError, MalformedError, VerificationError
from sealbench.policy import Action, Refused
from sealbench.seal import check_sealed
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import enter_as_client, load_holder
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import DeviceRequest


def approve_device(work: Work, *, who: ClientVisit, request: str, data: bytes) -> Outcome[None]:
    """Keep *data*, sealed to the new browser alone, for it to fetch."""
    file = load_job(work, who.job)
    client = load_holder(work, who)
    row = DeviceRequest.objects.filter(pk=request, key=client.row, job=file.id).first()
    if row is None or row.expires_at <= work.seconds:
        raise AbsentError("there is no such request")
    if row.approved_at is not None:
        raise ConflictError("this device was approved before")
    try:
        check_sealed(data, recipients=1)
    except MalformedError as exc:
        raise VerificationError(f"not sealed to one device: {exc}") from exc
    entered = enter_as_client(work, file, client, Action.VIEW_CLIENT_PAGE)
    if isinstance(entered, Refused):
        return entered
    work.record(file.subject, Event.DEVICE_ADDED, client.actor(), device=row.pk)
    content = work.read(row, file.owner)
    work.write(row, file.owner, {**content, "box": canon.b64u(data)})
    row.approved_at = work.seconds
    row.save()
    leave_notice(work, file, NoticeKind.DEVICE_ADDED)
    return Granted(None)
