"""What a dossier holds: one job, its events with what opens them, and what proves them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sealbench import canon
from sealbench.canon import JSON
from sealbench.ids import JobId
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop calls itself."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Device:
    """What the client brought."""

    kind: str
    make: str = field(repr=False)
    model: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """The job as the client sees it; only *id* and *number* are proven by events."""

    id: JobId
    number: int
    state: str
    service: str
    place: str
    device: Device
    problem: str = field(repr=False)
    reason: str = field(repr=False)  # why a login was asked for although none is needed


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the job: its place in the ledger, its leaf, and what opens it.

    *leaf* is the leaf's bytes, *r* has 32 bytes, *proof* is a tlog-proof@v1.
    """

    index: int
    counter: int
    leaf: bytes
    r: bytes = field(repr=False)
    payload: JSON = field(repr=False)
    proof: str = field(repr=False)

    @property
    def type(self) -> str:
        """Return what happened, ``subject:past-participle``."""
        return self.text("type")

    @property
    def at(self) -> str:
        """Return when it was recorded, as `clock.to_text` writes it."""
        return self.text("at")

    @property
    def actor(self) -> Mapping[str, canon.JSONValue]:
        """Return who did it: kind, id, name, method, level, as far as they were recorded."""
        actor = self.payload.get("actor")
        return actor if isinstance(actor, Mapping) else {}

    def text(self, name: str) -> str:
        """Return the text *name* of the payload, empty where there is none."""
        value = self.payload.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Return the number *name* of the payload, -1 where there is none."""
        value = self.payload.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else -1


class Proven(Protocol):
    """What a dossier and a record have in common: events of one subject, and what proves them."""

    @property
    def secret(self) -> bytes:
        """Return what makes the ids of the subject's leaves, 32 bytes."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the events."""

    @property
    def checkpoint(self) -> str:
        """Return the signed note under which every proof stands."""

    @property
    def count(self) -> int:
        """Return how many events there are, as it is stated."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that a client takes home about one job.

    *genesis* and *directories* are signed, in rising order; *secret* (32 bytes) makes the
    ids of the job's leaves; *checkpoint* is a signed note.  *made_at* is the time of the
    last event, which says that the dossier was handed out.  *consents* are the records of what
    is kept, *agreements* the events that finished those in force.  *altered* names the readable
    files that say something else than the records: none in a dossier that was just made.
    """

    made_at: datetime
    shop: Shop
    genesis: SignedStatement
    directories: tuple[SignedStatement, ...]
    job: Job
    secret: bytes = field(repr=False)
    entries: tuple[Entry, ...]
    checkpoint: str
    count: int
    consents: tuple[JSON, ...] = field(default=(), repr=False)
    agreements: tuple[Entry, ...] = field(default=(), repr=False)
    altered: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """Return how the ledger's keeper calls the job."""
        return f"job:{self.job.id}"

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the home, 43 letters, as the client's link carries it."""
        return self.genesis.statement.hash
