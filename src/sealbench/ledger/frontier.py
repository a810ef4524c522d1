"""The right edge of a growing tree, and the rows in which its subtrees are stored.

Row *i* holds the hashes of all complete subtrees that end at leaf *i*, level 0 first.
Each subtree hash is thus written once, with the leaf that completes it, and node
``(level, index)`` stands in row ``((index + 1) << level) - 1`` at ``32 * level``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from sealbench.errors import MalformedError, UnavailableError
from sealbench.ledger.tree import EMPTY_ROOT, HASH_SIZE, Found, Node, fold, peaks


@dataclass(frozen=True, slots=True)
class Frontier:
    """The largest complete subtrees of a tree of *size* leaves, left to right."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a number of hashes that does not fit the size."""
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise MalformedError("a frontier has one hash for each bit of its size")

    @classmethod
    def from_nodes(cls, size: int, found: Found) -> Self:
        """Return the frontier of *size* leaves; *found* holds the `tree.peaks` of it.

        Raise UnavailableError if one is missing.
        """
        try:
            return cls(size, tuple(found[node] for node in peaks(size)))
        except KeyError as exc:
            raise UnavailableError("a hash of the tree is missing") from exc

    def root(self) -> bytes:
        """Return the root of the tree, 32 bytes."""
        return fold(self.peaks) if self.peaks else EMPTY_ROOT

    def append(self, hashed: bytes) -> tuple[Self, bytes]:
        """Return the frontier after one more leaf hash, and the row to store for it."""
        grown, (row,) = self.extend((hashed,))
        return grown, row

    def extend(self, hashes: Iterable[bytes]) -> tuple[Self, list[bytes]]:
        """Return the frontier after more leaf hashes, and the row to store for each."""
        size, edge, rows = self.size, list(self.peaks), []
        for hashed in hashes:
            top = row = hashed
            below = size
            while below & 1:
                top = sha256(b"\1" + edge.pop() + top).digest()
                row += top
                below >>= 1
            edge.append(top)
            rows.append(row)
            size += 1
        return type(self)(size, tuple(edge)), rows


@dataclass(frozen=True, slots=True)
class Growth:
    """What one commit added: the right edge *before* it, and the *rows* of its leaves.

    The audit path of each of these leaves, in the tree that the commit left, is made of their
    own subtrees and of peaks of the edge before: it needs no look at what is stored.
    """

    before: Frontier
    rows: Sequence[bytes]

    def nodes(self, wanted: Sequence[Node]) -> dict[Node, bytes]:
        """Return the hash of each node *wanted*; raise UnavailableError for one that is older."""
        size = self.before.size
        edge = dict(zip(peaks(size), self.before.peaks, strict=True))
        fresh = [node for node in wanted if node not in edge]
        added = dict(enumerate(self.rows, size))
        return nodes_from_rows(fresh, added) | {node: edge[node] for node in wanted if node in edge}


def row_of(node: Node) -> int:
    """Return the index of the row that holds *node*: the last leaf under it."""
    level, index = node
    return ((index + 1) << level) - 1


def rows_of(nodes: Iterable[Node]) -> list[int]:
    """Return the rows to fetch for *nodes*, in ascending order, each once."""
    return sorted({row_of(node) for node in nodes})


def nodes_from_rows(nodes: Sequence[Node], rows: Mapping[int, bytes]) -> dict[Node, bytes]:
    """Return the hash of each node, read from the stored *rows* (index to hashes).

    Raise UnavailableError if a row is missing or too short.
    """
    found = {}
    for node in nodes:
        level, index = node
        at = HASH_SIZE * level
        hashed = rows.get(((index + 1) << level) - 1, b"")[at : at + HASH_SIZE]
        if len(hashed) != HASH_SIZE:
            raise UnavailableError("a hash of the tree is missing")
        found[node] = hashed
    return found
