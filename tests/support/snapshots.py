"""What a database holds, kept once in a process and put back as often as a test begins with it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tests.support.databases import DEFAULT, REPLICA, empty_tables, numbered, tables

_kept: dict[str, "Path | list[str]"] = {}


def is_kept(name: str) -> bool:
    """Tell whether there is a snapshot called *name*."""
    return name in _kept


def keep(name: str, folder: Path) -> None:
    """Keep what the database holds now as *name*; *folder* outlives the tests of this process."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _kept[name] = folder / f"{name}.db"
        with closing(sqlite3.connect(folder / f"{name}.db")) as copy:
            _raw().backup(copy)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS kept_{name} CASCADE")
        cursor.execute(f"CREATE SCHEMA kept_{name}")
        _kept[name] = [table for table in tables() if _has_rows(cursor, table)]
        for table in _kept[name]:  # type: ignore[union-attr]  # a list on PostgreSQL
            cursor.execute(f'CREATE TABLE kept_{name}."{table}" AS TABLE public."{table}"')


def put(name: str) -> None:
    """Let the database hold what was kept as *name*, and nothing else."""
    found = _kept[name]
    if isinstance(found, Path):
        connection.ensure_connection()
        with closing(sqlite3.connect(found)) as copy:
            copy.backup(_raw())
        return
    empty_tables()
    filled = [
        f'INSERT INTO "{table}" SELECT * FROM kept_{name}."{table}"'  # noqa: S608 - names of ours
        for table in found
    ]
    counted = [
        f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), MAX({column})) "  # noqa: S608 - names of ours
        f'FROM "{table}"'
        for table, column in numbered()
        if table in found
    ]
    with connection.cursor() as cursor:
        cursor.execute("; ".join((REPLICA, *filled, *counted, DEFAULT)))


def _raw() -> sqlite3.Connection:
    raw: Any = connection.connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _has_rows(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 - a name of ours
    return cursor.fetchone() is not None
