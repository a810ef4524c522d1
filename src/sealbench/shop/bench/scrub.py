"""Emptying SQLite's write-ahead log, where a deleted row would live on.

`secure_delete` overwrites what is deleted in the database itself; the log keeps the pages
of before until it is emptied.  Readers may hold that up: the keeper tries again.
"""

from django.db import connection

_PATIENCE = 500  # milliseconds: meanwhile nobody writes, and a backup reads for minutes


def empty_log() -> bool:
    """Write the log back and truncate it; return False while readers stand in the way."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {min(_PATIENCE, usual)}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
    return not busy
