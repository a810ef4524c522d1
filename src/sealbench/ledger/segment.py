"""One piece of the log, recomputed on its own: what `audit` does in bulk.

A piece has 1024 leaves and starts at a multiple of that, so that it is one complete
subtree (the last may be shorter): small enough to stay in the processor's cache, and
independent of its neighbours but for the hashes that its last row has of larger subtrees.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from operator import itemgetter

from sealbench.errors import MalformedError
from sealbench.ledger.frontier import Frontier
from sealbench.ledger.store import TileStore
from sealbench.ledger.tiles import HEIGHT, WIDTH, Tile, bundle
from sealbench.ledger.tree import HASH_SIZE, peaks

SEGMENT = 1024
_BATCH = 16  # pieces handed to a process at once
_AHEAD = 3  # batches under way for each process

Row = tuple[bytes, bytes]
"""A leaf, and the stored hashes of the complete subtrees that end at it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece to check: rows from *first* on, and where in it checkpoints were signed."""

    first: int
    rows: Sequence[Row]
    offsets: tuple[int, ...]
    store: TileStore | None
    published: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """The index of a leaf, and what is wrong there."""

    index: int
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A piece, recomputed.

    *surplus* is what the last row has beyond the piece, if all rows *are whole*;
    *tile_roots* are the roots of its full tiles.
    """

    first: int
    count: int
    peaks: tuple[bytes, ...]
    peaks_at: dict[int, tuple[bytes, ...]]
    tile_roots: Sequence[bytes]
    is_whole: bool
    surplus: bytes
    wrong_rows: Sequence[Wrong]
    wrong_tiles: Sequence[Wrong]


def check_all(segments: Iterable[Segment], *, workers: int) -> Iterator[Checked]:
    """Yield each piece checked, in order; raise MalformedError for less than one worker."""
    if workers < 1:
        raise MalformedError("an audit has one worker or more")
    if workers == 1:
        yield from map(check, segments)
        return
    source, under_way = iter(segments), deque[Future[list[Checked]]]()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        while batch := list(islice(source, _BATCH)):
            under_way.append(pool.submit(_check_batch, batch))
            if len(under_way) > _AHEAD * workers:
                yield from under_way.popleft().result()
        for future in under_way:
            yield from future.result()


def check(segment: Segment) -> Checked:
    """Recompute one piece from its leaves and compare its rows and tiles."""
    leaves = [leaf for leaf, _ in segment.rows]
    levels = _levels(leaves)
    stored = b"".join([hashes for _, hashes in segment.rows])
    count = len(leaves)
    expected = _in_rows(levels)
    is_whole = stored.startswith(expected)
    return Checked(
        first=segment.first,
        count=count,
        peaks=_peaks(levels, count),
        peaks_at={offset: _peaks(levels, offset) for offset in segment.offsets},
        tile_roots=levels[HEIGHT] if len(levels) > HEIGHT else [],
        is_whole=is_whole,
        surplus=stored[len(expected) :] if is_whole else b"",
        wrong_rows=[] if is_whole else list(_wrong_rows(segment, levels[0])),
        wrong_tiles=list(_wrong_tiles(segment, leaves, levels[0])),
    )


def _check_batch(segments: Sequence[Segment]) -> list[Checked]:
    return [check(segment) for segment in segments]


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the hashes of all complete subtrees, level by level."""
    levels = [[sha256(b"\0" + leaf).digest() for leaf in leaves]]
    while len(levels[-1]) > 1:
        pairs = iter(levels[-1])
        above = [sha256(b"\1" + a + b).digest() for a, b in zip(pairs, pairs, strict=False)]
        levels.append(above)
    return levels


def _in_rows(levels: Sequence[Sequence[bytes]]) -> bytes:
    """Return the hashes in the order in which rows have them."""
    if len(levels[0]) != SEGMENT:
        return b"".join(Frontier().extend(levels[0])[1])
    flat = [hashed for level in levels for hashed in level]
    return b"".join(_row_order()(flat))


@cache
def _row_order() -> Callable[[Sequence[bytes]], tuple[bytes, ...]]:
    """Return what picks the hashes of a full piece, given level by level, row by row."""
    starts = [2 * SEGMENT - (2 * SEGMENT >> level) for level in range(SEGMENT.bit_length())]
    return itemgetter(
        *(
            start + (leaf >> level)
            for leaf in range(SEGMENT)
            for level, start in enumerate(starts)
            if (leaf + 1) % (1 << level) == 0
        )
    )


def _peaks(levels: Sequence[Sequence[bytes]], size: int) -> tuple[bytes, ...]:
    return tuple(levels[level][index] for level, index in peaks(size))


def _wrong_rows(segment: Segment, hashes: Sequence[bytes]) -> Iterator[Wrong]:
    _, expected = Frontier().extend(hashes)
    last = len(expected) - 1 if len(expected) == SEGMENT else len(expected)
    for at, (row, right) in enumerate(zip(segment.rows, expected, strict=True)):
        stored = row[1][: len(right)] if at == last else row[1]
        if stored[:HASH_SIZE] != right[:HASH_SIZE]:
            yield Wrong(segment.first + at, "the leaf is not the one that was hashed")
        elif stored != right:
            yield Wrong(segment.first + at, "a stored subtree hash is wrong")


def _wrong_tiles(
    segment: Segment, leaves: Sequence[bytes], hashes: Sequence[bytes]
) -> Iterator[Wrong]:
    if segment.store is None:
        return
    end = min(segment.published - segment.first, len(leaves))
    for start in range(0, end, WIDTH):
        first = segment.first + start
        stop = min(start + WIDTH, segment.published - segment.first)
        tile = Tile(0, first // WIDTH, stop - start)
        contents = {
            tile.path(): b"".join(hashes[start:stop]),
            tile.bundle_path(): bundle(leaves[start:stop]),
        }
        for path, data in contents.items():
            if segment.store.read(path) != data:
                yield Wrong(first, f"{path} is missing or wrong")
