"""What is known of a job while its events are read one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sealbench import canon
from sealbench.dossier.directories import People
from sealbench.dossier.report import SignedDeed
from sealbench.dossier.value import Dossier, Entry
from sealbench.errors import MalformedError
from sealbench.statement import SignedStatement

SETTLED_AFTER: Final = timedelta(hours=72)

FIRST_CLAIM, SETTLED, IN_PERSON, UNSIGNED = "first claim", "settled", "in person", "unsigned"


@dataclass(slots=True)
class ClaimedKey:
    """A client's key as this job's events know it."""

    claimed_at: datetime
    stays: bool  # made on the device in custody
    in_person: bool  # made at the counter, for one sitting
    stopped: str = ""

    def level(self, at: datetime, stated: str) -> str:
        """Return how sure a signature at *at* is: what these events prove, never more."""
        if self.in_person:
            return IN_PERSON
        proven = not self.stays and at - self.claimed_at >= SETTLED_AFTER
        return SETTLED if proven and stated == SETTLED else FIRST_CLAIM


@dataclass(slots=True)
class SealedLogin:
    """A login as its client sealed it, and what became of it."""

    recipients: frozenset[str]
    expires: datetime
    openings: int
    opened: int = 0
    ended: str = ""
    closed_to: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Story:
    """The state after the events read so far, and every problem that showed."""

    dossier: Dossier
    people: People
    keys: dict[str, ClaimedKey] = field(default_factory=dict)
    logins: dict[str, SealedLogin] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)
    state: str = "intake"
    ended_at: int | None = None
    ordered: dict[str, int] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    of_files: set[str] = field(default_factory=set)  # erasures of a file's key, not the job's
    accessed: set[str] = field(default_factory=set)  # by whom a login was opened, a file seen
    stated: dict[str, str] = field(default_factory=dict)  # person: hash of what still holds
    without: int | None = None  # who stated nothing, having left; None: nobody was asked
    signatures: list[SignedDeed] = field(default_factory=list)
    problems: dict[str, list[str]] = field(default_factory=dict)
    unjudged: set[str] = field(default_factory=set)

    def blame(self, check: str, entry: Entry, problem: str) -> None:
        """Keep *problem* of *entry* for the check of that name."""
        self.problems.setdefault(check, []).append(f"event {entry.counter}: {problem}")


def signed_by(entry: Entry) -> SignedStatement | None:
    """Return the signed statement in the event, None where there is none; MalformedError."""
    value = entry.payload.get("statement", entry.payload.get("signed"))
    return None if value is None else SignedStatement.from_json(value)


def require_signed(entry: Entry) -> SignedStatement:
    """Return the signed statement that the event must hold; MalformedError."""
    signed = signed_by(entry)
    if signed is None:
        raise MalformedError("the signature is missing")
    return signed


def ids(value: canon.JSONValue) -> Iterator[str]:
    """Yield the ids in a list of ids, or of objects that have one."""
    for each in value if isinstance(value, list | tuple) else ():
        found = each.get("id") if isinstance(each, dict) else each
        if isinstance(found, str):
            yield found
