"""Seats for what takes much of the machine: few at a time, whoever asks (B1).

One who looks through a stranger's PDF may take 512 MiB and 30 seconds.  Several servers have
seats of their own.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sealbench.errors import UnavailableError

AT_ONCE = 2
PATIENCE = 5.0  # seconds


class Seats:
    """At most *at_once* at a time; the others wait for *patience* seconds, and are told then."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._patience = patience

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a seat; raise UnavailableError where none became free in time."""
        if not self._free.acquire(timeout=self._patience):
            raise UnavailableError(
                "others are having their files looked through", hint="try again in a minute"
            )
        try:
            yield
        finally:
            self._free.release()
