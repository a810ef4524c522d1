"""Rows and roots that are forgotten with their process, for tests and examples."""

from collections.abc import Iterable, Mapping, Sequence

from sealbench.errors import UnavailableError
from sealbench.keyring.key import Key
from sealbench.keyring.node import Realm
from sealbench.keyring.packed import Box, Place, path
from sealbench.keyring.roots import Roots
from sealbench.keyring.rows import Found, Head, TreeRows


class MemoryRoots(Roots):
    """At most two roots in a dictionary, the first of them random."""

    def __init__(self) -> None:
        self._roots = {1: Key.random()}

    def mark(self) -> bytes:
        """Return the epochs that there are."""
        return b"".join(epoch.to_bytes(8, "big") for epoch in self._roots)

    def read(self, epoch: int) -> Key:
        """Return the root of *epoch*."""
        if epoch not in self._roots:
            raise UnavailableError("there is no root of this epoch")
        return self._roots[epoch]

    def prepare(self, epoch: int, root: Key) -> None:
        """Keep *root* beside the one before."""
        self._roots = {epoch - 1: self.read(epoch - 1), epoch: root}

    def settle(self, epoch: int) -> None:
        """Drop what is older than *epoch*."""
        self.read(epoch)
        self._roots = {each: root for each, root in self._roots.items() if each >= epoch}

    def is_settled(self, epoch: int) -> bool:
        """Tell whether nothing older is left."""
        return min(self._roots) >= epoch


class MemoryRows(TreeRows):
    """Rows that are forgotten with the process; `copy` and `restore` stand for a transaction."""

    def __init__(self) -> None:
        self.heads: dict[Realm, Head] = {}
        self.packed: dict[tuple[Realm, Place], Box] = {}
        self.places: dict[tuple[Realm, str], int] = {}

    def copy(self) -> "MemoryRows":
        """Return the rows as they are now."""
        other = MemoryRows()
        other.restore(self)
        return other

    def restore(self, other: "MemoryRows") -> None:
        """Become what *other* is, as a transaction that is undone."""
        self.heads = dict(other.heads)
        self.packed = dict(other.packed)
        self.places = dict(other.places)

    def head(self, realm: Realm, *, lock: bool = False) -> Head | None:  # noqa: ARG002 - one thread
        """Return the state of *realm*."""
        return self.heads.get(realm)

    def find(self, realm: Realm, name: str) -> Found | None:
        """Return where the key of *name* lies."""
        position = self.places.get((realm, name))
        if position is None:
            return None
        return Found(self.heads[realm].epoch, position, self.boxes(realm, path(position)))

    def positions(self, realm: Realm, names: Iterable[str] | None = None) -> dict[str, int]:
        """Return the positions of *names*."""
        of_realm = {name: at for (each, name), at in self.places.items() if each == realm}
        if names is None:
            return of_realm
        return {name: of_realm[name] for name in names if name in of_realm}

    def boxes(self, realm: Realm, places: Sequence[Place]) -> dict[Place, Box]:
        """Return the packed nodes at *places*."""
        return {at: self.packed[realm, at] for at in places if (realm, at) in self.packed}

    def take(self, realm: Realm, count: int) -> Head:
        """Take *count* positions."""
        before = self.heads.get(realm, Head(1, 0))
        self.heads[realm] = Head(before.epoch, before.taken + count)
        return before

    def advance(self, realm: Realm, epoch: int) -> bool:
        """Go from *epoch* to the next."""
        before = self.heads[realm]
        if before.epoch != epoch:
            return False
        self.heads[realm] = Head(epoch + 1, before.taken)
        return True

    def put(self, realm: Realm, boxes: Mapping[Place, Box]) -> None:
        """Keep packed nodes."""
        self.packed |= {(realm, place): box for place, box in boxes.items()}

    def drop(self, realm: Realm, places: Sequence[Place]) -> None:
        """Forget packed nodes."""
        for place in places:
            self.packed.pop((realm, place), None)

    def add(self, realm: Realm, positions: Mapping[str, int]) -> None:
        """Keep where subjects' keys lie."""
        self.places |= {(realm, name): at for name, at in positions.items()}

    def remove(self, realm: Realm, names: Sequence[str]) -> None:
        """Forget where subjects' keys lay."""
        for name in names:
            self.places.pop((realm, name), None)
