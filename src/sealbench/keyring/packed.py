"""The packed nodes of a wrap tree: where a key lies, and the box that holds up to 64 of them.

A tree has four levels.  The node of level 0 that holds position p has the number p // 64, its
parent p // 64 // 64, and so on; the one node of level 3 is the top, and its key is the root.
A node is the keys of its children, sealed under its own key in one box: to end a child, the node
gets a new key and so does every node above it, and whatever else was sealed stays as it is
(SECURITY 3.2: 64 children keep a node within a page of the database).

Content: for each child in order its slot (1 byte) || its key (32).  The box is bound to
realm, level, number and the epoch in which the node got its key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sealbench.errors import VerificationError
from sealbench.keyring.key import SIZE, Key
from sealbench.keyring.node import Realm

WIDTH = 64
LEVELS = 4
POSITIONS = WIDTH**LEVELS
_ENTRY = 1 + SIZE


class Place(NamedTuple):
    """Where a packed node stands: level 0 holds the keys of subjects, level 3 is the top."""

    level: int
    number: int

    @property
    def parent(self) -> "Place":
        """Return the node that holds this one's key."""
        return Place(self.level + 1, self.number // WIDTH)

    @property
    def slot(self) -> int:
        """Return where in its parent this one's key lies."""
        return self.number % WIDTH


TOP = Place(LEVELS - 1, 0)


class Box(NamedTuple):
    """A packed node as it is kept: *data* opens under the key that it got in *epoch*."""

    epoch: int
    data: bytes


def path(position: int) -> list[Place]:
    """Return the nodes above *position*, the top first."""
    if not 0 <= position < POSITIONS:
        raise VerificationError("a keyring has no such position")
    return [Place(level, position // WIDTH ** (level + 1)) for level in reversed(range(LEVELS))]


@dataclass(slots=True)
class Packed:
    """A packed node that is open: its own key and those of its children, by slot."""

    realm: Realm
    place: Place
    epoch: int
    key: Key
    children: dict[int, Key] = field(default_factory=dict)

    def seal(self) -> Box:
        """Return the box that holds the children's keys."""
        content = b"".join(
            bytes((slot,)) + key.secret() for slot, key in sorted(self.children.items())
        )
        aad = _aad(self.realm, self.place, self.epoch)
        return Box(self.epoch, self.key.seal(content, aad=aad))


def unpack(realm: Realm, place: Place, box: Box, key: Key) -> Packed:
    """Return the node at *place*; raise VerificationError unless *box* is its own, under *key*."""
    content = key.open(box.data, aad=_aad(realm, place, box.epoch))
    return Packed(realm, place, box.epoch, key, _children(content))


def descend(realm: Realm, root: Key, position: int, boxes: Mapping[Place, Box]) -> Key:
    """Return the key at *position* in a tree of which *boxes* are at least the path to it.

    Raise VerificationError where one is missing or was changed.
    """
    key = root
    for place in path(position):
        box = boxes.get(place)
        if box is None:
            raise VerificationError("a node of the keyring is missing")
        below = position // WIDTH**place.level % WIDTH
        key = _child(key.open(box.data, aad=_aad(realm, place, box.epoch)), below)
    return key


def _child(content: bytes, slot: int) -> Key:
    """Return the key of one child, without making the others."""
    at = content[::_ENTRY].find(slot) * _ENTRY
    if at < 0:
        raise VerificationError("a node of the keyring lacks a key")
    return Key(content[at + 1 : at + _ENTRY])


def _children(content: bytes) -> dict[int, Key]:
    slots = content[::_ENTRY]
    if len(content) % _ENTRY or list(slots) != sorted({slot for slot in slots if slot < WIDTH}):
        raise VerificationError("a node of the keyring is malformed")
    return {
        slot: Key(content[at * _ENTRY + 1 : (at + 1) * _ENTRY]) for at, slot in enumerate(slots)
    }


def _aad(realm: Realm, place: Place, epoch: int) -> bytes:
    return f"sealbench/node/v1\0{realm}\0{place.level}\0{place.number}\0{epoch}".encode()
