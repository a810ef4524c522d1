"""The events of an ended client: they lose the subject that holds them together.

Which key a row is sealed under nobody can tell without it; what is left of each is its leaf.
"""

from collections.abc import Sequence

from sealbench.shop.records.statements.statement import Statement

ENDED = "ended"

_SUBJECT = Statement("""
INSERT INTO records_subject (id, count) VALUES (%s, %s)
ON CONFLICT (id) DO UPDATE SET count = records_subject.count + excluded.count
RETURNING count
""")


def merge_events(subjects: Sequence[str]) -> int:
    """Give the events of *subjects* to the one subject of all that ended; return how many."""
    among = ",".join(["%s"] * len(subjects))
    found = Statement(f"SELECT COUNT(*) FROM records_event WHERE subject_id IN ({among})")  # noqa: S608 - marks only
    events = int((found.one(*subjects) or (0,))[0])
    if not events:
        return 0
    row = _SUBJECT.one(ENDED, events)
    first = int(row[0]) - events if row else 0
    Statement(
        "UPDATE records_event SET subject_id = %s, counter = %s + n.place FROM ("  # noqa: S608 - marks only
        "SELECT leaf_id, ROW_NUMBER() OVER (ORDER BY leaf_id) - 1 AS place FROM records_event "
        f"WHERE subject_id IN ({among})) AS n WHERE n.leaf_id = records_event.leaf_id"
    ).change(ENDED, first, *subjects)
    Statement(f"DELETE FROM records_subject WHERE id IN ({among})").change(*subjects)  # noqa: S608 - marks only
    return events
