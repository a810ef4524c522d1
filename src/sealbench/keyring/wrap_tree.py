"""The store of keys as wrap trees: packed nodes are rows, only the two roots are files.

An erasure re-wraps the paths to what ends under a new root, within the writer's transaction;
the old root is overwritten after the commit.  Between the two a crash leaves both roots, and
the epoch in the database tells which one holds: `settle` overwrites the other at the next start,
readable or not (SECURITY 3.5).
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sealbench.errors import ConflictError, GoneError, UnavailableError
from sealbench.keyring.change import Change
from sealbench.keyring.escrow import Escrow, NoEscrow
from sealbench.keyring.key import Key
from sealbench.keyring.node import Node, Realm
from sealbench.keyring.packed import POSITIONS, Box, Place, descend
from sealbench.keyring.roots import Roots
from sealbench.keyring.rows import Found, Head, TreeRows
from sealbench.keyring.store import KeyStore, Turn

_CACHE = 4096
_TRIES = 3
_AT_ONCE = 64 * 64  # positions of a bulk read


@dataclass(slots=True)
class _Known:
    """What is known of a realm as long as its roots bear *mark*."""

    mark: bytes = b""
    epoch: int = 0
    root: Key | None = None
    keys: dict[str, Key] = field(default_factory=dict)


@dataclass(slots=True)
class _Next:
    """The root that a transaction is about to bring, and what it ends."""

    epoch: int
    root: Key
    ended: frozenset[str]


class WrapTreeStore(KeyStore):
    """Keep keys in *rows* under the root of each realm in *roots*."""

    def __init__(
        self, rows: TreeRows, roots: Mapping[Realm, Roots], escrow: Escrow | None = None
    ) -> None:
        self._rows = rows
        self._roots = roots
        self._escrow = escrow or NoEscrow()
        self._lock = threading.Lock()
        self._known = {realm: _Known() for realm in Realm}
        self._next: dict[Realm, _Next] = {}

    def key(self, node: Node) -> Key:
        """Return the key of *node*, from memory while no root was turned since it was read.

        Another process may have ended the key: one look at the roots costs a microsecond.
        """
        mark = self._roots[node.realm].mark()
        known = self._known[node.realm]
        if known.mark == mark:
            kept = known.keys.get(node.name)
            if kept is not None:
                return kept
        return self._read(node, mark)

    def all(self, realm: Realm) -> Iterator[tuple[str, Key]]:
        """Yield every name with its key, opening each packed node once."""
        head = self._rows.head(realm)
        names = sorted((at, name) for name, at in self._rows.positions(realm).items())
        for start in range(0, len(names) if head else 0, _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            change = self._opened(realm, self._head(realm))
            change.load(self._rows, [at for at, _ in some])
            for at, name in some:
                key = change.key(at)
                if key is not None:  # ended since the names were read
                    yield name, key

    def ended(self, realm: Realm) -> Iterator[str]:
        """Yield every name whose key was left out of the nodes.

        Raise VerificationError where a node is missing, so that damage is not taken for an end.
        """
        names = sorted((at, name) for name, at in self._rows.positions(realm).items())
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            change = self._opened(realm, self._head(realm))
            change.load(self._rows, [at for at, _ in some])
            yield from (name for at, name in some if change.is_ended(at))

    def epoch(self, realm: Realm) -> int:
        """Return the epoch of *realm*."""
        known = self._known[realm]
        if known.epoch and known.mark == self._roots[realm].mark():
            return known.epoch
        return self._head(realm).epoch

    def is_gone(self, node: Node) -> bool:
        """Tell whether *node* has no place, and no root of before is left, not even in part."""
        if self._rows.positions(node.realm, [node.name]):
            return False
        return self._roots[node.realm].is_settled(self._head(node.realm).epoch)

    def names(self, realm: Realm) -> Iterable[str]:
        """Return every name in *realm*."""
        return list(self._rows.positions(realm))

    def prepare(self, turns: Sequence[Turn]) -> None:
        """Write the nodes that change, and the next root where a key ends."""
        for realm in Realm:
            grown = _grown(turns, realm)
            ended = {node.name for turn in turns for node in turn.ended if node.realm is realm}
            self._require_living(turns, realm)
            self._next.pop(realm, None)
            if grown or ended:
                self._write(realm, grown, ended)

    def finish(self, turns: Sequence[Turn]) -> None:
        """Overwrite the root before; by the database, since the commit's fate may be unknown."""
        for realm in {node.realm for turn in turns for node in turn.ended}:
            epoch = self._head(realm).epoch
            mark = self._roots[realm].mark()
            self._roots[realm].settle(epoch)
            following = self._next.pop(realm, None)
            self._adopt(realm, epoch, following, mark)
            if realm is Realm.CLIENTS and following is not None:
                self._escrow.finish(epoch, following.root)

    def undo(self) -> None:
        """Forget the roots that were prepared: another process may bring others for their epochs.

        One that was committed all the same is read from its file.
        """
        with self._lock:
            for realm in self._next:
                self._known[realm] = _Known()
            self._next.clear()

    def settle(self) -> None:
        """Overwrite whatever lies beside the root of each realm."""
        for realm in Realm:
            head = self._rows.head(realm, lock=True) or Head(1, 0)
            self._roots[realm].settle(head.epoch)
            if realm is Realm.CLIENTS:
                self._escrow.begin(head.epoch, self._roots[realm].read(head.epoch))

    def is_settled(self) -> bool:
        """Tell whether each realm has one root."""
        try:
            return all(self._roots[realm].is_settled(self._head(realm).epoch) for realm in Realm)
        except UnavailableError:
            return False

    def _read(self, node: Node, mark: bytes) -> Key:
        """Return a key by its path in the rows; a root that turns meanwhile is no failure."""
        for left in reversed(range(_TRIES)):
            found = self._rows.find(node.realm, node.name)
            if found is None:
                raise GoneError("there is no key for this record any more")
            try:
                root = self._root(node.realm, found.epoch)
            except UnavailableError:
                if left:
                    mark = self._roots[node.realm].mark()
                    continue
                raise
            key = descend(node.realm, root, found.position, found.boxes)
            self._keep(node, key, mark, found, root)
            return key
        raise AssertionError("the last try returns or raises")

    def _keep(self, node: Node, key: Key, mark: bytes, found: Found, root: Key) -> None:
        """Remember *key*; an end that came between the read and here wins."""
        with self._lock:
            if mark != self._roots[node.realm].mark():
                return
            known = self._known[node.realm]
            if known.mark != mark:
                known = self._known[node.realm] = _Known(mark, found.epoch, root)
            if len(known.keys) >= _CACHE:
                known.keys.clear()
            known.keys[node.name] = key

    def _root(self, realm: Realm, epoch: int) -> Key:
        known, following = self._known[realm], self._next.get(realm)
        if known.root is not None and known.epoch == epoch:
            return known.root
        if following is not None and following.epoch == epoch:
            return following.root
        return self._roots[realm].read(epoch)

    def _head(self, realm: Realm) -> Head:
        return self._rows.head(realm) or Head(1, 0)

    def _opened(self, realm: Realm, head: Head) -> Change:
        return Change(realm, head.epoch, self._root(realm, head.epoch))

    def _require_living(self, turns: Sequence[Turn], realm: Realm) -> None:
        """Raise GoneError when a key that was used here was ended elsewhere since."""
        used = {
            node.name: turn.epochs[realm]
            for turn in turns
            for node in turn.seen
            if node.realm is realm
        }
        if not used:
            return
        # Locked: no other process brings a next epoch before what was written here is committed.
        head = self._rows.head(realm, lock=True) or Head(1, 0)
        if set(used.values()) == {head.epoch}:
            return
        if len(self._rows.positions(realm, used)) != len(used):
            raise GoneError("a record was ended while it was written", hint="read it again")

    def _write(self, realm: Realm, grown: dict[str, Key], ended: set[str]) -> None:
        fresh = self._fresh(realm, {name: grown[name] for name in grown if name not in ended})
        head = self._rows.take(realm, len(fresh))
        if head.taken + len(fresh) > POSITIONS:
            raise UnavailableError("the keyring is full", hint="ask for a deeper one")
        places = {name: head.taken + at for at, name in enumerate(fresh)}
        dying = self._rows.positions(realm, ended)
        change = self._opened(realm, head)
        change.load(self._rows, [*places.values(), *dying.values()])
        for name, position in places.items():
            change.add(position, fresh[name])
        if dying:
            change.end(dying.values())
        boxes = change.boxes()
        if dying:
            self._turn(realm, change.root, boxes, head, frozenset(dying))
        self._rows.put(realm, boxes)
        self._rows.drop(realm, change.emptied())
        self._rows.add(realm, places)
        self._rows.remove(realm, sorted(dying))

    def _fresh(self, realm: Realm, grown: dict[str, Key]) -> dict[str, Key]:
        """Return the keys of *grown* that are not kept yet; raise ConflictError for another."""
        kept = self._rows.positions(realm, grown) if grown else {}
        for name in kept:
            if self.key(Node(realm, name)).secret() != grown[name].secret():
                raise ConflictError("this node has a key already")
        return {name: key for name, key in grown.items() if name not in kept}

    def _turn(
        self,
        realm: Realm,
        root: Key,
        boxes: Mapping[Place, Box],
        head: Head,
        ended: frozenset[str],
    ) -> None:
        """Bring the next epoch: the row first, which keeps every other process from the slots."""
        if not self._rows.advance(realm, head.epoch):
            raise ConflictError("the keys were turned by another process", hint="try again")
        following = _Next(head.epoch + 1, root, ended)
        mark = self._roots[realm].mark()
        self._roots[realm].prepare(following.epoch, following.root)
        self._next[realm] = following
        if realm is Realm.CLIENTS:
            self._escrow.prepare(following.epoch, following.root, boxes)
        with self._lock:  # others need not read again what this process alone changed
            if self._known[realm].mark == mark:
                self._known[realm].mark = self._roots[realm].mark()

    def _adopt(self, realm: Realm, epoch: int, following: _Next | None, mark: bytes) -> None:
        """Go on under the root of *epoch*, without what it ended; *mark* was known till now."""
        with self._lock:
            known = self._known[realm]
            if following is None or following.epoch != epoch or known.mark != mark:
                self._known[realm] = _Known()
                return
            keys = {name: key for name, key in known.keys.items() if name not in following.ended}
            mark = self._roots[realm].mark()
            self._known[realm] = _Known(mark, epoch, following.root, keys)


def _grown(turns: Sequence[Turn], realm: Realm) -> dict[str, Key]:
    """Return what *turns* grew in *realm*; raise ConflictError when two grew the same node."""
    grown: dict[str, Key] = {}
    for turn in turns:
        for node, key in turn.grown.items():
            if node.realm is realm and grown.setdefault(node.name, key) is not key:
                raise ConflictError("this node has a key already")
    return grown
