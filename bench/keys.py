"""Erasures in keyrings of 10^3 to 10^6 subjects, and reading keys of them.

The floor of an erasure is what no keyring can save: one durable transaction that writes as many
bytes, and two slots of 4096 bytes overwritten and synced.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from bench.table import Figure, from_rounds
from sealbench.ids import ClientId, new_id
from sealbench.keyring import Node, Realm, client_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.records.statements.key_rows import KeyRows

_AT_ONCE = 4_096
_BATCH = 1_000
_ONES = 20
_PATH = 4 * 2_200  # bytes: four packed nodes, nearly full


def measure(bench: Bench, *, sizes: Sequence[int], rounds: int) -> list[Figure]:
    """Measure at each of *sizes*, one after the other in one home."""
    nodes: list[Node] = []
    figures = []
    for size in sizes:
        _fill(bench, nodes, size)
        one = [_ms(partial(_end, bench, [nodes.pop()])) for _ in range(_ONES)]
        batches = [_batch(bench, nodes, size) for _ in range(3)]
        _fill(bench, nodes, size)
        reads = [_read(bench, nodes) for _ in range(rounds)]
        floors, written = _floors(1), _floors(_BATCH)
        figures += [
            from_rounds(f"erase 1 of {size}", one, floors, "ms", more_is_better=False),
            from_rounds(f"erase 1000 of {size}", batches, written, "ms", more_is_better=False),
            from_rounds(
                f"cold key of {size}", reads, _cold_floors(nodes), "us", more_is_better=False
            ),
        ]
    return figures


def _batch(bench: Bench, nodes: list[Node], size: int) -> float:
    """Return what a thousand ended at once take among *size*, all of them where that is all."""
    _fill(bench, nodes, size)
    return _ms(partial(_end, bench, _last(nodes, _BATCH)))


def _fill(bench: Bench, nodes: list[Node], size: int) -> None:
    while len(nodes) < size:
        fresh = [client_node(ClientId(new_id())) for _ in range(min(_AT_ONCE, size - len(nodes)))]
        bench.run(_grow, nodes=fresh)
        nodes += fresh


def _grow(work: Work, *, nodes: Sequence[Node]) -> Outcome[None]:
    for node in nodes:
        work.turn.grow(node)
    return Granted(None)


def _last(nodes: list[Node], number: int) -> list[Node]:
    return [nodes.pop(len(nodes) // 2) for _ in range(number)]


def _end(bench: Bench, nodes: Sequence[Node]) -> None:
    def end(work: Work) -> Outcome[None]:
        for node in nodes:
            work.turn.end(node)
        return Granted(None)

    bench.run(end)


def _read(bench: Bench, nodes: Sequence[Node]) -> float:
    """Return how many microseconds a key takes that is in no memory."""
    some = nodes[:: max(1, len(nodes) // 500)][:500]
    bench.keys._known[Realm.CLIENTS].keys.clear()  # type: ignore[attr-defined]  # cold
    return _ms(lambda: [bench.keys.key(node) for node in some]) * 1_000 / len(some)


def _cold_floors(nodes: Sequence[Node]) -> list[float]:
    """Return what the one statement of such a read takes, its rows opened by nobody."""
    rows, some = KeyRows(), nodes[:: max(1, len(nodes) // 500)][:500]
    return [
        _ms(lambda: [rows.find(node.realm, node.name) for node in some]) * 1_000 / len(some)
        for _ in range(3)
    ]


def _floors(ends: int) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="bench-keys-") as name:
        folder = Path(name)
        db = sqlite3.connect(folder / "floor.db", isolation_level=None)
        db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "CREATE TABLE node (id INTEGER PRIMARY KEY, box BLOB)"
        )
        slots = [os.open(folder / f"slot.{at}", os.O_RDWR | os.O_CREAT) for at in (0, 1)]
        numbers = count()
        found = [_ms(partial(_bare, db, slots, ends, numbers)) for _ in range(10)]
        db.close()
        for slot in slots:
            os.close(slot)
    return found


def _bare(db: sqlite3.Connection, slots: Sequence[int], ends: int, numbers: "count[int]") -> None:
    _slot(slots[0])
    db.execute("BEGIN IMMEDIATE")
    for _ in range(max(1, ends // 8)):
        db.execute("INSERT INTO node VALUES (?, ?)", (next(numbers), os.urandom(_PATH)))
    db.execute("COMMIT")
    _slot(slots[1])


def _slot(descriptor: int) -> None:
    os.pwrite(descriptor, os.urandom(4_096), 0)
    os.fdatasync(descriptor)


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1_000
