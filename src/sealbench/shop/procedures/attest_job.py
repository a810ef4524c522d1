"""Attest that no record of the client's passwords or private information is kept (A2).

By passkey, in the words of today, for one job, after the last access to it.
"""

from sealbench.errors import ConflictError, MalformedError, VerificationError
from sealbench.policy import Proof
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.attestations import (
    attestation_nonce,
    enter_to_attest,
    read_attestations,
    text_today,
)
from sealbench.shop.procedures.client_key import SKEW, check_place
from sealbench.shop.procedures.job_file import JobFile, load_job_by_number
from sealbench.shop.procedures.listed_passkeys import verify_person
from sealbench.statement import Context, SignedStatement


def attest_job(work: Work, *, who: Staff, number: int, signed: SignedStatement) -> Outcome[bool]:
    """Keep what *who* stated of the job *number*, word for word; it holds until their next access.

    Return whether they are on the job still, and may see its page without a reason.
    A statement of somebody else, of another job, place or time, or one that was sent before is
    refused and recorded.  Raise ConflictError where the text has changed.
    """
    signed.statement.require(Context.ATTESTATION)
    file = load_job_by_number(work, number)
    proof = _prove(work, who, file, signed)
    decision = enter_to_attest(work, who, file, read_attestations(work, file), proof)
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
    return Granted(who.person in file.assigned)


def _prove(work: Work, who: Staff, file: JobFile, signed: SignedStatement) -> Proof:
    """Tell what *signed* proves: that *who* is there and states it of this job, or nothing."""
    statement = signed.statement
    meant = {"job": file.id, "person": who.person}
    if any(statement.text(name) != value for name, value in meant.items()):
        return Proof.NONE
    if abs(statement.at - work.now) > SKEW:
        return Proof.NONE
    try:
        check_place(work, signed)
        verify_person(work, who, signed, attestation_nonce(who, file.row.number))
    except (ConflictError, MalformedError, VerificationError):
        return Proof.NONE
    return Proof.PASSKEY
