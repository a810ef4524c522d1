"""`python -m bench [--quick]`: print the table and fail when a budget is broken."""

import os
import sys

import django
import tests.support.environment  # noqa: F401 - a home of its own, before Django looks

# The rows say themselves what they are on; and a benchmark empties the database that it uses.
os.environ.pop("DATABASE_URL", None)
django.setup()

from bench import cycles, log, pages  # noqa: E402 - Django first
from bench.shop import open_shop  # noqa: E402
from bench.table import Figure, show  # noqa: E402


def main() -> int:
    """Run everything; return 1 when a ratio is outside its budget."""
    quick = "--quick" in sys.argv
    rounds, count, leaves = (2, 80, 50_000) if quick else (5, 320, 1_000_000)
    figures: list[Figure] = []
    with open_shop() as shop:
        figures += cycles.measure(shop, rounds=rounds, count=count)
        figures += cycles.measure(shop, rounds=rounds, count=count, delay=0.004)
        figures += pages.sealed_page(shop.bench, rounds=rounds)
        figures += log.appends(shop.bench, rounds=rounds)
        figures += log.big_log(shop.bench, size=leaves, rounds=rounds)
    return 0 if show(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
