"""A manifest: what one backup is made of (docs/spec/backup.md, "Manifest").

Everything in it but `sealed` may be read by whoever holds the vault: counts, hashes and the
head of the public ledger.  `sealed` is a box under the house key that is bound to all the rest,
so a manifest that somebody else wrote or changed does not open.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from sealbench import canon, clock
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError

_VERSION = 1
_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_AAD = b"sealbench/backup/v1\0"


class Kind(StrEnum):
    """What a column holds; `json` is text in its canonical form."""

    NUMBER = "number"
    TEXT = "text"
    BYTES = "bytes"
    TRUTH = "truth"
    JSON = "json"


_KINDS = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows in the order of their keys, as chunks by their hashes."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    chunks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Objects:
    """Files as they are: how many, how long all together, and chunks of name, size and hash."""

    count: int
    size: int
    chunks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup; *epoch* is that of the root which opens its keys, *note* its ledger's head."""

    id: str
    created_at: str
    home: str
    origin: str
    site: str
    schema: str
    epoch: int
    size: int
    note: str
    tables: tuple[Table, ...]
    objects: Objects
    sealed: bytes = b""

    def bound(self) -> bytes:
        """Return what the sealed part is bound to: all the rest."""
        return _AAD + canon.to_bytes(self._open_part())

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return canon.to_bytes({**self._open_part(), "sealed": canon.b64u(self.sealed)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the manifest in *data*; raise MalformedError for any other form."""
        told = _Fields(canon.from_bytes(data))
        if told.number("v") != _VERSION:
            raise MalformedError(
                "a backup of a form that this version does not read", hint="upgrade sealbench"
            )
        clock.from_text(told.text("created_at"))
        ledger, objects = told.fields("ledger"), told.fields("objects")
        found = cls(
            id=told.text("id", _ID),
            created_at=told.text("created_at"),
            home=told.text("home"),
            origin=told.text("origin"),
            site=told.text("site"),
            schema=told.text("schema"),
            epoch=told.number("epoch"),
            size=ledger.number("size"),
            note=ledger.text("note"),
            tables=tuple(_table(_Fields.of(each)) for each in told.list("tables")),
            objects=Objects(objects.number("count"), objects.number("size"), objects.hashes()),
            sealed=canon.unb64u(told.text("sealed")),
        )
        if found.to_bytes() != data:
            raise MalformedError("a manifest has fields that are not known")
        return found

    def chunks(self) -> set[str]:
        """Return the hashes of all chunks, without the files that the objects name."""
        return {*self.objects.chunks, *(each for table in self.tables for each in table.chunks)}

    def _open_part(self) -> dict[str, JSONValue]:
        return {
            "v": _VERSION,
            "id": self.id,
            "created_at": self.created_at,
            "home": self.home,
            "origin": self.origin,
            "site": self.site,
            "schema": self.schema,
            "epoch": self.epoch,
            "ledger": {"size": self.size, "note": self.note},
            "tables": [_told(table) for table in self.tables],
            "objects": {
                "count": self.objects.count,
                "size": self.objects.size,
                "chunks": list(self.objects.chunks),
            },
        }


def made_at(backup: str) -> datetime:
    """Return when the backup of this id was made, in UTC."""
    if not _ID.fullmatch(backup):
        raise MalformedError("not the id of a backup")
    return datetime.strptime(f"{backup[:15]}+0000", "%Y%m%dT%H%M%S%z")


def _told(table: Table) -> JSON:
    return {
        "name": table.name,
        "columns": [[column.name, column.kind.value] for column in table.columns],
        "rows": table.rows,
        "chunks": list(table.chunks),
    }


def _table(told: "_Fields") -> Table:
    columns = tuple(map(_column, told.list("columns")))
    if not columns or len({column.name for column in columns}) != len(columns):
        raise MalformedError("a table has columns, each once")
    return Table(told.text("name", _NAME), columns, told.number("rows"), told.hashes())


def _column(value: JSONValue) -> Column:
    match value:
        case [str(name), str(kind)] if _NAME.fullmatch(name) and kind in _KINDS:
            return Column(name, Kind(kind))
    raise MalformedError("a column has a name and a kind")


class _Fields:
    """The fields of one object, each asked for by its type."""

    def __init__(self, told: JSON) -> None:
        self._told = told

    @classmethod
    def of(cls, value: JSONValue) -> Self:
        """Return the fields of *value*; raise MalformedError unless it is an object."""
        if not isinstance(value, Mapping):
            raise MalformedError("expected an object")
        return cls(value)

    def fields(self, name: str) -> "_Fields":
        return self.of(self._told.get(name))

    def text(self, name: str, form: "re.Pattern[str] | None" = None) -> str:
        return _text(self._told.get(name), form)

    def number(self, name: str) -> int:
        value = self._told.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise MalformedError("expected a number")
        return value

    def list(self, name: str) -> Sequence[JSONValue]:
        value = self._told.get(name)
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise MalformedError("expected a list")
        return value

    def hashes(self) -> tuple[str, ...]:
        return tuple(_text(each, _HASH) for each in self.list("chunks"))


def _text(value: JSONValue, form: "re.Pattern[str] | None") -> str:
    if not isinstance(value, str) or (form and not form.fullmatch(value)):
        raise MalformedError("text of another form")
    return value
