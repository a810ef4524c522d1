"""One change of a wrap tree: keys that are added, keys that end, and the nodes that turn with it.

A key that is added is put into its node, which keeps its own key.  A key that ends is left out,
its node and every node above it get new keys, and the top's is a new root: whatever was copied
before opens under nothing that is kept (SECURITY 3.1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sealbench.errors import VerificationError
from sealbench.keyring.key import Key
from sealbench.keyring.node import Realm
from sealbench.keyring.packed import LEVELS, TOP, WIDTH, Box, Packed, Place, path, unpack
from sealbench.keyring.rows import TreeRows


@dataclass(slots=True)
class Change:
    """The nodes of *realm* that one commit touches, opened from *root* of *epoch* down."""

    realm: Realm
    epoch: int
    root: Key
    _nodes: dict[Place, Packed] = field(default_factory=dict)
    _changed: set[Place] = field(default_factory=set)
    _emptied: set[Place] = field(default_factory=set)

    def load(self, rows: TreeRows, positions: Iterable[int]) -> None:
        """Open the paths to *positions*, a level at a time; what is not there yet is left out."""
        wanted = {place for position in positions for place in path(position)}
        boxes = rows.boxes(self.realm, sorted(wanted - set(self._nodes)))
        for place in sorted(boxes, key=lambda each: -each.level):
            self._nodes[place] = unpack(self.realm, place, boxes[place], self._key_of(place))

    def key(self, position: int) -> Key | None:
        """Return the key at *position*, whose path was loaded; None where there is none."""
        node = self._nodes.get(path(position)[-1])
        return node.children.get(position % WIDTH) if node else None

    def is_ended(self, position: int) -> bool:
        """Tell whether the key at *position*, whose path was loaded, was left out.

        Raise VerificationError where a node on the way is missing: that is damage, and no end.
        """
        places = path(position)
        slots = [*(each.slot for each in places[1:]), position % WIDTH]
        for place, slot in zip(places, slots, strict=True):
            node = self._nodes.get(place)
            if node is None:
                raise VerificationError("a node of the keyring is missing")
            if slot not in node.children:
                return True
        return False

    def add(self, position: int, key: Key) -> None:
        """Put *key* at *position*, whose path was loaded as far as it is there."""
        place = path(position)[-1]
        self._node(place).children[position % WIDTH] = key
        self._changed.add(place)

    def end(self, positions: Iterable[int]) -> None:
        """Leave the keys at *positions* out and give every node above them a new key."""
        turned: set[Place] = set()
        for position in positions:
            places = path(position)
            if self.key(position) is None:
                raise VerificationError("a node of the keyring lacks a key")
            del self._nodes[places[-1]].children[position % WIDTH]
            turned.update(places)
        for place in sorted(turned):  # from the lowest level up
            self._turn(place)

    def boxes(self) -> Mapping[Place, Box]:
        """Return the nodes to keep, sealed."""
        return {place: self._nodes[place].seal() for place in sorted(self._changed)}

    def emptied(self) -> list[Place]:
        """Return the nodes to forget."""
        return sorted(self._emptied)

    def _key_of(self, place: Place) -> Key:
        if place == TOP:
            return self.root
        parent = self._nodes.get(place.parent)
        key = parent.children.get(place.slot) if parent else None
        if key is None:
            raise VerificationError("a node of the keyring is missing, or one too many")
        return key

    def _node(self, place: Place) -> Packed:
        """Return the node at *place*, made with its ancestors where it is new."""
        node = self._nodes.get(place)
        if node is None:
            key = self.root if place == TOP else Key.random()
            node = self._nodes[place] = Packed(self.realm, place, self.epoch, key)
            self._changed.add(place)
            if place != TOP:
                self._node(place.parent).children[place.slot] = key
                self._changed.add(place.parent)
        return node

    def _turn(self, place: Place) -> None:
        """Give the node at *place* a new key, or let it go where it holds nothing any more."""
        node = self._nodes[place]
        if not node.children and place.level < LEVELS - 1:
            del self._nodes[place.parent].children[place.slot]
            self._changed.discard(place)
            self._emptied.add(place)
            return
        node.key, node.epoch = Key.random(), self.epoch + 1
        self._changed.add(place)
        if place == TOP:
            self.root = node.key
        else:
            self._nodes[place.parent].children[place.slot] = node.key
