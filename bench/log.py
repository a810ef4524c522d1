"""The ledger on its own: durable appends, proofs and the full audit, each against its floor."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.db import connection, transaction
from tests.support.clocks import StoppedClock

from bench.table import Figure, from_rounds, median
from sealbench import canon, ledger
from sealbench.clock import SystemClock
from sealbench.shop.bench import Bench, ledger_rows, proofs
from sealbench.shop.bench.journal import Journal
from sealbench.shop.bench.subject import Entry
from sealbench.shop.records.models import Checkpoint

BATCHES = (1, 64, 1024)
_STRIDE = 514_229  # a prime: the leaves that are proved lie all over the log
_COLD = 100
_INSERT = 'INSERT INTO records_leaf ("index", leaf_id, "commit", hashes) VALUES (%s, %s, %s, %s)'


def appends(bench: Bench, *, rounds: int) -> list[Figure]:
    """Return events per second through the journal, and bytes of that size by write + fdatasync."""
    clock = StoppedClock(SystemClock().now() + timedelta(seconds=1))
    journal = Journal(bench.signer, bench.house.origin)
    payload: canon.JSON = {"v": 1, "type": "house:noted", "text": "x" * 120}
    figures = []
    for batch in BATCHES:
        entries = [Entry(bench.house.subject, payload)] * batch
        repeats = max(8, 64 // batch)

        def ours(entries: list[Entry] = entries) -> None:
            with transaction.atomic(durable=True):
                journal.append(entries, clock)
            journal.settle(committed=True)

        pairs = [_seconds(ours, 400 * batch, repeats) for _ in range(rounds)]
        rates = [[batch * repeats / seconds for seconds in pair] for pair in pairs]
        ones, raws = zip(*rates, strict=True)
        figures.append(from_rounds(f"appends, batch {batch}", ones, raws, "per second"))
    return figures


def big_log(bench: Bench, *, size: int, rounds: int) -> list[Figure]:
    """Return proof, verification and audit times of a log of *size* leaves."""
    log = _fill(bench, size)
    return [*_proofs(bench, log), *_audits(bench, log, rounds)]


def _proofs(bench: Bench, log: "_Log") -> list[Figure]:
    # Another leaf each time, so that no proof finds what the last one left in a cache.
    indices = [at * _STRIDE % log.size for at in range(2_000)]
    wanted = {at: ledger.inclusion_nodes(at, log.size) for at in indices}
    held = {row: log.rows[row] for nodes in wanted.values() for row in ledger.rows_of(nodes)}

    def in_memory(index: int) -> None:
        nodes = ledger.inclusion_nodes(index, log.size)
        ledger.inclusion_proof(index, log.size, ledger.nodes_from_rows(nodes, held))

    def from_rows(index: int) -> None:
        _proof(index, log)

    def select(index: int) -> None:
        _select(ledger.rows_of(wanted[index]))

    proof = ledger.Proof.from_text(_proof(log.index, log))
    floor = _sha(len(proof.path) + 1)
    key = bench.signer.key
    pairs = {
        "proof in memory": (_micros_of(in_memory, indices), floor),
        "proof from rows": (_micros_of(from_rows, indices), _micros_of(select, indices)),
        "verify a proof": (
            _micros(lambda: proof.verify(log.leaf, key), 500),
            _micros(lambda: ledger.verify_checkpoint(log.note, key), 500),
        ),
    }
    if connection.vendor == "sqlite":
        # Others for the floor: what lies below the system keeps them in memory too.
        ours = _micros_of(from_rows, indices[:_COLD], before=_chill)
        floor = _micros_of(select, indices[_COLD : 2 * _COLD], before=_chill)
        pairs["proof from cold rows"] = (ours, floor)
    return [
        Figure(name, ours, bare, "us", more_is_better=False) for name, (ours, bare) in pairs.items()
    ]


def _proof(index: int, log: "_Log") -> str:
    (path,) = proofs.inclusion_paths([index], log.size)
    return ledger.Proof(index, tuple(path), log.note).to_text()


def _audits(bench: Bench, log: "_Log", rounds: int) -> list[Figure]:
    """Return the full audit in one process and in two, which share the work."""
    taken: dict[str, list[float]] = {"": [], ", 2 processes": []}
    floor = []
    for _ in range(rounds):
        floor.append(_hash_all(log.size))
        for processes, times in enumerate(taken.values(), 1):
            began = time.perf_counter()
            audit = ledger_rows.audit(
                size=log.size, key=bench.signer.key, checkpoints=[log.note], processes=processes
            )
            times.append(time.perf_counter() - began)
            if not audit.is_clean or audit.size != log.size:
                raise SystemExit("the ledger of the benchmark is not clean")
    return [
        from_rounds(f"full audit of {log.size}{name}", times, floor, "s", more_is_better=False)
        for name, times in taken.items()
    ]


@dataclass(frozen=True, slots=True)
class _Log:
    """A log that was filled: hashes by row, its checkpoint, and one leaf with its index."""

    rows: list[bytes]
    note: str
    leaf: bytes
    index: int

    @property
    def size(self) -> int:
        return len(self.rows)


def _fill(bench: Bench, size: int) -> _Log:
    """Give the ledger *size* leaves."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT hashes FROM records_leaf ORDER BY "index"')
        rows = [bytes(each) for (each,) in cursor.fetchall()]
    frontier = ledger.Frontier.from_nodes(
        len(rows), ledger.nodes_from_rows(ledger.peaks(len(rows)), dict(enumerate(rows)))
    )
    last, first = b"", frontier.size
    while frontier.size < size:
        count = min(50_000, size - frontier.size)
        leaves = [ledger.Leaf(os.urandom(32), os.urandom(32)) for _ in range(count)]
        start = frontier.size
        frontier, fresh = frontier.extend(ledger.leaf_hash(leaf.to_bytes()) for leaf in leaves)
        values = [
            (start + at, leaf.id, leaf.commit, hashes)
            for at, (leaf, hashes) in enumerate(zip(leaves, fresh, strict=True))
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_INSERT, values)
        rows.extend(fresh)
        last = leaves[0].to_bytes()
        first = start
    note = ledger.Checkpoint(bench.house.origin, size, frontier.root()).sign(bench.signer)
    Checkpoint.objects.create(size=size, note=note)
    return _Log(rows, note, last, first)


def _seconds(act: Callable[[], None], size: int, repeats: int) -> tuple[float, float]:
    """Return how long *act* took, and write + fdatasync of *size* bytes, by turns."""
    ours = raw = 0.0
    data = os.urandom(size)
    with tempfile.TemporaryDirectory() as folder:
        handle = os.open(Path(folder) / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for _ in range(repeats):
            began = time.perf_counter()
            act()
            between = time.perf_counter()
            os.write(handle, data)
            os.fdatasync(handle)
            ours += between - began
            raw += time.perf_counter() - between
        os.close(handle)
    return ours, raw


def _micros(act: Callable[[], object], repeats: int = 2_000) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter_ns()
        act()
        times.append(time.perf_counter_ns() - began)
    return median(times) / 1000


def _micros_of(
    act: Callable[[int], object], indices: list[int], *, before: Callable[[], None] = lambda: None
) -> float:
    times = []
    for index in indices:
        before()
        began = time.perf_counter_ns()
        act(index)
        times.append(time.perf_counter_ns() - began)
    return median(times) / 1000


def _chill() -> None:
    """Take a fresh connection that knows the tables and no row, and drop the file from memory."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT size FROM records_head")
        cursor.fetchall()
    handle = os.open(connection.settings_dict["NAME"], os.O_RDONLY)
    os.fsync(handle)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def _sha(count: int) -> float:
    data = bytes(65)
    return _micros(lambda: [sha256(data).digest() for _ in range(count)])


def _select(rows: list[int]) -> None:
    marks = ",".join(["%s"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT hashes FROM records_leaf WHERE "index" IN ({marks})', rows)
        cursor.fetchall()


def _hash_all(size: int) -> float:
    data = bytes(65)
    began = time.perf_counter()
    for _ in range(2 * size):
        sha256(data).digest()
    return time.perf_counter() - began
