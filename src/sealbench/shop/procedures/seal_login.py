"""Keep a login that the client sealed, in the browser, to the people on the job (A1, A3).

The server checks form, signature and recipients, never opens anything, and boxes the file
once more under a key of its own, which dies with the job at the latest.  An upload that is not
what the client signed raises VerificationError and leaves nothing behind.
"""

from collections.abc import Mapping

from sealbench import canon
from sealbench.errors import AbsentError, ConflictError, MalformedError
from sealbench.ids import LoginId, PersonId
from sealbench.keyring import login_node
from sealbench.policy import Action, Fact, Refused
from sealbench.seal import recipient_hashes, verify_sealed
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.client_key import (
    SKEW,
    Holder,
    check_client_statement,
    enter_as_client,
    hold,
)
from sealbench.shop.procedures.job_file import JobFile, open_job_file
from sealbench.shop.procedures.login_file import box_aad, seal_content
from sealbench.shop.procedures.recipients import recipients_of
from sealbench.shop.procedures.upload import Upload
from sealbench.shop.records.models import Login
from sealbench.shop.records.statements.sealing import insert_login, read_sealing, spend
from sealbench.statement import Context

_UNKNOWN = "?"  # a recipient of nobody on the job


def seal_login(work: Work, *, who: ClientVisit, upload: Upload) -> Outcome[None]:
    """Keep the login in *upload*, which the client signed (A1, A3)."""
    file, client = _load(work, who)
    statement = upload.statement
    check_client_statement(work, upload.signed, Context.SEAL, client.key)
    if statement.text("job") != who.job:
        raise MalformedError("sealed for another job")
    recipients = recipients_of(work, file.assigned)
    entered = enter_as_client(
        work, file, client, Action.SEAL_LOGIN, _facts(work, upload, recipients)
    )
    if isinstance(entered, Refused):
        return entered
    verify_sealed(statement, upload.data, list(recipients.values()))
    form = upload.signed.to_json()
    _store(work, file, upload, {"label": upload.label, "statement": form})
    work.record(
        file.subject,
        Event.LOGIN_SEALED,
        client.actor(),
        login=statement.text("login"),
        statement=form,
    )
    _settle_answer(file)
    return Granted(None)


def _load(work: Work, who: ClientVisit) -> tuple[JobFile, Holder]:
    found = read_sealing(
        job=who.job, client=who.client, key=who.key, session=who.session, now=work.seconds
    )
    if found is None:
        raise AbsentError("there is no such job")
    file = open_job_file(work, found.job, found.assigned)
    return file, hold(work, who, found.key, here=found.here)


def _facts(work: Work, upload: Upload, recipients: Mapping[PersonId, str]) -> dict[str, Fact]:
    people = {recipient_hashes([text])[0]: person for person, text in recipients.items()}
    sealed_to = [people.get(each, _UNKNOWN) for each in upload.named]
    return {
        "sealed_to": sealed_to,
        "expires_at": int(upload.statement.time("expires").timestamp()),
        "openings": upload.statement.number("openings"),
        "now": work.seconds,
        "screened": upload.screened,
    }


def _store(work: Work, file: JobFile, upload: Upload, content: canon.JSON) -> None:
    statement = upload.statement
    job, login, openings = file.id, statement.text("login"), statement.number("openings")
    key = work.turn.grow(login_node(LoginId(login)))
    row = Login(
        pk=login,
        job_id=job,
        sealed=seal_content(key, login, job, content),
        sealed_at=work.seconds,
        expires_at=int(statement.time("expires").timestamp()),
        openings=openings,
        left=openings,
        box=key.seal(upload.data, aad=box_aad(login, job)),
    )
    fresh = spend(statement.hash, until=work.seconds + 2 * int(SKEW.total_seconds()))
    if not fresh or not insert_login(row, sorted(file.assigned)):
        raise ConflictError("this login was sealed before", hint="reload the page")


def _settle_answer(file: JobFile) -> None:
    """Take back what no longer holds: a refusal, a wish to be present, a call to seal again."""
    if file.row.seal_again or file.row.client_answer:
        file.row.seal_again = False
        file.row.client_answer = ""
        file.row.save(update_fields=["seal_again", "client_answer"])
