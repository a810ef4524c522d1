"""Attest that no record of the client's passwords or private information is kept (A2).

By passkey, in the words of today, for one job, after the last access to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench.errors import ConflictError, MalformedError, VerificationError
from sealbench.ids import JobId, PersonId
from sealbench.policy import Action, Proof, Resource, Text, load_attestation
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.attestations import Attestations, read_attestations
from sealbench.shop.procedures.client_key import SKEW
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import JobFile, load_job_by_number
from sealbench.shop.procedures.listed_passkeys import listed_passkeys
from sealbench.shop.procedures.person_file import load_person
from sealbench.shop.records.models import Login
from sealbench.statement import Context, Role, SignedStatement, verify_signed


def text_today() -> Text:
    """Return the text that is shown and stated now."""
    return load_attestation()


def attestation_nonce(who: Staff, number: int) -> str:
    """Return the purpose of the nonce for a statement: of this job, in this session."""
    return f"attestation {number} {who.session}"


@dataclass(frozen=True, slots=True)
class ToState:
    """What the page shows and signs: the job, the words, and who has not stated them yet."""

    job: JobId
    resource: Resource
    text: Text
    missing: Mapping[PersonId, str]
    logins: int


def prepare_attestation(work: Work, *, who: Staff, number: int) -> Outcome[ToState]:
    """Return what *who* is to state of the job *number*: nothing in it is the client's."""
    file = load_job_by_number(work, number)
    attestations = read_attestations(work, file)
    entered = _enter(work, who, file, attestations, Proof.PASSKEY)
    if not isinstance(entered, Granted):
        return entered
    logins = Login.objects.filter(job=file.row).count()
    return Granted(ToState(file.id, file.resource(), text_today(), attestations.missing, logins))


def attest_job(work: Work, *, who: Staff, number: int, signed: SignedStatement) -> Outcome[None]:
    """Keep what *who* stated of the job *number*, word for word; it holds until their next access.

    A statement of somebody else, of another job, place or time, or one that was sent before is
    refused and recorded.  Raise ConflictError where the text has changed.
    """
    signed.statement.require(Context.ATTESTATION)
    file = load_job_by_number(work, number)
    proof = _prove(work, who, file, signed)
    decision = _enter(work, who, file, read_attestations(work, file), proof)
    if not isinstance(decision, Granted):
        return decision
    text = text_today()
    if signed.statement.fields["text"] != text.reference:
        raise ConflictError("this text has changed", hint="reload the page and read it")
    work.record(
        file.subject,
        Event.JOB_ATTESTED,
        staff_actor(who),
        job=file.id,
        text=dict(text.to_json()),
        signed=signed.to_json(),
    )
    return decision


def _enter(
    work: Work, who: Staff, file: JobFile, attestations: Attestations, proof: Proof
) -> Outcome[None]:
    return enter(
        work,
        who=who,
        action=Action.ATTEST_JOB,
        resource=file.resource(),
        context={"confirmed": proof.value, "worked": who.person in attestations.worked},
        subject=file.subject,
    )


def _prove(work: Work, who: Staff, file: JobFile, signed: SignedStatement) -> Proof:
    """Tell what *signed* proves: that *who* is there and states it of this job, or nothing."""
    statement = signed.statement
    meant = {"site": work.config.site, "home": work.house.id, "job": file.id, "person": who.person}
    if any(statement.text(name) != value for name, value in meant.items()):
        return Proof.NONE
    if abs(statement.at - work.now) > SKEW:
        return Proof.NONE
    try:
        spend_nonce(work, statement.text("nonce"), attestation_nonce(who, file.row.number))
        person = load_person(work, who.person)
        keys = {Role.STATEMENT: person.key("statement_key")}
        passkeys = listed_passkeys(work, person)
        verify_signed(signed, keys, passkeys=passkeys, site=work.config.site)
    except (ConflictError, MalformedError, VerificationError):
        return Proof.NONE
    return Proof.PASSKEY
