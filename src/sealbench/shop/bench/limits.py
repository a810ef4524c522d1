"""Tries of strangers, counted in memory before they reach the writer (law 4).

A fixed window of one minute.  Strangers share a limit per door, and within it have one per
name: whoever guesses is slowed down, and the ledger does not fill with refusals.  Whoever
names what is known here (a link, an invitation) or has proven who they are is counted by that
alone, so that a flood of strangers shuts no door to them.  What a window holds is bounded, so
that many names cost no more memory than few.  Several servers count each for themselves.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from typing import NoReturn

from sealbench.errors import UnavailableError

WINDOW = 60  # seconds
PER_NAME = 6
PER_DOOR = 300
PER_KNOWN = 60


class Limits:
    """How often each door was tried in this minute, and how many were turned away unasked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._doors: Counter[str] = Counter()
        self._names: Counter[tuple[str, str]] = Counter()
        self._known: Counter[tuple[str, str]] = Counter()
        self._turned: Counter[str] = Counter()

    def admit(self, door: str, *, seconds: int, name: str = "") -> None:
        """Count a stranger's try at *door*; raise UnavailableError when there are too many."""
        with self._lock:
            self._turn(seconds // WINDOW)
            # A name past the door's limit is not kept: this bounds the memory of a window.
            full = self._doors[door] >= PER_DOOR
            if full or (name and self._names[door, name] >= PER_NAME):
                self._refuse(door)
            self._doors[door] += 1
            if name:
                self._names[door, name] += 1

    def admit_known(self, door: str, known: str, *, seconds: int) -> None:
        """Count a try at *door* by who names *known*, a row of ours; raise UnavailableError."""
        with self._lock:
            self._turn(seconds // WINDOW)
            if self._known[door, known] >= PER_KNOWN:
                self._refuse(door)
            self._known[door, known] += 1

    def drain(self) -> Mapping[str, int]:
        """Return how many were turned away at each door since the last time, and forget it."""
        with self._lock:
            turned, self._turned = self._turned, Counter()
            return turned

    def _refuse(self, door: str) -> NoReturn:
        self._turned[door] += 1
        raise UnavailableError("too many tries", hint="wait a minute and try again")

    def _turn(self, window: int) -> None:
        if window != self._window:
            self._window = window
            self._doors.clear()
            self._names.clear()
            self._known.clear()
