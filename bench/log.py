"""The ledger on its own: durable appends, proofs and the full audit, each against its floor."""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
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
_INSERT = 'INSERT INTO records_leaf ("index", leaf_id, "commit", hashes) VALUES (%s, %s, %s, %s)'


def appends(bench: Bench, *, rounds: int) -> list[Figure]:
    """Return events per second through the journal, and bytes of that size by write + fdatasync."""
    clock = StoppedClock(SystemClock().now() + timedelta(seconds=1))
    journal = Journal(bench.signer, bench.house.origin)
    payload: canon.JSON = {"v": 1, "type": "house:noted", "text": "x" * 120}
    figures = []
    for batch in BATCHES:
        entries = [Entry(bench.house.subject, payload)] * batch
        repeats = max(3, 64 // batch)

        def ours(entries: list[Entry] = entries) -> None:
            with transaction.atomic(durable=True):
                journal.append(entries, clock)
            journal.settle(committed=True)

        pairs = [(_rate(ours, batch, repeats), _raw(batch, repeats)) for _ in range(rounds)]
        ones, raws = zip(*pairs, strict=True)
        figures.append(from_rounds(f"appends, batch {batch}", ones, raws, "per second"))
    return figures


def big_log(bench: Bench, *, size: int, rounds: int) -> list[Figure]:
    """Return proof, verification and audit times of a log of *size* leaves."""
    store, note, leaf, index = _fill(bench, size)
    wanted = ledger.inclusion_nodes(index, size)
    held = {row: store[row] for row in ledger.rows_of(wanted)}

    def in_memory() -> None:
        nodes = ledger.inclusion_nodes(index, size)
        ledger.inclusion_proof(index, size, ledger.nodes_from_rows(nodes, held))

    proof = ledger.Proof.from_text(proofs.prove_inclusion(index, size, note))
    hashes = len(proof.path) + 1
    key = bench.signer.key
    hash_each, select = partial(_hash, hashes), partial(_select, ledger.rows_of(wanted))
    from_rows = partial(proofs.prove_inclusion, index, size, note)
    check_note = partial(ledger.verify_checkpoint, note, key)
    figures = [
        _in_turns("proof in memory", in_memory, hash_each, rounds, 400),
        _in_turns("proof from rows", from_rows, select, rounds, 60),
        _in_turns("verify a proof", partial(proof.verify, leaf, key), check_note, rounds, 120),
    ]
    ours, floor = [], []
    for _ in range(rounds):
        floor.append(_hash_all(size))
        began = time.perf_counter()
        audit = ledger.audit(ledger_rows.read_rows, size=size, key=key, checkpoints=[note])
        ours.append(time.perf_counter() - began)
        if not audit.is_clean:
            raise SystemExit("the ledger of the benchmark is not clean")
    audits = from_rounds(f"full audit of {size}", ours, floor, "s", more_is_better=False)
    return [*figures, audits]


def _in_turns(
    name: str, act: Callable[[], object], bare: Callable[[], object], rounds: int, repeats: int
) -> Figure:
    """Return the microseconds of *act* and of *bare*, each *repeats* times in every round."""
    pairs = [(_micros(bare, repeats), _micros(act, repeats)) for _ in range(rounds)]
    floors, ours = zip(*pairs, strict=True)
    return from_rounds(name, ours, floors, "us", more_is_better=False)


def _fill(bench: Bench, size: int) -> tuple[list[bytes], str, bytes, int]:
    """Give the ledger *size* leaves; return hashes by row, a checkpoint, a leaf and its index."""
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
    return rows, note, last, first


def _rate(act: Callable[[], None], batch: int, repeats: int) -> float:
    began = time.perf_counter()
    for _ in range(repeats):
        act()
    return batch * repeats / (time.perf_counter() - began)


def _raw(batch: int, repeats: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        handle = os.open(Path(folder) / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        data = os.urandom(400 * batch)

        def act() -> None:
            os.write(handle, data)
            os.fdatasync(handle)

        rate = _rate(act, batch, repeats)
        os.close(handle)
    return rate


def _micros(act: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter_ns()
        act()
        times.append(time.perf_counter_ns() - began)
    return median(times) / 1000


def _hash(count: int) -> None:
    data = bytes(65)
    for _ in range(count):
        sha256(data).digest()


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
