"""Packed nodes beside the escrow: one file for each erasure, and now and then one of all.

A file is for each node its level (1 byte) || number (8) || epoch (8) || length (4) || box.  All of
it is ciphertext, bound to its place in the tree.
"""

import struct
from collections.abc import Iterable, Mapping

from sealbench.errors import MalformedError
from sealbench.keyring.packed import LEVELS, Box, Place

_ENTRY = struct.Struct(">BQQI")


def to_bytes(boxes: Mapping[Place, Box]) -> bytes:
    """Return *boxes* as one file, in the order of their places."""
    return b"".join(
        _ENTRY.pack(*place, boxes[place].epoch, len(boxes[place].data)) + boxes[place].data
        for place in sorted(boxes)
    )


def merged(files: Iterable[bytes]) -> dict[Place, Box]:
    """Return the boxes of *files*, later ones in place of earlier; raise MalformedError."""
    found: dict[Place, Box] = {}
    for data in files:
        at = 0
        while at < len(data):
            at = _read(data, at, found)
    return found


def _read(data: bytes, at: int, found: dict[Place, Box]) -> int:
    try:
        level, number, epoch, length = _ENTRY.unpack_from(data, at)
    except struct.error as exc:
        raise MalformedError("not nodes of a keyring") from exc
    start = at + _ENTRY.size
    end: int = start + length
    if level >= LEVELS or end > len(data):
        raise MalformedError("not nodes of a keyring")
    found[Place(level, number)] = Box(epoch, data[start:end])
    return end
