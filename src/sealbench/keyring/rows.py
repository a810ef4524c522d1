"""What a wrap tree keeps in the database.

All of it is ciphertext and counting: it may be copied, backed up and replicated freely, since
without the root of its epoch it opens nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from sealbench.keyring.node import Realm
from sealbench.keyring.packed import Box, Place


class Head(NamedTuple):
    """The state of a realm: the *epoch* of its root, and how many positions were ever taken."""

    epoch: int
    taken: int


class Found(NamedTuple):
    """A subject's position and the path of boxes to it, of one moment."""

    epoch: int
    position: int
    boxes: Mapping[Place, Box]


class TreeRows(Protocol):
    """The rows of both realms; what writes is called within the writer's transaction."""

    def head(self, realm: Realm, *, lock: bool = False) -> Head | None:
        """Return the state of *realm*, None before its first key; *lock* holds it until the end."""
        ...

    def find(self, realm: Realm, name: str) -> Found | None:
        """Return where the key of *name* lies, read in one statement."""
        ...

    def positions(self, realm: Realm, names: Iterable[str] | None = None) -> dict[str, int]:
        """Return the positions of *names*, of all subjects when None; absent ones are left out."""
        ...

    def boxes(self, realm: Realm, places: Sequence[Place]) -> dict[Place, Box]:
        """Return the packed nodes at *places* that there are."""
        ...

    def take(self, realm: Realm, count: int) -> Head:
        """Take *count* positions and return the state before; the realm stays locked."""
        ...

    def advance(self, realm: Realm, epoch: int) -> bool:
        """Go from *epoch* to the next; return False when the realm is not at it any more."""
        ...

    def put(self, realm: Realm, boxes: Mapping[Place, Box]) -> None:
        """Keep packed nodes, in place of earlier ones."""
        ...

    def drop(self, realm: Realm, places: Sequence[Place]) -> None:
        """Forget packed nodes that hold nothing any more."""
        ...

    def add(self, realm: Realm, positions: Mapping[str, int]) -> None:
        """Keep where subjects' keys lie."""
        ...

    def remove(self, realm: Realm, names: Sequence[str]) -> None:
        """Forget where subjects' keys lay."""
        ...
