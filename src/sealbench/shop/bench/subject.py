"""What an event is about, and what binds its leaves together."""

from dataclasses import dataclass, field

from sealbench import canon
from sealbench.keyring import Key
from sealbench.ledger import Growth


@dataclass(frozen=True, slots=True)
class Subject:
    """A job, a client or the house as the journal sees it.

    `secret` (32 bytes) makes the leaf ids, so that only who holds it can find the events;
    `key` seals their payloads.  Both live under the key of the job's record, the client's or
    the house's and so survive the close of a job.
    """

    id: str
    secret: bytes = field(repr=False)
    key: Key


@dataclass(frozen=True, slots=True)
class Entry:
    """One event before it has a place in the ledger; a *counted* one states its number.

    Only the journal knows how many events the subject has by then: others of the same
    commit may come first.
    """

    subject: Subject
    payload: canon.JSON = field(repr=False)
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """One event after its commit: where it stands and what opens its leaf.

    *note* is the checkpoint that the commit signed, of *size* leaves, and *growth* what it added
    to the tree; a receipt made without them has them in the rows.
    """

    index: int
    counter: int
    size: int
    leaf: bytes
    r: bytes = field(repr=False)
    payload: bytes = field(repr=False)  # canonical JSON
    note: str = field(default="", repr=False)
    growth: Growth | None = field(default=None, repr=False, compare=False)
