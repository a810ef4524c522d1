"""The events against the ledger: do they open, are they all there, and do they stand in it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from sealbench import canon, clock
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check
from sealbench.dossier.value import Dossier, Entry, Proven
from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import (
    Checkpoint,
    Leaf,
    Proof,
    leaf_hash,
    verify_id,
    verify_inclusion,
    verify_opening,
)

BACKWARDS: Final = timedelta(seconds=2)  # what the shop's clock may go back (SECURITY 4)
AHEAD: Final = timedelta(minutes=10)  # what it may be ahead of the verifier's
HANDED_OUT = "dossier:handed-out"


def check_commitments(dossier: Proven) -> Check:
    """Check that each leaf commits to the event that is shown."""

    def verify(entry: Entry) -> None:
        leaf = Leaf.from_bytes(entry.leaf)
        verify_opening(leaf, r=entry.r, payload=canon.to_bytes(entry.payload))

    problems = _each(dossier, verify)
    return judged("commitments", problems, "every leaf opens to the event that is shown")


def check_numbers(dossier: Proven) -> Check:
    """Check that the events are number 0, 1, 2 … of their subject, with none left out."""

    def verify(entry: Entry) -> None:
        verify_id(Leaf.from_bytes(entry.leaf), secret=dossier.secret, counter=entry.counter)

    problems = [*_gaps(dossier), *_each(dossier, verify)]
    return judged("numbers", problems, f"{dossier.count} events from number 0 on, without a gap")


def check_inclusion(dossier: Proven, checkpoint: Checkpoint | None) -> Check:
    """Check that each leaf stands in the tree of *checkpoint*."""
    if checkpoint is None:
        return unchecked("inclusion", "there is no checkpoint that holds")

    def verify(entry: Entry) -> None:
        require_included(entry, dossier.checkpoint, checkpoint)

    problems = [*_each(dossier, verify), *_disorder(dossier)]
    return judged("inclusion", problems, "every event stands in the ledger")


def require_included(entry: Entry, note: str, checkpoint: Checkpoint) -> None:
    """Raise VerificationError unless *entry* stands in the tree of *checkpoint*, signed as *note*.

    MalformedError: its proof is none.
    """
    proof = Proof.from_text(entry.proof)
    if proof.checkpoint != note:
        raise VerificationError("its proof is of another checkpoint")
    if proof.index != entry.index:
        raise VerificationError("its proof is of another place")
    verify_inclusion(
        leaf_hash(entry.leaf),
        index=entry.index,
        size=checkpoint.size,
        proof=proof.path,
        root=checkpoint.root,
    )


def check_times(dossier: Dossier, now: datetime) -> Check:
    """Check that times do not run backwards, and end with the handing out of this dossier."""
    problems = backwards(dossier)
    last = dossier.entries[-1]
    if last.type != HANDED_OUT:
        problems.append("the last event is not the handing out of a dossier")
    if clock.from_text(last.at) != dossier.made_at:
        problems.append("the dossier states another time than its last event")
    if dossier.made_at > now + AHEAD:
        problems.append("the dossier is from the future")
    text = clock.to_text(dossier.made_at)
    return judged("times", problems, f"in order, up to the handing out at {text}")


def backwards(dossier: Proven) -> list[str]:
    """Return which events are earlier than the one before."""
    return [
        f"event {after.counter} is earlier than the one before it"
        for before, after in pairwise(dossier.entries)
        if clock.from_text(after.at) < clock.from_text(before.at) - BACKWARDS
    ]


def _each(dossier: Proven, verify: Callable[[Entry], None]) -> list[str]:
    problems = []
    for entry in dossier.entries:
        try:
            verify(entry)
        except (MalformedError, VerificationError) as exc:
            problems.append(f"event {entry.counter}: {exc}")
    return problems


def _gaps(dossier: Proven) -> Iterator[str]:
    counters = [entry.counter for entry in dossier.entries]
    missing = sorted(set(range(max(dossier.count, max(counters) + 1))) - set(counters))
    if missing:
        yield "missing: event " + ", ".join(str(counter) for counter in missing[:10])
    if counters != sorted(counters):
        yield "the events stand in another order than their numbers"
    if len(counters) != dossier.count:
        yield f"{len(counters)} events are here, {dossier.count} are stated"


def _disorder(dossier: Proven) -> Iterator[str]:
    for before, after in pairwise(dossier.entries):
        if after.index <= before.index:
            yield f"event {after.counter} stands before the one before it in the ledger"
