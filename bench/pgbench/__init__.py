"""The floor of cycles on PostgreSQL: `pgbench -c 8` writes the same rows in the same transactions.

`cycle.sql` has the statements.  They check nothing, seal nothing and sign nothing.  Each client
commits by itself, so the ledger's one head is waited for in turns; with a ledger for each
client nobody waits, and no order is kept.
"""

import os
import re
import resource
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
from tests.support.postgres import binaries

from bench.processes import cpu_of
from bench.rounds import Run
from bench.sizes import Sizes

CLIENTS = 8
_HERE = Path(__file__).parent
_LATENCY = 2  # in a line of pgbench's log: microseconds
_PATIENCE = 60


def run(url: str, sizes: Sizes, *, seconds: int, ledgers: int, server: int) -> Run:
    """Run cycles for *seconds* in fresh tables at *url*, on *ledgers*: one, or one per client.

    *server* is the process that all of PostgreSQL's descend from: their CPU counts too.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((_HERE / "schema.sql").read_bytes())
    with tempfile.TemporaryDirectory(prefix="sealbench-pgbench-") as folder:
        before = cpu_of(server) + _own_cpu()
        told = _pgbench(url, folder, f"--time={seconds}", *_variables(sizes, ledgers))
        spent = cpu_of(server) + _own_cpu() - before
        lines = [line for log in Path(folder).iterdir() for line in log.read_text().splitlines()]
    latencies = [int(line.split()[_LATENCY]) / 1e6 for line in lines]
    found = re.search(r"^tps = ([\d.]+)", told, re.MULTILINE)
    if found is None:
        raise SystemExit(f"pgbench tells no rate: {told}")
    return Run(float(found[1]), spent / len(latencies), latencies)


def _pgbench(url: str, folder: str, *options: str) -> str:
    parts = urlsplit(url)
    programs = binaries()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed")
    done = subprocess.run(
        [
            programs / "pgbench",
            *("--no-vacuum", "--protocol=prepared", "--log", "--log-prefix=log"),
            *(f"--client={CLIENTS}", "--jobs=2", f"--file={_HERE / 'cycle.sql'}"),
            *options,
            *("--host", parse_qs(parts.query)["host"][0], "--username", parts.username or ""),
            parts.path.lstrip("/"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"pgbench failed: {done.stderr}")
    return done.stdout


def _variables(sizes: Sizes, ledgers: int) -> list[str]:
    """Return the values of the script: noise, which does not compress any better than our rows."""
    noise = {
        "sealed": sizes.sealed,
        "node": sizes.node,
        "box": sizes.box,
        "event": sizes.event,
        "hash": 32,
        "hashes": 64,
    }
    values = {name: rf"\x{os.urandom(size).hex()}" for name, size in noise.items()}
    values |= {"note": "n" * sizes.note, "ledgers": str(ledgers)}
    return [f"--define={name}={value}" for name, value in values.items()]


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
