"""The journal: events, leaves, subtree hashes and the signed checkpoint, in one commit.

`append` runs in the writer's transaction, after the procedures of the group.  It takes
the subjects' counters in sorted order and the ledger's head last, so that two nodes
on one PostgreSQL never wait for each other in a circle.
"""

import os
from collections import Counter
from collections.abc import Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

from sealbench import canon, ledger
from sealbench.clock import Clock
from sealbench.errors import UnavailableError
from sealbench.shop.bench.subject import Entry, Receipt, Subject

_CLOCK_SLACK = 2  # seconds; a clock further back stops the signing (SECURITY 4)

_R = 32

_TAKE = """
INSERT INTO records_subject (id, count) VALUES (%s, %s)
ON CONFLICT (id) DO UPDATE SET count = records_subject.count + excluded.count
RETURNING count
"""
_HEAD = """
UPDATE records_head SET size = size + %s,
  signed_at = CASE WHEN signed_at > %s THEN signed_at ELSE %s END
WHERE id = 1 AND signed_at <= %s RETURNING size
"""
_LEAF = 'INSERT INTO records_leaf ("index", leaf_id, "commit", hashes) VALUES (%s, %s, %s, %s)'
_EVENT = "INSERT INTO records_event (leaf_id, subject_id, counter, sealed) VALUES (%s, %s, %s, %s)"
_CHECKPOINT = "INSERT INTO records_checkpoint (size, note) VALUES (%s, %s)"


def event_aad(subject: str, counter: int) -> bytes:
    """Return what the sealed payload of an event is bound to."""
    return f"sealbench/event/v1\0{subject}\0{counter}".encode()


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
        with connection.cursor() as cursor:
            counters = _take_counters(cursor, entries)
            size = _take_head(cursor, len(entries), clock)
            frontier = self._at(size - len(entries))
            receipts, leaves, events = [], [], []
            for entry, counter in zip(entries, counters, strict=True):
                index = frontier.size
                r = os.urandom(_R)
                payload = canon.to_bytes(_counted(entry, counter))
                leaf = ledger.make_leaf(entry.subject.secret, counter=counter, r=r, payload=payload)
                data = leaf.to_bytes()
                frontier, hashes = frontier.append(ledger.leaf_hash(data))
                leaves.append((index, leaf.id, leaf.commit, hashes))
                events.append(
                    (index, entry.subject.id, counter, _seal(entry.subject, counter, r + payload))
                )
                receipts.append(Receipt(index, counter, size, data, r, payload))
            cursor.executemany(_LEAF, leaves)
            cursor.executemany(_EVENT, events)
            head = ledger.Checkpoint(self._origin, size, frontier.root())
            cursor.execute(_CHECKPOINT, (size, head.sign(self._signer)))
        self._next = frontier
        return receipts

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
    marks = ",".join(["%s"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "index", hashes FROM records_leaf WHERE "index" IN ({marks})',  # noqa: S608 - marks only
            rows,
        )
        hashes = {index: bytes(data) for index, data in cursor.fetchall()}
    return ledger.nodes_from_rows(wanted, hashes)


def open_event(subject: Subject, counter: int, sealed: bytes) -> tuple[bytes, bytes]:
    """Return r (32 bytes) and the canonical payload of a sealed event."""
    plain = subject.key.open(sealed, aad=event_aad(subject.id, counter))
    return plain[:_R], plain[_R:]


def _seal(subject: Subject, counter: int, plain: bytes) -> bytes:
    return subject.key.seal(plain, aad=event_aad(subject.id, counter))


def _counted(entry: Entry, counter: int) -> canon.JSON:
    return {**entry.payload, "count": counter + 1} if entry.counted else entry.payload


def _take_counters(cursor: CursorWrapper, entries: Sequence[Entry]) -> list[int]:
    wanted = Counter(entry.subject.id for entry in entries)
    free: dict[str, int] = {}
    for subject in sorted(wanted):
        cursor.execute(_TAKE, (subject, wanted[subject]))
        free[subject] = cursor.fetchone()[0] - wanted[subject]
    counters = []
    for entry in entries:
        counters.append(free[entry.subject.id])
        free[entry.subject.id] += 1
    return counters


def _take_head(cursor: CursorWrapper, count: int, clock: Clock) -> int:
    # Twice: while the first waited for the lock, another node may have signed later than it.
    for _ in range(2):
        now = int(clock.now().timestamp())
        cursor.execute(_HEAD, (count, now, now, now + _CLOCK_SLACK))
        row = cursor.fetchone()
        if row is not None:
            return int(row[0])
    raise UnavailableError(
        "the clock of this machine went backwards, nothing is signed until it catches up",
        hint="set the clock right and try again",
    )
