"""Technicians state at the end of a job that no record is kept, as their browsers sign it."""

from typing import Any

from sealbench.canon import JSONValue
from sealbench.ids import JobId
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.attest_job import attest_job
from sealbench.shop.procedures.attestations import (
    Attestations,
    attestation_nonce,
    read_attestations,
    text_today,
)
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import Job
from sealbench.statement import SignedStatement
from tests.support.cast import Cast, fresh_nonce


def attestations(cast: Cast, job: JobId) -> Attestations:
    """Return who has stated it of *job*, and who has not."""

    def read(work: Work) -> Outcome[Attestations]:
        return Granted(read_attestations(work, load_job(work, job)))

    return cast.bench.run(read)


def attestation(
    cast: Cast, job: JobId, name: str = "tariq", **changes: JSONValue
) -> SignedStatement:
    """Return what the browser of *name* signs of *job*; *changes* bend the statement."""
    who, number = cast.staff(name), Job.objects.get(pk=job).number
    return cast.person(name).attestation(
        fresh_nonce(cast.bench, attestation_nonce(who, number)),
        cast.bench.now(),
        job=job,
        text=dict(text_today().reference),
        **changes,
    )


def attest(cast: Cast, job: JobId, name: str = "tariq") -> None:
    """Have *name* state it of *job*."""
    signed, number = attestation(cast, job, name), Job.objects.get(pk=job).number
    cast.bench.run(attest_job, who=cast.staff(name), number=number, signed=signed)


def attest_all(cast: Cast, job: JobId) -> None:
    """Have everybody state it of *job* whose statement is missing."""
    names = {cast.id(name): name for name in cast.sessions}
    for person in attestations(cast, job).missing:
        attest(cast, job, names[person])


def attest_and_close(cast: Cast, job: JobId, name: str = "dora") -> str:
    """Have everybody state it, and *name* close *job*; return the id of the erasure."""
    attest_all(cast, job)
    return cast.bench.run(close_job, who=cast.staff(name), job=job)


def new_attestation(stage: Any) -> dict[str, Any]:
    """Return the body that states it of the job of the stage."""
    return {"statement": attestation(stage.cast, stage.job.job).to_json()}
