"""The journal: events, leaves, subtree hashes and the signed checkpoint, in one commit.

`append` runs in the writer's transaction, after the procedures of the group.  It takes
the subjects' counters in sorted order and the ledger's head last, so that two nodes
on one PostgreSQL never wait for each other in a circle.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from sealbench import canon, ledger
from sealbench.clock import Clock
from sealbench.errors import UnavailableError
from sealbench.shop.bench import contradiction
from sealbench.shop.bench.subject import Entry, Receipt, Subject
from sealbench.shop.records.statements.statement import Statement

_CLOCK_SLACK = 2  # seconds; a clock further back stops the signing (SECURITY 4)

_R = 32

_TAKE = Statement("""
INSERT INTO records_subject (id, count) VALUES (%s, %s)
ON CONFLICT (id) DO UPDATE SET count = records_subject.count + excluded.count
RETURNING count
""")
_HEAD = Statement("""
UPDATE records_head SET size = size + %s,
  signed_at = CASE WHEN signed_at > %s THEN signed_at ELSE %s END
WHERE id = 1 AND signed_at <= %s AND contradiction = '' RETURNING size, since
""")
_LEAF = Statement(
    'INSERT INTO records_leaf ("index", leaf_id, "commit", hashes) VALUES (%s, %s, %s, %s)'
)
_EVENT = Statement(
    "INSERT INTO records_event (leaf_id, subject_id, counter, sealed) VALUES (%s, %s, %s, %s)"
)
_CHECKPOINT = Statement("INSERT INTO records_checkpoint (size, note) VALUES (%s, %s)")


def event_aad(subject: str, counter: int) -> bytes:
    """Return what the sealed payload of an event is bound to."""
    return f"sealbench/event/v1\0{subject}\0{counter}".encode()


class _Event(NamedTuple):
    """An entry that has its number, and what opens its leaf."""

    subject: Subject
    counter: int
    r: bytes
    payload: bytes


class Journal:
    """Appends to the ledger of one origin; used by one writer thread at a time."""

    def __init__(self, signer: ledger.LogSigner, origin: str) -> None:
        self._signer = signer
        self._origin = origin
        self._frontier = ledger.Frontier()
        self._next = self._frontier

    def settle(self, *, committed: bool) -> None:
        """Adopt what `append` made, or forget it: rows that were undone must not be built on."""
        self._frontier = self._next if committed else ledger.Frontier()
        self._next = self._frontier

    def append(self, entries: Sequence[Entry], clock: Clock) -> list[Receipt]:
        """Give each entry its place, within the transaction that is open; then `settle`."""
        if not entries:
            return []
        counters = _take_counters(entries)
        size, since = _take_head(len(entries), clock)
        events = _number(entries, counters)
        leaves, growth = self._add_leaves(events, size - len(entries))
        root = self._next.root()
        head = ledger.Checkpoint.after_loss(self._origin, size, root, since=since)
        note = head.sign(self._signer)
        _CHECKPOINT.change(size, note)
        return [
            Receipt(index, each.counter, size, leaf, each.r, each.payload, note, growth)
            for index, each, leaf in zip(count(size - len(entries)), events, leaves, strict=False)
        ]

    def _add_leaves(
        self, events: Sequence[_Event], first: int
    ) -> tuple[Sequence[bytes], ledger.Growth]:
        """Insert leaves and sealed events from index *first* on; return what was added."""
        ids = [ledger.leaf_id(each.subject.secret, each.counter) for each in events]
        commits = [ledger.commitment(each.r, each.payload) for each in events]
        leaves = ledger.write_leaves(ids, commits)
        before = self._at(first)
        self._next, hashes = before.extend(map(ledger.leaf_hash, leaves))
        _LEAF.each(list(zip(count(first), ids, commits, hashes)))
        _EVENT.each(
            [
                (index, each.subject.id, each.counter, _seal(each))
                for index, each in enumerate(events, first)
            ]
        )
        return leaves, ledger.Growth(before, hashes)

    def _at(self, size: int) -> ledger.Frontier:
        """Return the right edge at *size*: the remembered one, or from the rows."""
        if self._frontier.size != size:
            self._frontier = ledger.Frontier.from_nodes(size, read_nodes(ledger.peaks(size)))
        return self._frontier


def read_nodes(wanted: Sequence[ledger.Node]) -> dict[ledger.Node, bytes]:
    """Return the hashes of complete subtrees (level, index), in one query."""
    rows = ledger.rows_of(wanted)
    if not rows:
        return {}
    hashes = {index: bytes(data) for index, data in _nodes(len(rows)).all(*rows)}
    return ledger.nodes_from_rows(wanted, hashes)


def open_event(subject: Subject, counter: int, sealed: bytes) -> tuple[bytes, bytes]:
    """Return r (32 bytes) and the canonical payload of a sealed event."""
    plain = subject.key.open(sealed, aad=event_aad(subject.id, counter))
    return plain[:_R], plain[_R:]


@lru_cache(maxsize=64)  # a path has no more lengths
def _nodes(rows: int) -> Statement:
    marks = ",".join(["%s"] * rows)
    return Statement(f'SELECT "index", hashes FROM records_leaf WHERE "index" IN ({marks})')  # noqa: S608 - marks only


def _number(entries: Sequence[Entry], counters: Sequence[int]) -> Sequence[_Event]:
    """Return the events under their numbers, each with 32 random bytes of its own."""
    randoms = os.urandom(_R * len(entries))  # one call: the kernel takes longer to be asked
    events = []
    for at, (entry, counter) in enumerate(zip(entries, counters, strict=True)):
        payload = {**entry.payload, "count": counter + 1} if entry.counted else entry.payload
        r = randoms[at * _R : (at + 1) * _R]
        events.append(_Event(entry.subject, counter, r, canon.to_bytes(payload)))
    return events


def _seal(event: _Event) -> bytes:
    aad = event_aad(event.subject.id, event.counter)
    return event.subject.key.seal(event.r + event.payload, aad=aad)


def _take_counters(entries: Sequence[Entry]) -> Sequence[int]:
    wanted = Counter(entry.subject.id for entry in entries)
    free = {subject: _take_numbers(subject, wanted[subject]) for subject in sorted(wanted)}
    return [next(free[entry.subject.id]) for entry in entries]


def _take_numbers(subject: str, wanted: int) -> Iterator[int]:
    row = _TAKE.one(subject, wanted)
    if row is None:
        raise UnavailableError("the journal could not number an event")
    return count(int(row[0]) - wanted)


def _take_head(added: int, clock: Clock) -> tuple[int, int]:
    """Return the size with *added* leaves, and when the last loss was declared."""
    # Twice: while the first waited for the lock, another node may have signed later than it.
    for _ in range(2):
        now = int(clock.now().timestamp())
        row = _HEAD.one(added, now, now, now + _CLOCK_SLACK)
        if row is not None:
            return int(row[0]), int(row[1])
    contradiction.refuse()
    raise UnavailableError(
        "the clock of this machine went backwards, nothing is signed until it catches up",
        hint="set the clock right and try again",
    )
