"""`DATABASE_URL=… python -m bench.on_postgres ROUNDS COUNT SECONDS FILE`: the shop beside pgbench.

A process of its own, since Django's database is that of its process.  The runs go to FILE.
"""

import json
import os
import sys
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path

import django
from tests.support.environment import database_of

django.setup()

from bench import cycles, pgbench  # noqa: E402 - Django first
from bench.cluster import postmaster  # noqa: E402 - Django first
from bench.processes import cpu_of  # noqa: E402 - Django first
from bench.rounds import Run  # noqa: E402 - Django first
from bench.shop import open_shop  # noqa: E402 - Django first
from bench.sizes import row_sizes  # noqa: E402 - Django first

LEDGERS = (1, pgbench.CLIENTS)


def main(arguments: list[str]) -> None:
    """Run and write the runs down."""
    rounds, count, seconds = (int(each) for each in arguments[:3])
    runs = measure(os.environ["DATABASE_URL"], rounds=rounds, count=count, seconds=seconds)
    told = {name: [asdict(run) for run in found] for name, found in runs.items()}
    Path(arguments[3]).write_text(json.dumps(told))


def measure(url: str, *, rounds: int, count: int, seconds: int) -> dict[str, list[Run]]:
    """Return *rounds* of ours and, by the number of ledgers, of both floors, taken in turns."""
    server, bare = postmaster(url), database_of(url, "floor")
    runs: dict[str, list[Run]] = {"ours": [], **{str(each): [] for each in LEDGERS}}
    with open_shop() as shop:
        cycles.warm(shop)
        floor = partial(pgbench.run, bare, row_sizes(), seconds=seconds, server=server)
        for _ in range(rounds):
            prepared = shop.cycles(count)
            for ledgers in LEDGERS:
                runs[str(ledgers)].append(floor(ledgers=ledgers))
            runs["ours"].append(
                cycles.run(shop, prepared, spent=lambda: time.process_time() + cpu_of(server))
            )
    return runs


if __name__ == "__main__":
    main(sys.argv[1:])
