"""The wrap tree of the realm *clients* as a backup has it: read, laid over, and tried.

Nodes are ciphertext.  A backup is opened under the root of today, which its own nodes may not
know, so the newest that are at hand take their place: where a key lies never changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from sealbench.backup import Manifest, Table, Vault, read_rows, write_row
from sealbench.errors import UnavailableError, VerificationError
from sealbench.keyring import Box, Head, Key, MemoryRows, Place, Realm, Roots
from sealbench.keyring.packed import WIDTH
from sealbench.shop.records.kept import Kept, kept
from sealbench.shop.records.moment import Moment, rows_of
from sealbench.shop.records.refill import Row, table_rows
from sealbench.shop.records.statements.key_rows import place_of, row_id

REALM, NODES, PLACES = "records_keyrealm", "records_keynode", "records_keyplace"
_PREFIX = f"{Realm.CLIENTS.value}/"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    REALM: ("id", "epoch", "taken"),
    NODES: ("id", "epoch", "box"),
    PLACES: ("id", "position"),
}

_Named = Mapping[str, int | str | bytes]


@dataclass(frozen=True, slots=True)
class Tree:
    """The nodes of one moment, the state of their realm, and where each key lies."""

    head: Head
    boxes: Mapping[Place, Box]
    positions: Mapping[str, int]

    @classmethod
    def read(cls, vault: Vault, manifest: Manifest) -> Self:
        """Return the tree that *manifest* has; raise VerificationError where it is damaged."""
        tables = {table.name: table for table in manifest.tables}
        try:
            rows = {
                name: list(_columns(vault, tables[name], *columns))
                for name, columns in _COLUMNS.items()
            }
        except (KeyError, ValueError) as exc:
            raise VerificationError("the keys of this backup are damaged") from exc
        return cls.from_rows(rows)

    def under(self, newer: "Tree") -> "Tree":
        """Return the keys of this tree, where *newer* has them now; positions never change."""
        return replace(newer, positions=self.positions)

    def with_nodes(self, nodes: Mapping[Place, Box], *, epoch: int) -> "Tree":
        """Return the tree after *nodes* were changed by erasures up to *epoch*."""
        newer = {at: box for at, box in nodes.items() if self.head.epoch < box.epoch <= epoch}
        boxes = {**self.boxes, **newer}
        beyond = max((index + 1 for level, index in boxes if level == 0), default=0) * WIDTH
        return Tree(Head(epoch, max(self.head.taken, beyond)), boxes, self.positions)

    def only(self, names: Iterable[str]) -> "Tree":
        """Return the tree with the keys of *names* alone."""
        return replace(self, positions={name: self.positions[name] for name in names})

    @classmethod
    def now(cls, at: Moment) -> Self:
        """Return the tree as the database has it at this moment."""
        tables = [each for each in kept() if each.table in _COLUMNS]
        return cls.from_rows({each.table: list(_now(at, each)) for each in tables})

    def to_bytes(self) -> bytes:
        """Return the tree as rows, to be handed to another process: ciphertext."""
        parts = [write_row((self.head.epoch, self.head.taken, len(self.boxes)))]
        parts += [
            write_row((row_id(Realm.CLIENTS, at), box.epoch, box.data))
            for at, box in self.boxes.items()
        ]
        parts += [write_row((name, at, None)) for name, at in self.positions.items()]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the tree that `to_bytes` wrote."""
        first, *rest = read_rows(data, columns=3)
        count = int(str(first[2]))
        return cls.from_rows(
            {
                REALM: [["", *first[:2]]],
                NODES: rest[:count],
                PLACES: [row[:2] for row in rest[count:]],
            }
        )

    @classmethod
    def from_rows(cls, rows: Mapping[str, Iterable[Row]]) -> Self:
        """Return the tree in the rows of its tables; raise VerificationError for others."""
        try:
            ((_, epoch, taken),) = rows[REALM]
            return cls(
                Head(int(str(epoch)), int(str(taken))),
                {
                    place_of(int(str(number))): Box(int(str(epoch)), _bytes(box))
                    for number, epoch, box in rows[NODES]
                },
                {str(name).removeprefix(_PREFIX): int(str(at)) for name, at in rows[PLACES]},
            )
        except (KeyError, ValueError) as exc:
            raise VerificationError("the keys of this backup are damaged") from exc

    def to_memory(self) -> MemoryRows:
        """Return what a store of keys reads, of this realm alone."""
        rows, realm = MemoryRows(), Realm.CLIENTS
        rows.take(realm, self.head.taken)
        for epoch in range(1, self.head.epoch):
            rows.advance(realm, epoch)
        rows.put(realm, self.boxes)
        rows.add(realm, self.positions)
        return rows

    def to_rows(self, manifest: Manifest) -> dict[str, Iterator[Row]]:
        """Return the rows of its tables, in the order of columns that *manifest* has."""
        tables = {table.name: table for table in manifest.tables}
        head: list[_Named] = [
            {"id": Realm.CLIENTS.value, "epoch": self.head.epoch, "taken": self.head.taken}
        ]
        nodes: Iterator[_Named] = (
            {"id": row_id(Realm.CLIENTS, at), "epoch": box.epoch, "box": box.data}
            for at, box in self.boxes.items()
        )
        places: Iterator[_Named] = (
            {"id": f"{_PREFIX}{name}", "position": at} for name, at in self.positions.items()
        )
        return {
            REALM: _ordered(tables[REALM], head),
            NODES: _ordered(tables[NODES], nodes),
            PLACES: _ordered(tables[PLACES], places),
        }


class HeldRoot(Roots):
    """One root in memory that is only read."""

    def __init__(self, epoch: int, root: Key) -> None:
        self._epoch = epoch
        self._root = root

    def mark(self) -> bytes:
        """Return the epoch."""
        return self._epoch.to_bytes(8, "big")

    def read(self, epoch: int) -> Key:
        """Return the root of *epoch*."""
        if epoch != self._epoch:
            raise UnavailableError("there is no root of this epoch")
        return self._root

    def prepare(self, epoch: int, root: Key) -> None:  # noqa: ARG002 - refused
        """Refuse."""
        raise UnavailableError("the keys of a backup are only read")

    def settle(self, epoch: int) -> None:
        """Leave it as it is."""
        self.read(epoch)

    def is_settled(self, epoch: int) -> bool:
        """Tell that nothing older is here."""
        return epoch <= self._epoch


def _columns(vault: Vault, table: Table, *names: str) -> Iterator[Row]:
    known = [column.name for column in table.columns]
    order = [known.index(name) for name in names]
    for row in table_rows(vault, table):
        yield [row[at] for at in order]


def _now(at: Moment, each: Kept) -> Iterator[Row]:
    known = [column.name for column in each.columns]
    order = [known.index(name) for name in _COLUMNS[each.table]]
    for _, data in rows_of(at, each):
        (row,) = read_rows(data, columns=len(known))
        yield [row[place] for place in order]


def _ordered(table: Table, rows: Iterable[_Named]) -> Iterator[Row]:
    for row in rows:
        yield [row[column.name] for column in table.columns]


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise VerificationError("the keys of this backup are damaged")
    return value
