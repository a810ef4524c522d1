"""docs/reference/schema.sql: the tables of SQLite, as the database itself says them."""

from pathlib import Path

from django.db import connection, connections

from tests.support.databases import fresh_database

_OPENING = """\
-- The tables, indexes and triggers of a home on SQLite, as its sqlite_master says them.
-- A column named "sealed" holds one encrypted JSON; see ARCHITECTURE.md.
"""
_MASTER = """
SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name
"""


def to_sql(folder: Path) -> str:
    """Return the schema of a database that is migrated for this, below *folder*."""
    home = folder / "schema"
    home.mkdir()
    fresh_database(home)
    with connection.cursor() as cursor:
        cursor.execute(_MASTER)
        found = "".join(f"\n{sql.strip()};\n" for (sql,) in cursor.fetchall())
    connections.close_all()
    return _OPENING + found
