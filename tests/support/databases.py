"""A fresh database for each test: a migrated file copied, or PostgreSQL's tables emptied."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections

from tests.support.postgres import MADE_HERE

_migrated: list[Path] = []
REPLICA = "SET session_replication_role = replica"  # no trigger and no foreign key asks
DEFAULT = "SET session_replication_role = DEFAULT"


def fresh_database(folder: Path) -> None:
    """Give this process's default connection an empty, migrated database."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _fresh_file(folder)
    else:
        _fresh_tables()


def _fresh_file(folder: Path) -> None:
    settings = connections.settings["default"]
    if not _migrated:
        # In a folder of its own: those of tests go when they have passed.
        made = Path(tempfile.mkdtemp(prefix="sealbench-migrated-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        template = made / "migrated.db"
        settings["NAME"] = connection.settings_dict["NAME"] = str(template)
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        _migrated.append(template)
    name = folder / "shop.db"
    shutil.copyfile(_migrated[0], name)
    settings["NAME"] = connection.settings_dict["NAME"] = str(name)


def _fresh_tables() -> None:
    # What is emptied here is a cluster of ours (tests/support/postgres.py), never somebody's.
    host = Path(str(connection.settings_dict["HOST"]))
    assert (host / MADE_HERE).exists(), "DATABASE_URL leads to a database that no test made"
    if not _migrated:
        call_command("migrate", verbosity=0)
        _migrated.append(Path())
    empty_tables()


def empty_tables() -> None:
    """Delete all rows of PostgreSQL's tables, and count from one again.

    TRUNCATE would give each of them new files, which took a third of the tests' time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relname = ANY(%s) AND pg_relation_size(oid) > 0",
            [tables()],
        )
        deletions = [f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()]  # noqa: S608 - names of ours
        restarts = [
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), 1, false)"
            for table, column in numbered()
        ]
        cursor.execute("; ".join((REPLICA, *deletions, *restarts, DEFAULT)))


def tables() -> list[str]:
    """Return the tables of the shop."""
    return [model._meta.db_table for model in apps.get_models()]


def numbered() -> Iterator[tuple[str, str]]:
    """Yield the tables whose keys the database counts, with the key."""
    for model in apps.get_models():
        key = model._meta.pk
        if key.get_internal_type() == "BigAutoField":
            yield model._meta.db_table, str(key.column)
