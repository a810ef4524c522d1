"""Prepare an attestation: the words that are stated, and whose are missing (A2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench.ids import JobId, PersonId
from sealbench.policy import Proof, Resource, Text
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.attestations import enter_to_attest, read_attestations, text_today
from sealbench.shop.procedures.job_file import load_job_by_number
from sealbench.shop.records.models import Login


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
    entered = enter_to_attest(work, who, file, attestations, Proof.PASSKEY)
    if not isinstance(entered, Granted):
        return entered
    logins = Login.objects.filter(job=file.row).count()
    return Granted(ToState(file.id, file.resource(), text_today(), attestations.missing, logins))
