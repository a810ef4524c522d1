"""The sizes of the rows that a cycle writes, so that floors write the same."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many bytes the shop's own rows have."""

    sealed: int
    box: int
    node: int
    event: int
    note: int


def row_sizes() -> Sizes:
    """Return the mean sizes of the rows that the shop has written so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT avg(length(sealed)), avg(length(box)) FROM records_login")
        login = cursor.fetchone()
        cursor.execute("SELECT avg(length(box)) FROM records_keynode WHERE length(box) > 1000")
        node = cursor.fetchone()
        cursor.execute("SELECT avg(length(sealed)) FROM records_event")
        event = cursor.fetchone()
        cursor.execute("SELECT avg(length(note)) FROM records_checkpoint")
        note = cursor.fetchone()
    return Sizes(*(int(each) for each in (*login, *node, *event, *note)))
