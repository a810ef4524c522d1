"""Seats for what takes much of the machine: few at a time, whoever asks (B1).

One who looks through a stranger's file may take a gigabyte and three minutes.  Several servers have
seats of their own.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sealbench.errors import UnavailableError

AT_ONCE = 2
WAITING = 2  # each holds a thread that could serve somebody
PATIENCE = 5.0  # seconds


class Seats:
    """At most *at_once* at a time; few wait, for *patience* seconds, and are told then."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._room = threading.BoundedSemaphore(at_once + WAITING)
        self._patience = patience

    @contextmanager
    def taken(self, patience: float | None = None) -> Iterator[None]:
        """Hold a seat, waiting *patience* seconds instead of our own.

        Raise UnavailableError where none became free in time, or too many wait.
        """
        if not self._room.acquire(blocking=False):
            raise _busy()
        try:
            if not self._free.acquire(timeout=self._patience if patience is None else patience):
                raise _busy()
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._room.release()


def _busy() -> UnavailableError:
    return UnavailableError(
        "others are having their files looked through", hint="try again in a minute"
    )
