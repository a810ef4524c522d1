"""Counts of what the screen found, by week, deed and kind, for the page of management (A2)."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

_COUNT = """
INSERT INTO records_findingcount (week, deed, kind, outcome, count) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (week, deed, kind, outcome) DO UPDATE
SET count = records_findingcount.count + excluded.count
"""


class Tally(NamedTuple):
    """So many findings of a *kind* at a *deed* had one *outcome* in a *week*."""

    week: str
    deed: str
    kind: str
    outcome: str
    number: int


def count(tallies: Sequence[Tally]) -> None:
    """Add *tallies* to their rows, in sorted order: nodes wait for each other in no circle."""
    totals: Counter[tuple[str, str, str, str]] = Counter()
    for week, deed, kind, outcome, number in tallies:
        totals[week, deed, kind, outcome] += number
    if totals:
        with connection.cursor() as cursor:
            cursor.executemany(_COUNT, [(*key, number) for key, number in sorted(totals.items())])
