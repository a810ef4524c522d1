"""`python -m bench [--quick] [PART…]`: print the table and fail when a budget is broken.

Parts are sqlite (cycles, pages, records, the log), keys, search, backup, package, screen,
http and postgres; without any, all of them run.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import django
import tests.support.environment  # noqa: F401 - a home of its own, before Django looks

# The rows say themselves what they are on; and a benchmark empties the database that it uses.
os.environ.pop("DATABASE_URL", None)
django.setup()

from bench import (  # noqa: E402 - Django first
    backups,
    cycles,
    keys,
    log,
    package,
    pages,
    postgres,
    records,
    screening,
    search,
    web,
)
from bench.shop import open_shop  # noqa: E402 - Django first
from bench.table import Figure, show  # noqa: E402 - Django first

_SLOW = 0.004  # seconds that a sync takes longer on a shop's disk


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: rounds, cycles in a round, leaves of the log, seconds of pgbench.

    *subjects* are the sizes of keyrings, *clients* how many are searched, *delays* what a slow
    disk adds to a commit.
    """

    rounds: int
    count: int
    leaves: int
    seconds: int
    delays: tuple[float, ...]
    subjects: tuple[int, ...]
    clients: int


_FULL = Effort(
    rounds=5,
    count=320,
    leaves=1_000_000,
    seconds=3,
    delays=(0.0, _SLOW),
    subjects=(1_000, 100_000, 1_000_000),
    clients=50_000,
)
_QUICK = Effort(
    rounds=2,
    count=80,
    leaves=50_000,
    seconds=1,
    delays=(0.0,),
    subjects=(1_000,),
    clients=2_000,
)


def main() -> int:
    """Run what is asked for; return 1 when a ratio is outside its budget."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true", help="less of everything, under a minute")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(_PARTS))
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(_PARTS):
        parser.error(f"no such part: {min(unknown)}")
    effort = _QUICK if asked.quick else _FULL
    figures = [each for name in asked.parts or _PARTS for each in _PARTS[name](effort)]
    return 0 if show(figures) else 1


def _sqlite(effort: Effort) -> list[Figure]:
    rounds, count = effort.rounds, effort.count
    with open_shop() as shop:
        return [
            *cycles.measure(shop, rounds=rounds, count=count),
            *cycles.measure(shop, rounds=rounds, count=count, delay=_SLOW),
            *pages.sealed_page(shop.bench, rounds=rounds),
            *records.sealing(rounds=rounds),
            *log.appends(shop.bench, rounds=rounds),
            *log.big_log(shop.bench, size=effort.leaves, rounds=rounds),
        ]


def _keys(effort: Effort) -> list[Figure]:
    with open_shop() as shop:
        return keys.measure(shop.bench, sizes=effort.subjects, rounds=effort.rounds)


def _search(effort: Effort) -> list[Figure]:
    with open_shop() as shop:
        return search.measure(shop.bench, clients=effort.clients, rounds=effort.rounds)


def _backup(effort: Effort) -> list[Figure]:
    with open_shop() as shop:
        return backups.measure(shop.bench, events=effort.leaves // 10, photos=effort.count // 8)


def _package(effort: Effort) -> list[Figure]:
    return package.packages(rounds=effort.rounds, files=effort.count // 8)


def _screen(effort: Effort) -> list[Figure]:
    return screening.measure(rounds=effort.rounds, count=effort.count * 25)


def _http(effort: Effort) -> list[Figure]:
    return web.measure(rounds=effort.rounds, count=effort.count)


def _postgres(effort: Effort) -> list[Figure]:
    rounds, count, seconds = effort.rounds, effort.count, effort.seconds
    return [
        figure
        for delay in effort.delays
        for figure in postgres.measure(rounds=rounds, count=count, seconds=seconds, delay=delay)
    ]


_PARTS: dict[str, Callable[[Effort], list[Figure]]] = {
    "sqlite": _sqlite,
    "keys": _keys,
    "search": _search,
    "backup": _backup,
    "package": _package,
    "screen": _screen,
    "http": _http,
    "postgres": _postgres,
}

if __name__ == "__main__":
    sys.exit(main())
