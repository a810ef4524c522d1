from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLES = ("records_leaf", "records_checkpoint")

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_{verb}_never BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_never BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION records_never()
"""
_FUNCTION = """
CREATE FUNCTION records_never() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$
"""


def forbid(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_FUNCTION, None)
        for table in _TABLES:
            editor.execute(_POSTGRESQL.format(table=table), None)
        return
    for table in _TABLES:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(table=table, verb=verb), None)


def allow(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in _TABLES:
            editor.execute(f"DROP TRIGGER {table}_never ON {table}")
        editor.execute("DROP FUNCTION records_never()")
        return
    for table in _TABLES:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER {table}_{verb}_never")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [migrations.RunPython(forbid, allow)]
