"""Cycles on PostgreSQL, against pgbench that writes the same rows."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.cluster import durable_cluster, missing
from bench.rounds import Run, figures
from bench.table import Figure

_PATIENCE = 900


def measure(*, rounds: int, count: int, seconds: int, delay: float = 0.0) -> list[Figure]:
    """Return the figures; none, and one line that says why, where the machine lacks something.

    *delay* seconds are added to each sync of PostgreSQL's log; pgbench runs for *seconds*.
    """
    kind = " on PostgreSQL" + (f", +{delay * 1000:.0f} ms" if delay else "")
    lacking = missing(slow=bool(delay))
    if lacking:
        print(f"skipped: cycles{kind}: {lacking}")
        return []
    with tempfile.TemporaryDirectory(prefix="sealbench-bench-") as folder:
        file = Path(folder) / "runs.json"
        with durable_cluster(delay) as url:
            _run(url, rounds, count, seconds, file)
        runs = {
            name: [Run(**each) for each in found]
            for name, found in json.loads(file.read_text()).items()
        }
    free = figures(f"{kind}, ledger each", runs["ours"], runs["8"])
    return [*figures(kind, runs["ours"], runs["1"]), free[0]]


def _run(url: str, rounds: int, count: int, seconds: int, file: Path) -> None:
    numbers = (str(rounds), str(count), str(seconds))
    done = subprocess.run(
        [sys.executable, "-m", "bench.on_postgres", *numbers, file],
        env={**os.environ, "DATABASE_URL": url},
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit("the shop on PostgreSQL failed")
