"""Killing a process at the Nth call of a kind, by strace."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.fault import forked
from tests.fault.act import MARK

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "link", "unlink", "ftruncate")
FAILING = ("write", "pwrite64", "fsync", "fdatasync", "rename", "link", "ftruncate")
ERRORS = ("EIO", "ENOSPC")
SIGKILL = -9  # how a process that was killed returned
SAMPLE = 6  # of each act
_T = TypeVar("_T")
_LINE = re.compile(r"^(\d+) +(\w+)\(")


@dataclass(frozen=True, slots=True)
class Point:
    """The *number*th *call* (1 is the first) of a *thread* (0 is the main one).

    Threads count for themselves, in strace too: without the thread, the call of one that is late
    would never be met.
    """

    call: str
    number: int
    thread: int


ACT = "tests.fault.act"


def run(
    act: str,
    environment: Mapping[str, str],
    *options: str,
    module: str = ACT,
    thread: int | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    """Run *act* of *module*, with *options* of strace if there are any, on one *thread* or all."""
    return forked.run(module, act, environment, options, thread=thread)


def points(
    act: str, environment: Mapping[str, str], log: Path, *, module: str = ACT
) -> list[Point]:
    """Return every point between the mark and the end of *act*, by a run that nobody kills."""
    traced = ",".join((*CALLS, "getppid"))
    done = run(act, environment, "-o", str(log), "-e", f"trace={traced}", module=module)
    assert done.returncode == 0, done.stderr.decode()
    found = list(_points(log.read_text(errors="replace").splitlines()))
    assert len(set(found)) == len(found)
    return found


def _points(lines: Iterable[str]) -> Iterable[Point]:
    """Count per thread, as strace does when it injects; threads say in turn that they start."""
    seen: Counter[tuple[str, str]] = Counter()
    threads: dict[str, int] = {}
    begun = False
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        thread, call = match.groups()
        if call == "getppid":
            threads.setdefault(thread, len(threads))
            continue
        seen[thread, call] += 1
        if MARK.decode().strip() in line:
            begun = True
        elif begun:
            yield Point(call, seen[thread, call], threads[thread])


def kill_at(
    point: Point,
    act: str,
    environment: Mapping[str, str],
    *,
    module: str = ACT,
    how: str = "signal=KILL",
    lasting: bool = False,
) -> "subprocess.CompletedProcess[bytes]":
    """Run *act* and kill it when it makes the call of *point*; *how* may be an error instead.

    A *lasting* one meets every later call of the kind, too, and those of other threads.
    """
    inject = f"inject={point.call}:{how}:when={point.number}{'+' if lasting else ''}"
    options = ("-o", "/dev/null", "-e", f"trace={point.call},getppid", "-e", inject)
    thread = None if lasting else point.thread
    return run(act, environment, *options, module=module, thread=thread)


def spread(found: list[_T]) -> list[_T]:
    """Return some of the points: a spread of them, and the last, which is past the commit."""
    step = max(1, len(found) // (SAMPLE - 1))
    return [*found[step // 2 :: step][: SAMPLE - 1], found[-1]]
