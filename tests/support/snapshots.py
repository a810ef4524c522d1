"""What a database holds, kept once in a process and put back as often as a test begins with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

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
        _kept[name] = [table for table in _tables() if _has_rows(cursor, table)]
        for table in _kept[name]:  # type: ignore[union-attr]  # a list on PostgreSQL
            cursor.execute(f'CREATE TABLE kept_{name}."{table}" AS TABLE public."{table}"')


def put(name: str) -> None:
    """Let the database hold what was kept as *name*, and nothing else of the tables in it."""
    found = _kept[name]
    if isinstance(found, Path):
        connection.ensure_connection()
        with closing(sqlite3.connect(found)) as copy:
            copy.backup(_raw())
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in found:
            cursor.execute(f'TRUNCATE "{table}" CASCADE')
        for table in found:
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM kept_{name}."{table}"')  # noqa: S608 - names of ours
        cursor.execute("SET session_replication_role = DEFAULT")
        for table, column in _numbered(found):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), MAX({column})) "  # noqa: S608 - names of ours
                f'FROM "{table}"'
            )


def _raw() -> sqlite3.Connection:
    raw: Any = connection.connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models()]


def _has_rows(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 - a name of ours
    return cursor.fetchone() is not None


def _numbered(tables: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the tables among *tables* whose keys the database counts, with the key."""
    for model in apps.get_models():
        key = model._meta.pk
        if model._meta.db_table in tables and key.get_internal_type() == "BigAutoField":
            yield model._meta.db_table, str(key.column)
