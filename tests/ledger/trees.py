"""A tree written down naively, straight from RFC 6962, and logs to try things on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sealbench import canon
from sealbench.ledger import (
    Checkpoint,
    Frontier,
    LogSigner,
    Node,
    Packed,
    Source,
    leaf_hash,
    make_leaf,
    node_hash,
    nodes_from_rows,
    tree,
)

ORIGIN = "abcdefghijklmnopqrstuvwx"
SIGNER = LogSigner.from_seed(ORIGIN, bytes(range(32)))
OTHER = LogSigner.from_seed(ORIGIN, bytes(32))
FORM = re.compile(rb'\{"commit":"(.{43})","id":"(.{43})","v":1\}')
EMPTY = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


def split(size: int) -> int:
    """Return the largest power of two smaller than *size*."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def naive_root(hashes: list[bytes]) -> bytes:
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY
    at = split(len(hashes))
    return node_hash(naive_root(hashes[:at]), naive_root(hashes[at:]))


def naive_path(index: int, hashes: list[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    at = split(len(hashes))
    if index < at:
        return [*naive_path(index, hashes[:at]), naive_root(hashes[at:])]
    return [*naive_path(index - at, hashes[at:]), naive_root(hashes[:at])]


def naive_consistency(old: int, hashes: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    if old == len(hashes):
        return [] if is_whole else [naive_root(hashes)]
    at = split(len(hashes))
    if old <= at:
        inner = naive_consistency(old, hashes[:at], is_whole=is_whole)
        return [*inner, naive_root(hashes[at:])]
    return [*naive_consistency(old - at, hashes[at:], is_whole=False), naive_root(hashes[:at])]


def hashes_of(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


@dataclass(slots=True)
class Log:
    """A log in memory, with the rows that a database would keep."""

    leaves: list[bytes] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    notes: list[str] = field(default_factory=list)

    def grow(self, count: int) -> str:
        """Append *count* leaves and sign; return the signed checkpoint."""
        start = len(self.leaves)
        new = [
            make_leaf(bytes(32), counter=number, r=bytes(32), payload=b"{}").to_bytes()
            for number in range(start, start + count)
        ]
        self.frontier, rows = self.frontier.extend(map(leaf_hash, new))
        self.leaves += new
        self.rows += rows
        self.notes.append(self.checkpoint().sign(SIGNER))
        return self.notes[-1]

    def rebuild(self) -> None:
        """Make rows that fit the leaves, as one who rewrites history would."""
        self.frontier, self.rows = Frontier().extend(map(leaf_hash, self.leaves))

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(ORIGIN, self.frontier.size, self.frontier.root())

    def read(self, begin: int, end: int) -> list[tuple[bytes, bytes]]:
        return list(zip(self.leaves[begin:end], self.rows[begin:end], strict=True))

    def packed(self, begin: int, end: int, step: int) -> Iterator[Packed]:
        """Yield what a database packs: no row whose leaf is none, or of another length."""
        for first in range(begin, end, step):
            rows = [
                (form.groups(), hashes)
                for at, (leaf, hashes) in enumerate(self.read(first, min(first + step, end)), first)
                if (form := FORM.fullmatch(leaf))
                and len(hashes) == 32 * (tree.trailing_zeros(at + 1) + 1)
            ]
            cells = [canon.unb64u(part.decode()) + b"\0" for parts, _ in rows for part in parts]
            yield Packed(b"".join(cells), b"\0".join(hashes for _, hashes in rows))

    def nodes(self, wanted: list[Node]) -> dict[Node, bytes]:
        return nodes_from_rows(wanted, dict(enumerate(self.rows)))

    def source(self) -> Source:
        return Source(
            lambda begin, end: self.leaves[begin:end],
            lambda wanted: self.nodes(list(wanted)),
        )
