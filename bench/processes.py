"""The CPU that other processes use, as /proc counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PARENT, _TIMES = 1, slice(11, 15)  # in /proc/<pid>/stat, behind the name


def cpu_of(root: int) -> float:
    """Return the CPU seconds of process *root* and of all that descend from it, ended or not."""
    found = _processes()
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        total += found[pid].seconds if pid in found else 0.0
        waiting += [child for child, process in found.items() if process.parent == pid]
    return total


@dataclass(frozen=True, slots=True)
class _Process:
    parent: int
    seconds: float  # its own, and those of its children that ended


def _processes() -> dict[int, _Process]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        ticks = sum(int(each) for each in fields[_TIMES])
        found[int(folder.name)] = _Process(int(fields[_PARENT]), ticks / _TICK)
    return found
