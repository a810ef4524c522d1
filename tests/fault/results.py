"""What the sweeps found, and the table that is made of it.

A sweep goes on after a violation and says all of them at its end.  Its counts travel as a
property of the test, so that `--junitxml` keeps them; this prints the rows of
`docs/fault-sweeps.md`:

    python -m tests.fault.results build/long.xml
"""

import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import DatabaseError

from sealbench import canon
from sealbench.errors import SealbenchError

PROPERTY = "sweep"
HEAD = ("act", "fault", "calls", "runs", "left as it was", "carried out", "violations")

Record = Callable[[str, object], None]


class Act(StrEnum):
    """What is swept; the table names each."""

    OPEN = "opening of a login"
    CLOSE = "closing of a job"
    ATTACH = "attaching of a file"
    REMOVE = "removal of a file"
    DESTROY = "destruction of a client"
    DESTROY_JOB = "destruction of one job"
    PLACE = "erasure at a place of the escrow"
    BACKUP = "making of a backup"
    RESTORE = "restore of a backup"
    REPLAY = "restore that replays an erasure"
    ROOT = "writing of a new root"
    WIPE = "overwriting of the old root"


@dataclass(slots=True)
class Sweep:
    """The runs of one *act* under one kind of *fault*, and what was found after each."""

    act: Act
    fault: str
    record: Record = field(repr=False)
    points: int = 0
    runs: int = 0
    states: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    @contextmanager
    def run(self, where: object) -> Iterator[None]:
        """Count a run; what it violates is kept, with *where* that was."""
        self.runs += 1
        try:
            yield
        except (AssertionError, SealbenchError, DatabaseError, pytest.fail.Exception) as exc:
            line = traceback.extract_tb(exc.__traceback__)[-1].line
            self.violations.append(f"{where}: {type(exc).__name__} {exc} at: {line}")

    def end(self) -> None:
        """Keep the counts, and fail where a run violated something."""
        kept: dict[str, canon.JSONValue] = {
            "act": self.act,
            "fault": self.fault,
            "points": self.points,
            "runs": self.runs,
            "states": dict(self.states),
            "violations": len(self.violations),
        }
        self.record(PROPERTY, canon.to_bytes(kept).decode())
        assert not self.violations, "\n".join(self.violations)


def rows(report: Path) -> list[Mapping[str, Any]]:
    """Return what each sweep of a *report*, in the form of JUnit, has kept."""
    found = ET.parse(report).iter("property")  # noqa: S314 - pytest's own
    texts = [each.get("value", "") for each in found if each.get("name") == PROPERTY]
    return [canon.parse(text.encode()) for text in texts]


def _order(row: Mapping[str, Any]) -> tuple[int, str]:
    return list(Act).index(Act(row["act"])), row["fault"]


def table(*reports: Path) -> str:
    """Return the rows of *reports* as a table, with their sum."""
    kept = [row for report in reports for row in rows(report)]
    found = [_cells(row) for row in sorted(kept, key=_order)]
    total = [str(sum(int(cells[at]) for cells in found)) for at in range(2, len(HEAD))]
    lines = [HEAD, ("---", "---", *["---:"] * 5), *found, ("all", "any", *total)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    before = row["states"].get("untouched", 0)
    after = sum(row["states"].values()) - before
    counts = row["points"], row["runs"], before, after, row["violations"]
    return row["act"], row["fault"], *map(str, counts)


if __name__ == "__main__":
    sys.stdout.write(table(*map(Path, sys.argv[1:])) + "\n")
