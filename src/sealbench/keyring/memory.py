"""A store that forgets with its process, for tests and previews."""

from collections.abc import Iterable, Sequence

from sealbench.errors import ConflictError, GoneError
from sealbench.keyring.key import Key
from sealbench.keyring.node import Node, Realm
from sealbench.keyring.store import KeyStore, Turn


class MemoryKeyStore(KeyStore):
    """Keep keys in a dictionary."""

    def __init__(self) -> None:
        self._keys: dict[Node, Key] = {}

    def key(self, node: Node) -> Key:
        """Return the key of *node*."""
        try:
            return self._keys[node]
        except KeyError:
            raise GoneError("there is no key for this record any more") from None

    def prepare(self, turns: Sequence[Turn]) -> None:
        """Keep the grown keys."""
        for turn in turns:
            for node, key in turn.grown.items():
                if self._keys.get(node, key).secret() != key.secret():
                    raise ConflictError("this node has a key already")
                self._keys[node] = key

    def finish(self, turns: Sequence[Turn]) -> None:
        """Drop the ended keys."""
        for turn in turns:
            for node in turn.ended:
                self._keys.pop(node, None)

    def names(self, realm: Realm) -> Iterable[str]:
        """Yield the name of every node in *realm*."""
        return [node.name for node in self._keys if node.realm is realm]
