"""Packed nodes as files beside the escrow: their names, and the bytes in them."""

from collections.abc import Iterable, Mapping

from sealbench.errors import MalformedError
from sealbench.keyring.packed import LEVELS, Box, Place

_EPOCH = 8


def to_files(boxes: Mapping[Place, Box]) -> dict[str, bytes]:
    """Return *boxes* by name: `level-number`, and in each file the box's epoch || its data."""
    return {
        f"{place.level}-{place.number}": box.epoch.to_bytes(_EPOCH, "big") + box.data
        for place, box in boxes.items()
    }


def from_files(files: Iterable[tuple[str, bytes]]) -> dict[Place, Box]:
    """Return the boxes that `to_files` took; raise MalformedError for any other file."""
    found = {}
    for name, data in files:
        level, _, number = name.partition("-")
        if not (level.isdecimal() and number.isdecimal() and int(level) < LEVELS):
            raise MalformedError("not a node of the keyring")
        box = Box(int.from_bytes(data[:_EPOCH], "big"), data[_EPOCH:])
        found[Place(int(level), int(number))] = box
    return found
