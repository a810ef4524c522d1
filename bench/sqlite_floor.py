"""The floor of cycles on SQLite: one thread that writes the same rows bare.

For each cycle it writes the rows that the two procedures write, of the same sizes and in two
durable transactions (WAL, synchronous=FULL), and reads the rows of the proof.  It checks
nothing, seals nothing and signs nothing.
"""

import os
import sqlite3
import tempfile
import time
from pathlib import Path

from bench.rounds import Run, timed
from bench.sizes import Sizes

_SECONDS = 1.0  # by the clock: a count would be over before a neighbour's burst is
_WIDTH = 64  # keys in a packed node
_SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
CREATE TABLE nonce (id TEXT PRIMARY KEY, expires_at INTEGER);
CREATE INDEX nonce_expires ON nonce (expires_at);
CREATE TABLE login (id TEXT PRIMARY KEY, job TEXT, expires_at INTEGER, left INTEGER,
  sealed BLOB, box BLOB);
CREATE INDEX login_job ON login (job);
CREATE TABLE way (id INTEGER PRIMARY KEY, login TEXT, person TEXT, UNIQUE (login, person));
CREATE TABLE realm (id TEXT PRIMARY KEY, taken INTEGER);
CREATE TABLE place (id TEXT PRIMARY KEY, position INTEGER);
CREATE TABLE node (id INTEGER PRIMARY KEY, epoch INTEGER, box BLOB);
CREATE TABLE leaf (i INTEGER PRIMARY KEY, leaf_id BLOB, commitment BLOB, hashes BLOB);
CREATE TABLE event (leaf INTEGER PRIMARY KEY, subject TEXT, counter INTEGER, sealed BLOB,
  UNIQUE (subject, counter));
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT);
CREATE TABLE subject (id TEXT PRIMARY KEY, count INTEGER);
CREATE TABLE head (id INTEGER PRIMARY KEY, size INTEGER);
CREATE TABLE verdict (id TEXT PRIMARY KEY, granted INTEGER);
INSERT INTO realm VALUES ('jobs', 0);
INSERT INTO subject VALUES ('job', 0); INSERT INTO head VALUES (1, 0);
INSERT INTO verdict VALUES ('seal', 0), ('open', 0);
"""


def run(sizes: Sizes, *, delay: float = 0.0) -> Run:
    """Run cycles on a database of their own; *delay* seconds are added to each commit."""
    latencies: list[float] = []
    with tempfile.TemporaryDirectory(prefix="sealbench-floor-") as folder:
        db = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        db.executescript(_SCHEMA)

        def work() -> None:
            end = time.perf_counter() + _SECONDS
            while (began := time.perf_counter()) < end:
                _cycle(db, sizes, len(latencies), delay)
                latencies.append(time.perf_counter() - began)

        done = timed(work, latencies)
        db.close()
    return done


def _cycle(db: sqlite3.Connection, sizes: Sizes, number: int, delay: float) -> None:
    login = f"{number:024d}"
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO nonce VALUES (?, ?)", (f"s{number:042d}", number))
    values = (login, "job", number, 3, *map(os.urandom, (sizes.sealed, sizes.box)))
    db.execute("INSERT INTO login VALUES (?, ?, ?, ?, ?, ?)", values)
    db.execute("INSERT INTO way (login, person) VALUES (?, ?)", (login, "p" * 24))
    _key(db, sizes, login, number)
    _event(db, sizes, 2 * number, "seal")
    _commit(db, delay)
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO nonce VALUES (?, ?)", (f"o{number:042d}", number))
    db.execute("SELECT * FROM login WHERE id = ?", (login,)).fetchone()
    db.execute("SELECT box FROM node WHERE id = ?", (number // _WIDTH,)).fetchone()
    db.execute("UPDATE login SET left = left - 1 WHERE id = ? AND left > 0", (login,))
    _event(db, sizes, 2 * number + 1, "open")
    _commit(db, delay)
    db.execute("SELECT hashes FROM leaf WHERE i IN (0, 1, 3, 7, 15, 31, 63)").fetchall()


def _key(db: sqlite3.Connection, sizes: Sizes, login: str, number: int) -> None:
    db.execute("UPDATE realm SET taken = taken + 1 WHERE id = 'jobs'")
    db.execute("INSERT INTO place VALUES (?, ?)", (login, number))
    node = (number // _WIDTH, 1, os.urandom(sizes.node))
    db.execute("INSERT OR REPLACE INTO node VALUES (?, ?, ?)", node)


def _event(db: sqlite3.Connection, sizes: Sizes, index: int, verdict: str) -> None:
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
