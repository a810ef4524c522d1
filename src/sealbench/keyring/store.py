"""What every store of keys does, and the turn that one procedure takes at it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from sealbench.errors import ConflictError, GoneError
from sealbench.keyring.key import Key
from sealbench.keyring.node import Node, Realm


class KeyStore(Protocol):
    """Keeps node keys durably until they are ended.

    `prepare` is called inside the transaction that uses the new keys, before its commit;
    `finish` after it.  Both may be repeated with the same turns.
    """

    def key(self, node: Node) -> Key:
        """Return the key of *node*; raise GoneError when it was ended or never grown."""
        ...

    def all(self, realm: Realm) -> Iterator[tuple[str, Key]]:
        """Yield the name and the key of every node in *realm*, in bulk."""
        ...

    def epoch(self, realm: Realm) -> int:
        """Return how often the root of *realm* was replaced, counted from 1."""
        ...

    def is_gone(self, node: Node) -> bool:
        """Tell whether *node* has no key, and nothing is left that opens older copies of it."""
        ...

    def turn(self, earlier: Mapping[Node, Key] | None = None) -> "Turn":
        """Return an empty turn; it also sees the keys that *earlier* ones of its group grew."""
        return Turn(self, earlier or {})

    def prepare(self, turns: Sequence["Turn"]) -> None:
        """Make the grown keys durable, and all that the end of the others needs.

        Raise UnavailableError when that fails, GoneError when a key that a turn used was
        ended by another process.
        """
        ...

    def finish(self, turns: Sequence["Turn"]) -> None:
        """Overwrite what opens the ended keys, and read back that it is gone."""
        ...

    def undo(self) -> None:
        """Forget what `prepare` brought: its transaction was undone, or nobody knows its fate."""
        ...

    def settle(self) -> None:
        """Overwrite what a crash may have left beside the roots; within a transaction.

        Raise UnavailableError, with advice, when the root of the database's epoch is not there.
        """
        ...

    def is_settled(self) -> bool:
        """Tell whether nothing is left beside the roots; False also where they cannot be read."""
        ...

    def names(self, realm: Realm) -> Iterable[str]:
        """Return the name of every node that has a key in *realm*."""
        ...


class Turn:
    """What one procedure grows and ends; nothing is durable until the store prepares it."""

    __slots__ = ("_earlier", "_store", "ended", "epochs", "grown", "seen")

    def __init__(self, store: KeyStore, earlier: Mapping[Node, Key]) -> None:
        self._store = store
        self._earlier = earlier
        self.seen: dict[Node, Key] = {}
        self.epochs: dict[Realm, int] = {}  # of each realm, at the first look into it
        self.grown: dict[Node, Key] = {}
        self.ended: list[Node] = []

    def key(self, node: Node) -> Key:
        """Return the key of *node* as this turn sees it: the same from its first look on."""
        if node in self.ended:
            raise GoneError("this key was ended")
        key = self.grown.get(node) or self._earlier.get(node) or self.seen.get(node)
        if key is None:
            if node.realm not in self.epochs:
                self.epochs[node.realm] = self._store.epoch(node.realm)
            key = self.seen[node] = self._store.key(node)
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
