"""The rows of the wrap trees, by hand-written statements: each sealing and opening needs them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sealbench.keyring import Box, Found, Head, Place, Realm, TreeRows
from sealbench.shop.records.statements.statement import Row, Statement

_T = TypeVar("_T")

_LEVEL = 48  # bits of an index
_REALMS = {Realm.JOBS: 1, Realm.CLIENTS: 2}
_AT_ONCE = 500  # values of one statement

_HEAD = "SELECT epoch, taken FROM records_keyrealm WHERE id = %s"
_READ_HEAD = Statement(_HEAD)
_LOCK_HEAD = Statement(_HEAD, lock=" FOR UPDATE")
_TAKE = Statement("""
INSERT INTO records_keyrealm (id, epoch, taken) VALUES (%s, 1, %s)
ON CONFLICT (id) DO UPDATE SET taken = records_keyrealm.taken + excluded.taken
RETURNING epoch, taken
""")
_ADVANCE = Statement("UPDATE records_keyrealm SET epoch = epoch + 1 WHERE id = %s AND epoch = %s")
_PUT = Statement("""
INSERT INTO records_keynode (id, epoch, box) VALUES (%s, %s, %s)
ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, box = excluded.box
""")
_DROP = Statement("DELETE FROM records_keynode WHERE id = %s")
_ADD = Statement("INSERT INTO records_keyplace (id, position) VALUES (%s, %s)")
_REMOVE = Statement("DELETE FROM records_keyplace WHERE id = %s")
_ALL = Statement("""
SELECT id, position FROM records_keyplace WHERE substr(id, 1, length(%s)) = %s
""")


class KeyRows(TreeRows):
    """The rows on the connection of the calling thread."""

    def head(self, realm: Realm, *, lock: bool = False) -> Head | None:
        """Return the state of *realm*."""
        row = (_LOCK_HEAD if lock else _READ_HEAD).one(realm.value)
        return Head(int(row[0]), int(row[1])) if row else None

    def find(self, realm: Realm, name: str) -> Found | None:
        """Return where the key of *name* lies, with the path to it, in one statement."""
        rows = _find(realm).all(f"{realm.value}/{name}")
        if not rows:
            return None
        return Found(int(rows[0][0]), int(rows[0][1]), _boxes(row[2:] for row in rows))

    def positions(self, realm: Realm, names: Iterable[str] | None = None) -> dict[str, int]:
        """Return the positions of *names*."""
        start = f"{realm.value}/"
        if names is None:
            rows: Iterable[Row] = _ALL.all(start, start)
        else:
            ids = (f"{start}{name}" for name in names)
            rows = (row for some in _groups(ids) for row in _places(len(some)).all(*some))
        return {str(row[0]).removeprefix(start): int(row[1]) for row in rows}

    def boxes(self, realm: Realm, places: Sequence[Place]) -> dict[Place, Box]:
        """Return the packed nodes at *places*."""
        return _boxes(
            row
            for some in _groups(places)
            for row in _nodes(len(some)).all(*(row_id(realm, place) for place in some))
        )

    def take(self, realm: Realm, count: int) -> Head:
        """Take *count* positions."""
        row = _TAKE.one(realm.value, count)
        assert row is not None  # noqa: S101 - it inserts or updates
        return Head(int(row[0]), int(row[1]) - count)

    def advance(self, realm: Realm, epoch: int) -> bool:
        """Go from *epoch* to the next."""
        return _ADVANCE.change(realm.value, epoch) == 1

    def put(self, realm: Realm, boxes: Mapping[Place, Box]) -> None:
        """Keep packed nodes."""
        _PUT.each([(row_id(realm, place), *box) for place, box in boxes.items()])

    def drop(self, realm: Realm, places: Sequence[Place]) -> None:
        """Forget packed nodes."""
        if places:
            _DROP.each([(row_id(realm, place),) for place in places])

    def add(self, realm: Realm, positions: Mapping[str, int]) -> None:
        """Keep where subjects' keys lie."""
        if positions:
            _ADD.each([(f"{realm.value}/{name}", at) for name, at in positions.items()])

    def remove(self, realm: Realm, names: Sequence[str]) -> None:
        """Forget where subjects' keys lay."""
        if names:
            _REMOVE.each([(f"{realm.value}/{name}",) for name in names])


def _groups(values: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def row_id(realm: Realm, place: Place) -> int:
    """Return the id of the row of a packed node."""
    return (_REALMS[realm] << 4 | place.level) << _LEVEL | place.number


def place_of(row: int) -> Place:
    """Return where the packed node of the row with this id stands."""
    return Place(*divmod(row & ((1 << 4 << _LEVEL) - 1), 1 << _LEVEL))


def row_ids(realm: Realm) -> range:
    """Return the ids that rows of *realm* have."""
    first = _REALMS[realm] << 4 << _LEVEL
    return range(first, first + (1 << 4 << _LEVEL))


def _boxes(rows: Iterable[Sequence[Any]]) -> dict[Place, Box]:
    found: dict[Place, Box] = {}
    for number, epoch, data in rows:
        found[place_of(number)] = Box(epoch, bytes(data))
    return found


@lru_cache(maxsize=len(_REALMS))
def _find(realm: Realm) -> Statement:
    """Return the statement that reads a subject's position, and the nodes above it."""
    ids = ", ".join(
        f"{row_id(realm, Place(level, 0))} + p.position / {64 ** (level + 1)}" for level in range(4)
    )
    return Statement(f"""
SELECT r.epoch, p.position, n.id, n.epoch, n.box
FROM records_keyplace p
JOIN records_keyrealm r ON r.id = '{realm.value}'
JOIN records_keynode n ON n.id IN ({ids})
WHERE p.id = %s
""")  # noqa: S608 - numbers and the realm's name only


@lru_cache(maxsize=_AT_ONCE)
def _places(count: int) -> Statement:
    marks = ",".join(["%s"] * count)
    return Statement(f"SELECT id, position FROM records_keyplace WHERE id IN ({marks})")  # noqa: S608 - marks only


@lru_cache(maxsize=_AT_ONCE)
def _nodes(count: int) -> Statement:
    marks = ",".join(["%s"] * count)
    return Statement(f"SELECT id, epoch, box FROM records_keynode WHERE id IN ({marks})")  # noqa: S608 - marks only
