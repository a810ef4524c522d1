"""Keep a login after its job, because the client asks for it: nobody else can (A3).

The client's browser has sealed it again, to the people whom the client named among those on the
job.  It is signed with a settled key, or in person at the counter; a paper alone makes nothing.
"""

from sealbench.errors import MalformedError
from sealbench.ids import JobId
from sealbench.policy import Action, Fact, Refused
from sealbench.seal import recipient_hashes, verify_sealed
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.client_key import (
    check_client_statement,
    check_place,
    enter_as_client,
    load_holder,
)
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.keep_file import store_keep
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.recipients import recipients_of
from sealbench.shop.procedures.upload import Upload
from sealbench.statement import Context

_UNKNOWN = "?"  # a recipient of nobody on the job


def keep_login(work: Work, *, who: ClientVisit | Staff, upload: Upload) -> Outcome[None]:
    """Keep the login in *upload* as its client signed it; the attempt of staff is recorded."""
    statement = upload.statement
    if isinstance(who, Staff):
        return _refuse_staff(work, who, upload)
    file, client = load_job(work, who.job), load_holder(work, who)
    check_client_statement(work, upload.signed, Context.KEEP, client.key)
    check_place(work, upload.signed)
    if (statement.text("job"), statement.text("client")) != (file.id, file.client):
        raise MalformedError("the statement is about something else")
    spend_nonce(work, statement.text("nonce"), "client-act")
    people = _people(work, file, upload)
    facts = _facts(work, upload, [*people.values()], client.level)
    entered = enter_as_client(work, file, client, Action.KEEP_LOGIN, facts)
    if isinstance(entered, Refused):
        return entered
    named = {person: recipient for recipient, person in people.items()}
    verify_sealed(statement, upload.data, list(named.values()))
    store_keep(work, file, upload, level=client.level, people=named)
    signed = upload.signed.to_json()
    keep = statement.text("keep")
    work.record(
        file.subject, Event.LOGIN_KEPT, client.actor(), job=file.id, keep=keep, statement=signed
    )
    leave_notice(work, file, NoticeKind.LOGIN_KEPT)
    return Granted(None)


def _people(work: Work, file: JobFile, upload: Upload) -> dict[str, str]:
    """Return who on the job is named, by recipient; who is not on it counts as nobody known."""
    listed = recipients_of(work, file.assigned)
    on_it = {recipient_hashes([text])[0]: (text, person) for person, text in listed.items()}
    return dict(on_it.get(each, (each, _UNKNOWN)) for each in upload.named)


def _facts(work: Work, upload: Upload, people: list[str], level: str) -> dict[str, Fact]:
    return {
        "sealed_to": people,
        "expires_at": int(upload.statement.time("expires").timestamp()),
        "openings": upload.statement.number("openings"),
        "now": work.seconds,
        "screened": upload.screened,
        "level": level,
    }


def _refuse_staff(work: Work, who: Staff, upload: Upload) -> Outcome[None]:
    """Ask the rules, which refuse every member of staff (A3-7); the client reads of it."""
    file = load_job(work, JobId(upload.statement.text("job")))
    facts = _facts(work, upload, [*_people(work, file, upload).values()], "")
    return enter(
        work,
        who=who,
        action=Action.KEEP_LOGIN,
        resource=file.resource(),
        context=facts,
        subject=file.subject,
    )
