"""A loss of lines that is declared: every checkpoint after it bears the time of it (B1).

So what browsers keep of the lines that are given up is told from what the log signs afterwards,
and stops nobody again.
"""

from sealbench import ledger
from sealbench.shop.bench import Work
from sealbench.shop.records.models import Head


def declare_loss(work: Work, head: Head, *, given_up: ledger.Checkpoint | None = None) -> None:
    """Let the log go on from *head*, whatever it had signed before, *given_up* at the most.

    The time is later than any that was declared, here or in the lines that are lost.
    """
    latest = max(head.since, given_up.since if given_up else 0)
    head.since = max(work.seconds, latest + 1)
    head.contradiction = ""
    head.save(update_fields=["since", "contradiction"])


def is_given_up(head: Head, seen: ledger.Checkpoint) -> bool:
    """Tell whether *seen* was signed before the last loss was declared."""
    return seen.since < head.since
