"""Seal and authorised open, with event, checkpoint and proof, against the same rows bare.

The floor is one thread that writes, for each cycle, the rows that the two procedures write,
of the same sizes and in two durable transactions (WAL, synchronous=FULL), and reads the
rows of the proof.  It checks nothing, seals nothing and signs nothing.
"""

import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from bench.shop import BenchShop, Cycle
from bench.table import Figure, median, quantile

THREADS = 8
_COMMIT = "_commit"  # Django's own name
_SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
CREATE TABLE nonce (id TEXT PRIMARY KEY, expires_at INTEGER);
CREATE INDEX nonce_expires ON nonce (expires_at);
CREATE TABLE login (id TEXT PRIMARY KEY, job TEXT, expires_at INTEGER, left INTEGER,
  sealed BLOB, wrap BLOB, box BLOB);
CREATE INDEX login_job ON login (job);
CREATE TABLE way (id INTEGER PRIMARY KEY, login TEXT, person TEXT, UNIQUE (login, person));
CREATE TABLE leaf (i INTEGER PRIMARY KEY, leaf_id BLOB, commitment BLOB, hashes BLOB);
CREATE TABLE event (leaf INTEGER PRIMARY KEY, subject TEXT, counter INTEGER, sealed BLOB,
  UNIQUE (subject, counter));
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT);
CREATE TABLE subject (id TEXT PRIMARY KEY, count INTEGER);
CREATE TABLE head (id INTEGER PRIMARY KEY, size INTEGER);
CREATE TABLE verdict (id TEXT PRIMARY KEY, granted INTEGER);
INSERT INTO subject VALUES ('job', 0); INSERT INTO head VALUES (1, 0);
INSERT INTO verdict VALUES ('seal', 0), ('open', 0);
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many bytes the shop's own rows have."""

    sealed: int
    wrap: int
    box: int
    event: int
    note: int


@dataclass(slots=True)
class Run:
    """What one round measured."""

    per_second: float
    cpu: float  # seconds per cycle
    latencies: list[float] = field(default_factory=list)


def measure(shop: BenchShop, *, rounds: int, count: int, delay: float = 0.0) -> list[Figure]:
    """Return the figures of interleaved rounds; *delay* seconds are added to each commit."""
    _run_shop(shop, shop.cycles(2 * THREADS))  # warm
    sizes = _sizes()
    ours, floors = [], []
    with _slower_commits(delay):
        for _ in range(rounds):
            prepared = shop.cycles(count)
            floors.append(_run_floor(sizes, count, delay))
            ours.append(_run_shop(shop, prepared))
    suffix = f", +{delay * 1000:.0f} ms" if delay else ""
    latencies = [each for run in ours for each in run.latencies]
    quiet = [each for run in floors for each in run.latencies]
    return [
        Figure(
            f"cycles{suffix}",
            median([run.per_second for run in ours]),
            median([run.per_second for run in floors]),
            "per second",
        ),
        Figure(
            f"cycle p50{suffix}",
            quantile(latencies, 0.5) * 1000,
            quantile(quiet, 0.5) * 1000,
            "ms",
            more_is_better=False,
        ),
        Figure(
            f"cycle p99{suffix}",
            quantile(latencies, 0.99) * 1000,
            quantile(quiet, 0.99) * 1000,
            "ms",
            more_is_better=False,
        ),
        Figure(
            f"cycle cpu{suffix}",
            median([run.cpu for run in ours]) * 1000,
            median([run.cpu for run in floors]) * 1000,
            "ms",
            more_is_better=False,
        ),
    ]


def _run_shop(shop: BenchShop, cycles: Sequence[Cycle]) -> Run:
    waiting = iter(cycles)
    lock = threading.Lock()
    latencies: list[float] = []

    def work() -> None:
        while True:
            with lock:
                cycle = next(waiting, None)
            if cycle is None:
                return
            began = time.perf_counter()
            shop.seal(cycle)
            shop.open(cycle)
            latencies.append(time.perf_counter() - began)

    def run() -> None:
        threads = [threading.Thread(target=work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return _timed(run, len(cycles), latencies)


def _run_floor(sizes: Sizes, count: int, delay: float) -> Run:
    latencies: list[float] = []
    with tempfile.TemporaryDirectory(prefix="sealbench-floor-") as folder:
        db = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        db.executescript(_SCHEMA)

        def run() -> None:
            for number in range(count):
                began = time.perf_counter()
                _floor_cycle(db, sizes, number, delay)
                latencies.append(time.perf_counter() - began)

        done = _timed(run, count, latencies)
        db.close()
    return done


def _floor_cycle(db: sqlite3.Connection, sizes: Sizes, number: int, delay: float) -> None:
    login = f"{number:024d}"
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO nonce VALUES (?, ?)", (f"s{number:042d}", number))
    values = (login, "job", number, 3, *map(os.urandom, (sizes.sealed, sizes.wrap, sizes.box)))
    db.execute("INSERT INTO login VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    db.execute("INSERT INTO way (login, person) VALUES (?, ?)", (login, "p" * 24))
    _floor_event(db, sizes, 2 * number, "seal")
    _commit(db, delay)
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO nonce VALUES (?, ?)", (f"o{number:042d}", number))
    db.execute("SELECT * FROM login WHERE id = ?", (login,)).fetchone()
    db.execute("UPDATE login SET left = left - 1 WHERE id = ? AND left > 0", (login,))
    _floor_event(db, sizes, 2 * number + 1, "open")
    _commit(db, delay)
    db.execute("SELECT hashes FROM leaf WHERE i IN (0, 1, 3, 7, 15, 31, 63)").fetchall()


def _floor_event(db: sqlite3.Connection, sizes: Sizes, index: int, verdict: str) -> None:
    db.execute("UPDATE subject SET count = count + 1 WHERE id = 'job'")
    db.execute("UPDATE head SET size = size + 1 WHERE id = 1")
    row = (index, os.urandom(32), os.urandom(32), os.urandom(64))
    db.execute("INSERT INTO leaf VALUES (?, ?, ?, ?)", row)
    event = (index, "job", index, os.urandom(sizes.event))
    db.execute("INSERT INTO event VALUES (?, ?, ?, ?)", event)
    db.execute("INSERT INTO checkpoint VALUES (?, ?)", (index + 1, "n" * sizes.note))
    db.execute("UPDATE verdict SET granted = granted + 1 WHERE id = ?", (verdict,))


def _commit(db: sqlite3.Connection, delay: float) -> None:
    if delay:
        time.sleep(delay)
    db.execute("COMMIT")


def _timed(run: Callable[[], None], count: int, latencies: list[float]) -> Run:
    cpu, began = time.process_time(), time.perf_counter()
    run()
    wall = time.perf_counter() - began
    return Run(count / wall, (time.process_time() - cpu) / count, latencies)


def _sizes() -> Sizes:
    """Return the mean sizes of the rows that the shop has written so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT avg(length(sealed)), avg(length(wrap)), avg(length(box)) FROM records_login"
        )
        login = cursor.fetchone()
        cursor.execute("SELECT avg(length(sealed)) FROM records_event")
        event = cursor.fetchone()
        cursor.execute("SELECT avg(length(note)) FROM records_checkpoint")
        note = cursor.fetchone()
    return Sizes(*(int(each) for each in (*login, *event, *note)))


@contextmanager
def _slower_commits(delay: float) -> Iterator[None]:
    """Let each commit of the shop take *delay* seconds longer, as a slow disk's sync does."""
    if not delay:
        yield
        return
    quick = getattr(BaseDatabaseWrapper, _COMMIT)

    def slow(self: BaseDatabaseWrapper) -> None:
        time.sleep(delay)
        quick(self)

    setattr(BaseDatabaseWrapper, _COMMIT, slow)
    try:
        yield
    finally:
        setattr(BaseDatabaseWrapper, _COMMIT, quick)
