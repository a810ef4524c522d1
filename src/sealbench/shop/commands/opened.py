"""The bench of a home for the length of one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections

from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.home import Lock, lock_of

_PATIENCE = 5.0  # seconds; another command may be at work


def taken(settings: Config) -> Lock:
    """Return the lock of the home, taken; raise ConflictError where a server holds it."""
    lock = lock_of(settings)
    lock.take(patience=_PATIENCE)
    return lock


@contextmanager
def opened(settings: Config, lock: Lock, *, older: bool = False) -> Iterator[Bench]:
    """Open the bench of a home whose *lock* is taken; close it after and give the lock back."""
    try:
        bench = opening.open_bench(settings, older=older)
        try:
            yield bench
        finally:
            bench.executor.close()
    finally:
        connections.close_all()
        lock.release()


def bring_up_to_date(settings: Config) -> None:
    """Migrate the database and make the house where there is none; harmless when repeated."""
    lock = taken(settings)
    try:
        call_command("migrate", verbosity=0)
        opening.found_house(settings, name="My repair shop")
    finally:
        connections.close_all()
        lock.release()
