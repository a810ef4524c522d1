"""Live counts of what the policy granted and refused."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection

_COUNT = """
INSERT INTO records_verdict (id, clause, granted, refused) VALUES (%s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET granted = records_verdict.granted + excluded.granted,
  refused = records_verdict.refused + excluded.refused
"""


def count(verdicts: Sequence[tuple[str, str, bool]]) -> None:
    """Add *verdicts* (rule or action, clause, granted) to their rows, in sorted order."""
    if not verdicts:
        return
    totals = Counter(verdicts)
    rows = [
        (rule, clause, number if granted else 0, 0 if granted else number)
        for (rule, clause, granted), number in sorted(totals.items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_COUNT, rows)
