"""What every store of keys does, and the turn that one procedure takes at it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sealbench.errors import ConflictError, GoneError
from sealbench.keyring.key import Key
from sealbench.keyring.node import Node, Realm


class KeyStore(Protocol):
    """Keeps node keys durably until they are ended.

    `prepare` is called inside the transaction that uses the new keys, before its commit;
    `finish` after it.  Both may be repeated with the same turns.  A store that keeps wrap
    trees writes its rows in `prepare` through the transaction of the calling thread.
    """

    def key(self, node: Node) -> Key:
        """Return the key of *node*; raise GoneError when it was ended or never grown."""
        ...

    def turn(self, earlier: Mapping[Node, Key] | None = None) -> "Turn":
        """Return an empty turn; it also sees the keys that *earlier* ones of its group grew."""
        return Turn(self, earlier or {})

    def prepare(self, turns: Sequence["Turn"]) -> None:
        """Make the grown keys durable; raise UnavailableError when that fails."""
        ...

    def finish(self, turns: Sequence["Turn"]) -> None:
        """Overwrite the ended keys and read back that they are gone."""
        ...

    def names(self, realm: Realm) -> Iterable[str]:
        """Yield the name of every node that has a key in *realm*."""
        ...


class Turn:
    """What one procedure grows and ends; nothing is durable until the store prepares it."""

    __slots__ = ("_earlier", "_seen", "_store", "ended", "grown")

    def __init__(self, store: KeyStore, earlier: Mapping[Node, Key]) -> None:
        self._store = store
        self._earlier = earlier
        self._seen: dict[Node, Key] = {}
        self.grown: dict[Node, Key] = {}
        self.ended: list[Node] = []

    def key(self, node: Node) -> Key:
        """Return the key of *node* as this turn sees it: the same from its first look on."""
        if node in self.ended:
            raise GoneError("this key was ended")
        key = self.grown.get(node) or self._earlier.get(node) or self._seen.get(node)
        if key is None:
            key = self._seen[node] = self._store.key(node)
        return key

    def grow(self, node: Node) -> Key:
        """Return a fresh random key for *node*."""
        if node in self.grown:
            raise ConflictError("this node has a key already")
        self.grown[node] = Key.random()
        return self.grown[node]

    def end(self, node: Node) -> None:
        """Order that the key of *node* be destroyed after the commit."""
        self.ended.append(node)
