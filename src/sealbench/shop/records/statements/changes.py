"""Numbering the changes of clients' records, in the commit that makes them.

The row with the highest number is locked from the first change of a commit to its end: numbers
come in the order of the commits, and who has read one has missed none below it.
"""

from collections.abc import Mapping

from sealbench.shop.records.statements.statement import Statement

_NEXT = Statement("""
INSERT INTO records_change (client, number) VALUES ('', 1)
ON CONFLICT (client) DO UPDATE SET number = records_change.number + 1 RETURNING number
""")
_NOTE = Statement("""
INSERT INTO records_change (client, number) VALUES (%s, %s)
ON CONFLICT (client) DO UPDATE SET number = excluded.number
""")
_FORGET = Statement("DELETE FROM records_change WHERE client = %s")
_NEWEST = Statement("SELECT number FROM records_change WHERE client = ''")
_SINCE = Statement("SELECT client, number FROM records_change WHERE number > %s AND client <> ''")


ENDED = "ended"
"""Stands in the place of every client who was ended: no row has this id, so it is missed."""


def note(client: str) -> None:
    """Note that something of *client* was written: the client's row or a device's."""
    row = _NEXT.one()
    if row is None:
        raise AssertionError("a number always comes back")
    _NOTE.change(client, row[0])


def note_end(client: str) -> None:
    """Note that a client was ended, and forget which: who follows makes everything anew."""
    note(ENDED)
    _FORGET.change(client)


def newest() -> int:
    """Return the highest number so far."""
    row = _NEWEST.one()
    return 0 if row is None else int(row[0])


def since(number: int) -> Mapping[str, int]:
    """Return whose records changed after *number*, each with the number of the last change."""
    return {str(client): int(at) for client, at in sorted(_SINCE.all(number), key=lambda r: r[1])}
