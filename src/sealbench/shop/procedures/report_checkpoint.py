"""Take a checkpoint that a browser kept: one that the ledger does not continue stops the signing.

Only the log's own signature counts, so nobody can stop a shop with what its log did not sign
(law 13: to stop needs little proof, and this is one that only a rollback makes).  What was signed
before a loss that was declared changes nothing (B1).
"""

import structlog

from sealbench import ledger
from sealbench.shop.bench import Bench, Granted, Outcome, Work, high_water
from sealbench.shop.procedures.loss import is_given_up
from sealbench.shop.procedures.strangers import count_stranger
from sealbench.shop.records.models import Head

DOOR = "report_checkpoint"

log = structlog.get_logger()


def report_checkpoint(bench: Bench, note: str) -> bool:
    """Tell whether the ledger goes on from the checkpoint in *note*; stop the signing where not.

    Raise MalformedError or VerificationError for a note that this log has not signed.
    """
    seen = ledger.verify_checkpoint(note, bench.signer.key)
    if not _contradicts(Head.objects.get(pk=1), seen):
        return True
    own = _signed_by_us(note, bench.signer.key)
    if not bench.run(stop_signing, seen=seen, note=own):
        return True  # another node has committed it meanwhile
    log.error("ledger is older than a browser saw", seen=seen.size)
    high_water.keep(bench.config, bench.signer.key, own)  # which the next start finds, too
    return False


def stop_signing(_work: Work, *, seen: ledger.Checkpoint, note: str) -> Outcome[bool]:
    """Mark that *seen* is not continued; of several the largest is kept.  Nothing is recorded.

    An event would be the first line of a second history.
    """
    head = Head.objects.select_for_update().get(pk=1)
    if not _contradicts(head, seen):
        return Granted(value=False)
    if _size_of(head.contradiction) < seen.size:
        head.contradiction = note
        head.save(update_fields=["contradiction"])
    return Granted(value=True)


def turn_away(work: Work) -> Outcome[None]:
    """Count a note that this log has not signed."""
    count_stranger(work, DOOR)
    return Granted(None)


def _contradicts(head: Head, seen: ledger.Checkpoint) -> bool:
    if is_given_up(head, seen):
        return False
    # A loss that was declared and that these rows do not know of is lost with them.
    return seen.since > head.since or not high_water.continues(seen)


def _size_of(note: str) -> int:
    if not note:
        return -1
    return ledger.Checkpoint.from_text(ledger.Note.from_text(note).text).size


def _signed_by_us(note: str, key: ledger.VerifierKey) -> str:
    """Return *note* without the lines of others, which anybody can add."""
    whole = ledger.Note.from_text(note)
    own = [each for each in whole.signatures if (each.name, each.key_id) == (key.name, key.key_id)]
    return ledger.Note(whole.text, tuple(own[:1])).to_text()
