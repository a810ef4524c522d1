"""The log as static files that anyone can mirror and check (c2sp.org/tlog-tiles).

A tile of level *l* has up to 256 hashes, those of the nodes of level ``8 * l``; an entry
bundle has the leaves under one tile of level 0.  What is published was recomputed from
the leaves and led to the root that the log signed; the checkpoint is written last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sealbench.errors import ConflictError, MalformedError, VerificationError
from sealbench.ledger.checkpoint import Checkpoint, verify_checkpoint
from sealbench.ledger.note import VerifierKey, decode
from sealbench.ledger.store import CHECKPOINT, TileStore
from sealbench.ledger.tree import (
    EMPTY_ROOT,
    HASH_SIZE,
    Node,
    consistency_nodes,
    consistency_proof,
    fold,
    leaf_hash,
    verify_consistency,
)

WIDTH = 256
HEIGHT = 8
_ENTRIES = "entries"
_MAX_LEAF = 0xFFFF
_LENGTH = 2

ReadLeaves = Callable[[int, int], Sequence[bytes]]
"""Return the leaves ``[begin, end)``."""

ReadNodes = Callable[[Sequence[Node]], Mapping[Node, bytes]]
"""Return the hashes of these nodes, which are all complete."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the leaves and the stored subtree hashes of a log are read."""

    leaves: ReadLeaves
    nodes: ReadNodes


@dataclass(frozen=True, slots=True)
class Tile:
    """The *width* hashes from ``256 * index`` on of a tile level."""

    level: int
    index: int
    width: int = WIDTH

    def path(self) -> str:
        """Return where the tile is published."""
        return _path(str(self.level), self)

    def bundle_path(self) -> str:
        """Return where the leaves under a tile of level 0 are published."""
        return _path(_ENTRIES, self)

    def nodes(self) -> list[Node]:
        """Return the nodes whose hashes the tile has."""
        first = self.index * WIDTH
        return [(HEIGHT * self.level, first + offset) for offset in range(self.width)]


def tiles_at(level: int, size: int, *, old_size: int = 0) -> Iterator[Tile]:
    """Yield the tiles of *level* in a tree of *size* that *old_size* did not have so."""
    total, seen = size >> HEIGHT * level, old_size >> HEIGHT * level
    for first in range(seen - seen % WIDTH, total, WIDTH):
        yield Tile(level, first // WIDTH, min(WIDTH, total - first))


def tiles(size: int, *, old_size: int = 0) -> Iterator[Tile]:
    """Yield the tiles of a tree of *size* leaves, all or those new since *old_size*."""
    level = 0
    while size >> HEIGHT * level:
        yield from (
            tile
            for tile in tiles_at(level, size, old_size=old_size)
            if _is_new(tile, old_size >> HEIGHT * level)
        )
        level += 1


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Return the entry bundle of *leaves*: each after its length as big-endian uint16."""
    if any(len(leaf) > _MAX_LEAF for leaf in leaves):
        raise MalformedError("a leaf has at most 65535 bytes")
    return b"".join(len(leaf).to_bytes(_LENGTH, "big") + leaf for leaf in leaves)


def leaves_from(data: bytes) -> list[bytes]:
    """Return the leaves in an entry bundle; raise MalformedError."""
    found, at = [], 0
    while at < len(data):
        start = at + _LENGTH
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            raise MalformedError("an entry bundle that breaks off")
        found.append(data[start:at])
    return found


def hashes_from(data: bytes) -> list[bytes]:
    """Return the hashes in a tile; raise MalformedError."""
    if not data or len(data) % HASH_SIZE or len(data) > HASH_SIZE * WIDTH:
        raise MalformedError("a tile has 1 to 256 hashes of 32 bytes")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def tile_peaks(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the largest complete subtrees over the hashes of a tile, the largest first."""
    level, tops = list(hashes), []
    while level:
        if len(level) % 2:
            tops.append(level.pop())
        pairs = iter(level)
        level = [sha256(b"\1" + a + b).digest() for a, b in zip(pairs, pairs, strict=True)]
    return tops[::-1]


def published_checkpoint(store: TileStore, key: VerifierKey) -> Checkpoint | None:
    """Return what *store* publishes, or None; raise VerificationError if it is of another key."""
    data = store.read(CHECKPOINT)
    return None if data is None else verify_checkpoint(decode(data), key)


def publish(
    store: TileStore, source: Source, *, note: str, key: VerifierKey, is_anew: bool = False
) -> Checkpoint:
    """Publish the tree of the signed checkpoint *note*, from where the store stands on.

    All tiles are durable before the checkpoint replaces the old one; doing it again does
    no harm, and with *is_anew* every tile is written again, where some were lost.  Raise,
    with nothing written, VerificationError if *key* did not sign the note or if the leaves
    do not lead to its root, and ConflictError if the tree does not begin with the one that
    is published; ConflictError also if a tile in the store has other bytes than ours.
    """
    checkpoint = verify_checkpoint(note, key)
    old = published_checkpoint(store, key)
    if old is not None:
        _check_growth(source, old, checkpoint)
    draft = _Draft(source, 0 if is_anew or old is None else old.size, checkpoint.size)
    if draft.root() != checkpoint.root:
        raise VerificationError("the leaves do not lead to the root of the checkpoint")
    draft.write(store)
    store.replace(CHECKPOINT, note.encode())
    return checkpoint


def _check_growth(source: Source, old: Checkpoint, new: Checkpoint) -> None:
    if old.size > new.size:
        raise ConflictError("more is published than the checkpoint covers")
    if old.size == 0:
        return
    found = source.nodes(consistency_nodes(old.size, new.size))
    proof = consistency_proof(old.size, new.size, found)
    try:
        verify_consistency(
            old_size=old.size, size=new.size, proof=proof, old_root=old.root, root=new.root
        )
    except VerificationError as exc:
        raise ConflictError("the tree does not begin with the one that is published") from exc


@dataclass(slots=True)
class _Draft:
    """The tiles that take the place of those of *old_size*, recomputed from the leaves."""

    source: Source
    old_size: int
    size: int
    tiles: dict[Tile, list[bytes]] = field(default_factory=dict)

    def root(self) -> bytes:
        """Fill in the tiles level by level, and return the root they lead to."""
        edge: list[bytes] = []
        fresh: dict[Node, bytes] = {}
        level = 0
        while self.size >> HEIGHT * level:
            above: dict[Node, bytes] = {}
            partial: list[bytes] = []
            for tile in tiles_at(level, self.size, old_size=self.old_size):
                hashes = self._hashes(tile, fresh)
                self.tiles[tile] = hashes
                if tile.width == WIDTH:
                    above[HEIGHT * (level + 1), tile.index] = tile_peaks(hashes)[0]
                else:
                    partial = tile_peaks(hashes)
            edge = partial + edge
            fresh = above
            level += 1
        return fold(edge) if edge else EMPTY_ROOT

    def write(self, store: TileStore) -> None:
        for tile, hashes in self.tiles.items():
            if tile.level == 0:
                _put(store, tile, tile.bundle_path(), bundle(self._leaves(tile, hashes)))
            _put(store, tile, tile.path(), b"".join(hashes))

    def _hashes(self, tile: Tile, fresh: Mapping[Node, bytes]) -> list[bytes]:
        if tile.level == 0:
            return [leaf_hash(leaf) for leaf in self._read(tile)]
        stored = self.source.nodes([node for node in tile.nodes() if node not in fresh])
        return [fresh[node] if node in fresh else stored[node] for node in tile.nodes()]

    def _leaves(self, tile: Tile, hashes: Sequence[bytes]) -> Sequence[bytes]:
        leaves = self._read(tile)
        if [leaf_hash(leaf) for leaf in leaves] != hashes:
            raise VerificationError("the leaves changed while they were published")
        return leaves

    def _read(self, tile: Tile) -> Sequence[bytes]:
        first = tile.index * WIDTH
        return self.source.leaves(first, first + tile.width)


def _put(store: TileStore, tile: Tile, path: str, data: bytes) -> None:
    store.add(path, data)
    if tile.width == WIDTH:
        store.discard_partials(path)


def _is_new(tile: Tile, old_total: int) -> bool:
    return tile.index * WIDTH + tile.width > old_total


def _path(kind: str, tile: Tile) -> str:
    parts = [f"{tile.index % 1000:03d}"]
    rest = tile.index // 1000
    while rest:
        parts.insert(0, f"x{rest % 1000:03d}")
        rest //= 1000
    partial = f".p/{tile.width}" if tile.width < WIDTH else ""
    return f"tile/{kind}/{'/'.join(parts)}{partial}"
