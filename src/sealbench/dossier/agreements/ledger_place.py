"""Whether the ledger recorded what was signed: each event opens its leaf, which stands in it."""

from sealbench import canon
from sealbench.agreement.evidence import Evidence, Recorded
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check
from sealbench.dossier.roots import check_checkpoint
from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import (
    Checkpoint,
    Leaf,
    Proof,
    leaf_hash,
    verify_inclusion,
    verify_opening,
)
from sealbench.seal import Genesis


def check_ledger(evidence: Evidence, genesis: Genesis | None) -> Check:
    """Check that each signed statement is an event in the ledger of *genesis*."""
    if genesis is None:
        return unchecked("ledger", "genesis does not hold, so no ledger is known")
    problems = []
    for record in evidence.records:
        try:
            _verify(record, genesis)
        except (MalformedError, VerificationError) as exc:
            problems.append(f"{record.role}: {exc}")
    return judged("ledger", problems, f"{len(evidence.records)} signatures stand in the ledger")


def newest_checkpoint(evidence: Evidence, genesis: Genesis) -> Checkpoint:
    """Return the largest checkpoint among the proofs; raise VerificationError, MalformedError."""
    notes = {Proof.from_text(each.proof).checkpoint for each in evidence.records}
    found = [check_checkpoint(note, genesis)[1] for note in notes]
    known = [each for each in found if each is not None]
    if not known:
        raise VerificationError("no checkpoint that holds")
    return max(known, key=lambda each: each.size)


def _verify(record: Recorded, genesis: Genesis) -> None:
    verify_opening(Leaf.from_bytes(record.leaf), r=record.r, payload=canon.to_bytes(record.payload))
    proof = Proof.from_text(record.proof)
    check, checkpoint = check_checkpoint(proof.checkpoint, genesis)
    if checkpoint is None:
        raise VerificationError(check.detail)
    verify_inclusion(
        leaf_hash(record.leaf),
        index=proof.index,
        size=checkpoint.size,
        proof=proof.path,
        root=checkpoint.root,
    )
