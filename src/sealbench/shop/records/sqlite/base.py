"""Django's SQLite backend with immediate constraints.

Django declares foreign keys as deferred on SQLite.  A violation would then show at the
commit of a whole group of procedures, and take the innocent ones with it.
"""

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as StockSchemaEditor


class DatabaseSchemaEditor(StockSchemaEditor):
    """Write constraints that are checked by the statement that breaks them."""

    sql_create_inline_fk = "REFERENCES %(to_table)s (%(to_column)s)"
    sql_create_column_inline_fk = sql_create_inline_fk


class DatabaseWrapper(base.DatabaseWrapper):
    """Use the schema editor above."""

    SchemaEditorClass = DatabaseSchemaEditor
