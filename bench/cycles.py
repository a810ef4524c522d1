"""Seal and authorised open, with event, checkpoint and proof, against the same rows bare."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bench import sqlite_floor
from bench.rounds import Run, figures, timed
from bench.shop import BenchShop, Cycle
from bench.sizes import row_sizes
from bench.table import Figure

THREADS = 8
_COMMIT = "_commit"  # Django's own name


def measure(shop: BenchShop, *, rounds: int, count: int, delay: float = 0.0) -> list[Figure]:
    """Return the figures of interleaved rounds; *delay* seconds are added to each commit."""
    warm(shop)
    sizes = row_sizes()
    ours, floors = [], []
    with _slower_commits(delay):
        for _ in range(rounds):
            prepared = shop.cycles(count)
            floors.append(sqlite_floor.run(sizes, delay=delay))
            ours.append(run(shop, prepared))
    return figures(f", +{delay * 1000:.0f} ms" if delay else "", ours, floors)


def warm(shop: BenchShop) -> None:
    """Run some cycles that are not counted; they leave rows, whose sizes the floors need.

    So many that a packed node of keys is full, as it is in a shop that has run for a while.
    """
    run(shop, shop.cycles(8 * THREADS))


def run(
    shop: BenchShop, cycles: Sequence[Cycle], *, spent: Callable[[], float] = time.process_time
) -> Run:
    """Run *cycles* through the executor, from eight threads that live on, as the server's do."""
    waiting = iter(cycles)
    lock, ready = threading.Lock(), threading.Barrier(THREADS + 1)
    latencies: list[float] = []

    def work() -> None:
        try:
            connection.ensure_connection()
            ready.wait()
            while True:
                with lock:
                    cycle = next(waiting, None)
                if cycle is None:
                    return
                began = time.perf_counter()
                shop.seal(cycle)
                shop.open(cycle)
                latencies.append(time.perf_counter() - began)
        finally:
            connections.close_all()  # a thread that just ends keeps the pool one short

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()

    def run_threads() -> None:
        ready.wait()
        for thread in threads:
            thread.join()

    done = timed(run_threads, latencies, spent=spent)
    if len(latencies) != len(cycles):
        raise SystemExit(f"{len(cycles) - len(latencies)} of {len(cycles)} cycles failed")
    return done


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
