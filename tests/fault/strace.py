"""Killing a process at the Nth call of a kind, by strace."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.fault.act import MARK

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "link", "unlink", "ftruncate")
SIGKILL = -9  # how a process that was killed returned
SAMPLE = 6  # of each act
_T = TypeVar("_T")
_LINE = re.compile(r"^(\d+) +(\w+)\(")


@dataclass(frozen=True, slots=True)
class Point:
    """The *number*th *call* of one thread (1 is the first)."""

    call: str
    number: int


ACT = "tests.fault.act"


def run(
    act: str, environment: Mapping[str, str], *options: str, module: str = ACT
) -> "subprocess.CompletedProcess[bytes]":
    """Run *act* of *module* under strace with *options*."""
    command = ["strace", "-f", "-qq", *options]
    return subprocess.run(
        [*command, sys.executable, "-m", module, act],
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )


def points(
    act: str, environment: Mapping[str, str], log: Path, *, module: str = ACT
) -> list[Point]:
    """Return every point between the mark and the end of *act*, by a run that nobody kills."""
    done = run(act, environment, "-o", str(log), "-e", f"trace={','.join(CALLS)}", module=module)
    assert done.returncode == 0, done.stderr.decode()
    return list(_points(log.read_text(errors="replace").splitlines()))


def _points(lines: Iterable[str]) -> Iterable[Point]:
    """Count per thread, as strace does when it injects."""
    seen: Counter[tuple[str, str]] = Counter()
    begun = False
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        thread, call = match.groups()
        seen[thread, call] += 1
        if MARK.decode().strip() in line:
            begun = True
        elif begun:
            yield Point(call, seen[thread, call])


@dataclass(frozen=True, slots=True)
class Fault:
    """An *error* of a *call*."""

    call: str
    error: str


FAULTS = (
    Fault("fdatasync", "EIO"),
    Fault("fsync", "EIO"),
    Fault("pwrite64", "EIO"),
    Fault("pwrite64", "ENOSPC"),
    Fault("write", "ENOSPC"),
    Fault("ftruncate", "EIO"),
)


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

    A *lasting* one meets every later call of the kind, too.
    """
    inject = f"inject={point.call}:{how}:when={point.number}{'+' if lasting else ''}"
    options = ("-o", "/dev/null", "-e", f"trace={point.call}", "-e", inject)
    return run(act, environment, *options, module=module)


def spread(found: list[_T]) -> list[_T]:
    """Return some of the points: a spread of them, and the last, which is past the commit."""
    step = max(1, len(found) // (SAMPLE - 1))
    return [*found[step // 2 :: step][: SAMPLE - 1], found[-1]]
