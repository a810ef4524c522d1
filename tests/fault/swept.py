"""An act swept on a home: a fresh copy of it for each call that is met, and what was left of it."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sealbench.shop.config import Config
from tests.fault.homes import environment
from tests.fault.results import Act, Record, Sweep
from tests.fault.strace import FAILING, SAMPLE, SIGKILL, Point, kill_at, points, spread


class Copied(Protocol):
    """A home at rest that can be copied."""

    def copy(self, folder: Path) -> Config: ...


@dataclass(frozen=True, slots=True)
class Swept:
    """What is swept: *act*, which the table calls *name*, on copies of *shop* in *folder*.

    *after* is given the home and what the process printed, and returns the state that was left.
    """

    shop: Copied
    act: str
    name: Act
    after: Callable[[Config, bytes], str]
    record: Record
    folder: Path

    def kill(self, *, whole: bool) -> Sweep:
        """Kill the act at every call, or at some of them unless *whole*."""
        found = self._points()
        assert len(found) >= SAMPLE
        return self._met(found, "SIGKILL", "signal=KILL", {SIGKILL}, whole=whole)

    def fail(self, error: str, *, whole: bool) -> Sweep:
        """Let every call fail with *error* that may, or some of them unless *whole*."""
        failing = [point for point in self._points() if point.call in FAILING]
        return self._met(failing, error, f"error={error}", {0, 1}, whole=whole)

    def _points(self) -> list[Point]:
        home = self.shop.copy(self.folder / "whole")
        return points(self.act, environment(home), self.folder / "log")

    def _met(
        self, found: list[Point], fault: str, how: str, codes: set[int], *, whole: bool
    ) -> Sweep:
        sweep = Sweep(self.name, fault, self.record, len(found))
        chosen: Sequence[Point] = found if whole else spread(found)
        for number, point in enumerate(chosen):
            home = self.shop.copy(self.folder / str(number))
            done = kill_at(point, self.act, environment(home), how=how)
            with sweep.run(point):
                assert done.returncode in codes
                sweep.states[self.after(home, done.stdout)] += 1
            shutil.rmtree(home.home)
        sweep.end()
        return sweep
