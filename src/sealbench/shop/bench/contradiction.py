"""The mark of a ledger that does not go on from what it signed: while it stands, nothing is signed.

A browser has shown a checkpoint of this log that the rows do not continue (B1).  The mark stands
in the row that every commit locks last, so it holds for every node on one database.
"""

from sealbench.errors import UnavailableError
from sealbench.shop.records.statements.statement import Statement

WHAT = "the ledger here is older than what a browser saw, and nothing more is recorded"
HINT = (
    "tell management: an old database may have been put back; "
    "docs/how-to/accept_older_ledger.md says what to do"
)

_MARK = Statement("SELECT contradiction FROM records_head WHERE id = 1")


def marked() -> str:
    """Return the signed checkpoint that the rows do not continue, empty where none was shown."""
    row = _MARK.one()
    return str(row[0]) if row else ""


def refuse() -> None:
    """Raise UnavailableError while the mark stands."""
    if marked():
        raise UnavailableError(WHAT, hint=HINT)
