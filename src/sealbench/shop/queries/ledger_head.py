"""How far the ledger has come: its size, its newest checkpoint, and what is public of it."""

from dataclasses import dataclass

from sealbench.errors import UnavailableError
from sealbench.shop.bench import contradiction
from sealbench.shop.records.models import Checkpoint, Head
from sealbench.shop.records.statements.visits import read_size


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """The ledger now: *size* leaves, signed at *signed_at*, of which *published* are public."""

    size: int
    signed_at: int
    published: int
    note: str

    @property
    def waiting(self) -> int:
        """Return how many leaves are not public yet."""
        return self.size - self.published


def size() -> int:
    """Return how many leaves the ledger has."""
    found = read_size()
    if found is None:
        raise _not_set_up()
    return found


def is_contradicted() -> bool:
    """Tell whether nothing is signed because a browser saw more than there is."""
    return bool(contradiction.marked())


def head() -> LedgerHead:
    """Return the head of the ledger; its note is empty before the first event."""
    row = Head.objects.filter(pk=1).first()
    if row is None:
        raise _not_set_up()
    return LedgerHead(row.size, row.signed_at, row.published, note_at(row.size) if row.size else "")


def note_at(size: int) -> str:
    """Return the newest checkpoint of at most *size* leaves."""
    row = Checkpoint.objects.filter(size__lte=size).order_by("-size").first()
    if row is None:
        raise UnavailableError("there is no checkpoint yet")
    return row.note


def _not_set_up() -> UnavailableError:
    return UnavailableError("this home has not been set up", hint="run: make setup")
