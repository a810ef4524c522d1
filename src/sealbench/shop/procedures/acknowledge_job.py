"""Acknowledge what the shop promises and what stays one's own risk, by the client's key (D1)."""

from sealbench.errors import ConflictError, MalformedError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.acknowledgements import keep_acknowledgement, texts_today
from sealbench.shop.procedures.client_key import (
    check_client_statement,
    check_place,
    enter_as_client,
    load_holder,
)
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import Acknowledgement
from sealbench.statement import Context, SignedStatement, Statement


def acknowledge_job(work: Work, *, who: ClientVisit, signed: SignedStatement) -> Outcome[None]:
    """Keep what the client signed: three texts of today, and the answer about the backup.

    A signature takes the place of a paper; after it nothing is left to sign.
    """
    file = load_job(work, who.job)
    client = load_holder(work, who)
    check_client_statement(work, signed, Context.ACKNOWLEDGEMENT, client.key)
    check_place(work, signed)
    statement = signed.statement
    if statement.text("job") != file.id:
        raise MalformedError("the statement is about another job")
    _check_texts(statement)
    spend_nonce(work, statement.text("nonce"), "client-act")
    entered = enter_as_client(work, file, client, Action.ACKNOWLEDGE_JOB)
    if isinstance(entered, Refused):
        return entered
    if Acknowledgement.objects.filter(job=file.row, paper=False).exists():
        raise ConflictError("this job is acknowledged already", hint="reload the page")
    told = keep_acknowledgement(
        work,
        file,
        level=client.level,
        answer=statement.text("answer"),
        statement=signed.to_json(),
    )
    work.record(file.subject, Event.JOB_ACKNOWLEDGED, client.actor(), **told)
    return Granted(None)


def _check_texts(statement: Statement) -> None:
    """Require the texts of today: what nobody is shown any more cannot be signed."""
    if any(statement.fields[each.name] != each.reference for each in texts_today()):
        raise ConflictError("these texts have changed", hint="reload the page and read them")
