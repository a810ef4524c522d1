"""Django's SQLite backend with immediate constraints.

Django declares foreign keys as deferred on SQLite.  A violation would then show at the
commit of a whole group of procedures, and take the innocent ones with it.
"""

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as StockSchemaEditor
from django.db.models import Model


class DatabaseSchemaEditor(StockSchemaEditor):
    """Write constraints that are checked by the statement that breaks them."""

    sql_create_inline_fk = "REFERENCES %(to_table)s (%(to_column)s)"
    sql_create_column_inline_fk = sql_create_inline_fk

    def _remake_table(self, model: type[Model], *args: Any, **changes: Any) -> None:
        """Make a table anew as Django does, with the triggers that name it: it forgets them."""
        table = model._meta.db_table  # noqa: SLF001 - Django's own name
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, sql in cursor.fetchall() if table in sql]
        for name, _ in triggers:
            self.execute(f'DROP TRIGGER "{name}"', None)
        super()._remake_table(model, *args, **changes)  # type: ignore[misc]  # Django declares it not
        for _, sql in triggers:
            self.execute(sql, None)


class DatabaseWrapper(base.DatabaseWrapper):
    """Use the schema editor above."""

    SchemaEditorClass = DatabaseSchemaEditor
