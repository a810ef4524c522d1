"""One hand-written statement of a hot procedure, on the connection that Django keeps.

Django's cursor turns its marks round, guards, counts and wraps each call: more work than a short
statement is.  Here the marks are turned once, at import; transactions, errors and the connection
stay Django's.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Row = Sequence[Any]


class Statement:
    """SQL with a mark (`%s`) for each value; *lock* is added where the database locks rows.

    Every method raises Django's DatabaseError, and none runs in a transaction that is broken.
    """

    __slots__ = ("_sqlite", "_stock")

    def __init__(self, sql: str, *, lock: str = "") -> None:
        self._stock = sql + lock
        self._sqlite = sql.replace("%s", "?")

    def one(self, *values: object) -> Row | None:
        """Return the first row, or None."""
        database = _connected()
        with database.wrap_database_errors:
            row: Row | None = database.connection.execute(self._sql(database), values).fetchone()
            return row

    def all(self, *values: object) -> Sequence[Row]:
        """Return every row."""
        database = _connected()
        with database.wrap_database_errors:
            rows: Sequence[Row] = database.connection.execute(
                self._sql(database), values
            ).fetchall()
            return rows

    def change(self, *values: object) -> int:
        """Return how many rows were written."""
        database = _connected()
        with database.wrap_database_errors:
            return int(database.connection.execute(self._sql(database), values).rowcount)

    def each(self, rows: Iterable[Row]) -> None:
        """Run once for each of *rows*, which are the values."""
        database = _connected()
        with database.wrap_database_errors:
            database.connection.cursor().executemany(self._sql(database), rows)

    def _sql(self, database: BaseDatabaseWrapper) -> str:
        return self._sqlite if database.vendor == "sqlite" else self._stock


def _connected() -> Any:
    """Return the connection of this thread, opened, unless its transaction is broken."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    if database.needs_rollback:
        database.validate_no_broken_transaction()
    return database
