"""All rows as they were at one moment, while others go on writing.

A connection of its own, for reading only: on SQLite a transaction that stays at its first look,
on PostgreSQL one that is repeatable.  Nothing waits for it; on SQLite the write-ahead log grows
meanwhile, and is emptied by the keeper afterwards.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection

from sealbench import canon
from sealbench.backup import Kind, Value, write_row
from sealbench.errors import UnavailableError
from sealbench.shop.records.kept import Kept

_PATIENCE = 10.0  # seconds
_AT_ONCE = 500  # rows that a server sends


class Moment(Protocol):
    """Rows of one moment."""

    def select(self, sql: str) -> Iterator[Sequence[Any]]:
        """Yield the rows of *sql*, which has no values of anybody in it."""
        ...

    def order(self, column: str, kind: Kind) -> str:
        """Return how to order by *column*: alike on every database."""
        ...


@contextmanager
def moment() -> Iterator[Moment]:
    """Pin the present moment; raise UnavailableError when the database cannot be read."""
    pinned = _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()
    try:
        with pinned as found:
            yield found
    except (sqlite3.Error, psycopg.Error) as exc:
        raise UnavailableError("the records could not be read") from exc


def rows_of(at: Moment, kept: Kept) -> Iterator[tuple[bytes, bytes]]:
    """Yield key and form of each row of *kept*, in the order of their keys."""
    columns = kept.columns
    place = columns.index(kept.key)
    kinds = [column.kind for column in columns]
    for found in at.select(_select(at, kept)):
        values = [_value(each, kind) for each, kind in zip(found, kinds, strict=True)]
        yield write_row([values[place]]), write_row(values)


def _select(at: Moment, kept: Kept) -> str:
    # JSON as text: a database keeps its own form of it, and its driver reads it in its own way.
    names = ", ".join(
        f'CAST("{each.name}" AS text)' if each.kind is Kind.JSON else f'"{each.name}"'
        for each in kept.columns
    )
    where = f" WHERE {kept.where}" if kept.where else ""
    order = at.order(kept.key.name, kept.key.kind)
    return f'SELECT {names} FROM "{kept.table}"{where} ORDER BY {order}'  # noqa: S608 - names of ours


def _value(found: Any, kind: Kind) -> Value:
    if found is None:
        return None
    if kind is Kind.BYTES:
        return bytes(found)
    if kind is Kind.TRUTH:
        return bool(found)
    if kind is Kind.JSON:
        return canon.to_bytes(canon.parse(b'{"v":' + found.encode() + b"}")["v"]).decode()
    value: Value = found
    return value


class _Sqlite:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def select(self, sql: str) -> Iterator[Sequence[Any]]:
        return self._database.execute(sql)

    def order(self, column: str, _kind: Kind) -> str:
        return f'"{column}"'


class _Postgresql:
    def __init__(self, database: "psycopg.Connection[Any]") -> None:
        self._database = database

    def select(self, sql: str) -> Iterator[Sequence[Any]]:
        with self._database.cursor(name="rows") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(sql)
            yield from cursor

    def order(self, column: str, kind: Kind) -> str:
        collation = ' COLLATE "C"' if kind is Kind.TEXT else ""
        return f'"{column}"{collation}'


@contextmanager
def _of_sqlite() -> Iterator[Moment]:
    address = f"{Path(connection.settings_dict['NAME']).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as database:
        database.isolation_level = None
        database.execute("BEGIN")
        database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # pins it
        yield _Sqlite(database)


@contextmanager
def _of_postgresql() -> Iterator[Moment]:
    params = connection.get_connection_params()
    params.pop("cursor_factory", None)
    with closing(psycopg.connect(**params)) as database:
        database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        database.read_only = True
        database.execute("SELECT 1")  # pins it
        yield _Postgresql(database)
