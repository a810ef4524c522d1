"""Check the ledger against the journal, row by row: what `sealbench ledger check` does (B1).

First the log itself: leaves, subtree rows, checkpoints and published tiles.  Then the
journal: each event opens under its subject's key, its leaf commits to it, and no number of
a subject is missing.  Nothing of what the events say leaves this file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sealbench import canon, ledger
from sealbench.errors import GoneError, MalformedError, VerificationError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import client_node, record_node
from sealbench.shop.bench import Bench, Subject, ledger_rows, open_event, rows
from sealbench.shop.bench.events import Event
from sealbench.shop.records.models import Checkpoint, Client, Erasure, Head, Job
from sealbench.shop.records.statements.ended import ENDED
from sealbench.shop.records.statements.statement import Statement

_EVENTS = Statement("""
SELECT e.leaf_id, e.subject_id, e.counter, e.sealed, l.leaf_id, l."commit"
FROM records_event e JOIN records_leaf l ON l."index" = e.leaf_id
WHERE e.leaf_id >= %s AND e.leaf_id < %s ORDER BY e.leaf_id
""")
# In one statement, since a writer may come between two.
_COUNTS = Statement("""
SELECT s.id, s.count - COALESCE(l.later, 0)
FROM records_subject s LEFT JOIN (
  SELECT subject_id, COUNT(*) AS later FROM records_event WHERE leaf_id >= %s GROUP BY subject_id
) l ON l.subject_id = s.id
""")
_ENDING = (Event.CLIENT_ERASURE_CONFIRMED, Event.ERASURES_REPLAYED)
_MARKS = tuple(each.value.encode() for each in _ENDING)
_AT_ONCE = 2_000
_SUBJECTS = 4_096
_MOST = 1_000  # findings that are kept

Tell = Callable[[int, int], None]
"""Called with how many events are checked, of how many."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is not as it was recorded: where, and what, without what it says."""

    place: str
    what: str


@dataclass(slots=True)
class LedgerCheck:
    """What a check found; *closed* events belong to clients whose key was destroyed."""

    size: int
    root: bytes
    events: int = 0
    closed: int = 0
    found: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    def report(self, place: str, what: str) -> None:
        """Note that *what* is wrong at *place*; the first thousand are kept."""
        self.found += 1
        if len(self.wrong) < _MOST:
            self.wrong.append(Wrong(place, what))


def check_ledger(bench: Bench, *, tell: Tell = lambda _done, _all: None) -> LedgerCheck:
    """Return what is wrong with the ledger or the journal of *bench*; it should be nothing.

    What others append or publish meanwhile is left for the next time.
    """
    # In this order: what is public was committed before.
    store = ledger.PinnedStore.now(ledger.DirectoryTileStore(bench.config.tiles))
    size = Head.objects.get(pk=1).size
    audit = ledger_rows.audit(
        size=size, key=bench.signer.key, checkpoints=_notes(size), store=store
    )
    check = LedgerCheck(size, audit.root, found=audit.found)
    check.wrong = [Wrong(f"{each.subject} {each.index}", each.what) for each in audit.findings]
    if not Checkpoint.objects.filter(size=size).exists() and size:
        check.report(f"checkpoint {size}", "the head of the ledger is not signed")
    _JournalCheck(bench, check).run(size, tell)
    return check


def _notes(size: int) -> Iterator[str]:
    notes = Checkpoint.objects.filter(size__lte=size).order_by("size")
    return notes.values_list("note", flat=True).iterator()


@dataclass(frozen=True, slots=True)
class _Row:
    index: int
    subject: str
    counter: int
    sealed: bytes
    leaf_id: bytes
    commit: bytes


class _JournalCheck:
    """One pass over the events, with the next number that each subject must have."""

    def __init__(self, bench: Bench, check: LedgerCheck) -> None:
        self._bench = bench
        self._check = check
        self._next: dict[str, int] = {}
        self._ended = 0  # events of clients whose record is destroyed
        self._stated = 0  # how many of them the house has recorded
        self._subject = lru_cache(maxsize=_SUBJECTS)(self._load)

    def run(self, size: int, tell: Tell) -> None:
        """Check the events of the first *size* leaves."""
        for begin in range(0, size, _AT_ONCE):
            end = min(begin + _AT_ONCE, size)
            self._batch(begin, end)
            tell(end, size)
        self._counts(size)

    def _batch(self, begin: int, end: int) -> None:
        found = list(_read(begin, end))
        if len(found) != end - begin:
            there = {row.index for row in found}
            for index in sorted(set(range(begin, end)) - there):
                self._check.report(f"event {index}", "the leaf has no event")
        for row in found:
            self._one(row)

    def _one(self, row: _Row) -> None:
        self._check.events += 1
        if row.subject == ENDED:
            self._ended += 1
            self._check.closed += 1
            return
        expected = self._next.get(row.subject, 0)
        if row.counter != expected:
            self._check.report(f"event {row.index}", f"number {expected} of its subject is missing")
        self._next[row.subject] = row.counter + 1
        try:
            subject = self._subject(row.subject)
            r, payload = open_event(subject, row.counter, row.sealed)
            leaf = ledger.Leaf(row.leaf_id, row.commit)
            ledger.verify_id(leaf, secret=subject.secret, counter=row.counter)
            ledger.verify_opening(leaf, r=r, payload=payload)
            if row.subject == self._bench.house.subject.id:
                self._stated += _destroyed(payload)
        except GoneError:
            self._check.closed += 1
        except (MalformedError, VerificationError) as exc:
            self._check.report(f"event {row.index}", str(exc))

    def _counts(self, size: int) -> None:
        """Compare how many events each subject should have: one cut off at the end shows here."""
        if self._ended != self._stated:
            self._check.report("ended clients", f"{self._stated} events were recorded as ended")
        for subject, count in _COUNTS.all(size):
            if subject != ENDED and self._next.pop(subject, 0) != count:
                self._check.report(f"subject {subject}", "its last events are missing")
        for subject in self._next:
            self._check.report(f"subject {subject}", "it has events and no row")

    def _load(self, name: str) -> Subject:
        """Return the subject *name*; raise GoneError when its key was destroyed."""
        kind, _, pk = name.partition(":")
        if name == self._bench.house.subject.id:
            return self._bench.house.subject
        # What it reads alone: a database that waits for its migrations is checked too.
        found = _ROWS[kind].objects.only("version", "sealed") if kind in _ROWS else None
        row = found.filter(pk=pk).first() if found is not None else None
        if row is None and _is_ending():
            raise GoneError("the key of this client is being destroyed")
        if row is None:
            raise VerificationError("the events of a subject that has no row")
        node = record_node(JobId(pk)) if isinstance(row, Job) else client_node(ClientId(pk))
        key = self._bench.keys.key(node)
        secret = canon.unb64u(str(rows.read(row, key, node.name)["secret"]), size=32)
        return Subject(name, secret, key)


def _destroyed(payload: bytes) -> int:
    """Return how many events an end of clients, confirmed or replayed, has made noise, else 0."""
    if not any(mark in payload for mark in _MARKS):
        return 0
    event = canon.parse(payload)
    if event["type"] not in _ENDING:
        return 0
    destroyed = event["destroyed"]
    return int(destroyed["events"]) if isinstance(destroyed, dict) else 0


def _is_ending() -> bool:
    """Tell whether a client's erasure is ordered only: the rows went with the order."""
    return Erasure.objects.filter(job="", confirmed_at=None).exists()


_ROWS: dict[str, type[Job] | type[Client]] = {"job": Job, "client": Client}


def _read(begin: int, end: int) -> Iterator[_Row]:
    for index, subject, counter, *boxes in _EVENTS.all(begin, end):
        yield _Row(index, subject, counter, *map(bytes, boxes))
