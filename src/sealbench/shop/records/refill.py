"""Filling an empty database with the rows of a backup: all of them, or none.

Beside the executor's this is the one transaction of the shop: into a database that nobody
serves, in the schema that the backup was made with.  What was sealed then opens only as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from sealbench.backup import Column, Kind, Manifest, Table, Value, Vault, read_rows
from sealbench.errors import ConflictError, MalformedError, UnavailableError, VerificationError
from sealbench.shop.records.kept import kept

_APP = "records"
_AT_ONCE = 500
_TYPES: Mapping[Kind, type] = {
    Kind.NUMBER: int,
    Kind.TEXT: str,
    Kind.BYTES: bytes,
    Kind.TRUTH: bool,
    Kind.JSON: str,
}

Row = Sequence[Value]
Tell = Callable[[str], None]


def table_rows(vault: Vault, table: Table) -> Iterator[Row]:
    """Yield the rows of *table*; raise VerificationError where they are not as they were written.

    That is a part that is missing or altered, a value of another kind, or another count.
    """
    count = 0
    for chunk in table.chunks:
        for row in _parsed(vault.get(chunk), table):
            count += 1
            yield row
    if count != table.rows:
        raise VerificationError(f"{table.name} has other rows than its manifest says")


def refill(
    vault: Vault,
    manifest: Manifest,
    *,
    instead: Mapping[str, Iterable[Row]],
    tell: Tell = lambda _text: None,
) -> None:
    """Bring an empty database to the schema of *manifest*, fill it, and bring it up to date.

    *instead* gives the rows of some tables in place of the backup's own.  Raise ConflictError
    where there are rows, VerificationError for a damaged backup: then there are none.
    """
    tell("making the tables")
    _migrate(manifest.schema)
    _require_empty()
    try:
        with transaction.atomic(durable=True):
            for table in manifest.tables:
                tell(f"table {table.name}")
                rows = instead[table.name] if table.name in instead else table_rows(vault, table)
                _insert(table, rows)
    except DatabaseError as exc:
        raise UnavailableError(
            "the records could not be written", hint="look at the disk, then begin again"
        ) from exc
    tell("bringing the tables up to date")
    _migrate(None)
    _count_on()


def require_empty() -> None:
    """Raise ConflictError where the database has records, UnavailableError where it is away."""
    try:
        _require_empty()
    except DatabaseError as exc:
        raise UnavailableError(
            "the database cannot be reached", hint="look at DATABASE_URL and the disk"
        ) from exc


def make_empty() -> None:
    """Take away the rows that a refill before has written; only a restore calls it."""
    with connection.cursor() as cursor:
        names = [f'"{name}"' for name in _tables(cursor)]
        if names:
            cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")


def _parsed(data: bytes, table: Table) -> Iterator[Row]:
    kinds = [column.kind for column in table.columns]
    try:
        for row in read_rows(data, columns=len(kinds)):
            _check(row, kinds)
            yield row
    except MalformedError as exc:
        raise VerificationError(f"the rows of {table.name} are damaged: {exc}") from exc


def _check(row: Row, kinds: Sequence[Kind]) -> None:
    for value, kind in zip(row, kinds, strict=True):
        if value is not None and type(value) is not _TYPES[kind]:
            raise MalformedError("a value of another kind than its column's")


def _migrate(schema: str | None) -> None:
    if schema is not None and (_APP, schema) not in MigrationLoader(connection).disk_migrations:
        raise ConflictError(
            "this backup was made by a newer version", hint="upgrade sealbench, then begin again"
        )
    try:
        call_command("migrate", _APP, *([schema] if schema else []), verbosity=0)
    except DatabaseError as exc:
        raise UnavailableError(
            "the tables could not be made", hint="look at the database and its disk"
        ) from exc


def _require_empty() -> None:
    with connection.cursor() as cursor:
        for name in _tables(cursor):
            cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')  # noqa: S608 - a table of ours
            if cursor.fetchone():
                raise ConflictError(
                    "this home has records already", hint="restore into an empty one"
                )


def _tables(cursor: CursorWrapper) -> Sequence[str]:
    names = connection.introspection.table_names(cursor)
    return [name for name in names if name.startswith(f"{_APP}_")]


def _insert(table: Table, rows: Iterable[Row]) -> None:
    if not table.name.startswith(f"{_APP}_"):
        raise VerificationError("the backup names a table that is not the shop's")
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join(map(_mark, table.columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - names as the manifest's form allows
    rest = iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(rest, _AT_ONCE)):
            cursor.executemany(statement, some)


def _mark(column: Column) -> str:
    is_json = column.kind is Kind.JSON and connection.vendor == "postgresql"
    return "%s::jsonb" if is_json else "%s"


def _count_on() -> None:
    """Have the database number new rows after those that came."""
    models = [each.model for each in kept()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
