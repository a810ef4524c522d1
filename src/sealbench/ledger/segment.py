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
from itertools import chain, islice
from multiprocessing import get_context
from operator import itemgetter

from sealbench.errors import MalformedError
from sealbench.ledger.frontier import Frontier
from sealbench.ledger.store import TileStore
from sealbench.ledger.tiles import HEIGHT, WIDTH, Tile, bundle
from sealbench.ledger.tree import HASH_SIZE, peaks

SEGMENT = 1024
BATCH = 16  # pieces handed to a process at once
_AHEAD = 3  # batches under way for each process

Row = tuple[bytes, bytes]
"""A leaf, and the stored hashes of the complete subtrees that end at it."""


ReadRows = Callable[[int, int], Sequence[Row]]
"""Return the rows ``[begin, end)`` in order; fewer mean that rows are missing."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece to check: *count* rows from *first* on, and where checkpoints were signed."""

    first: int
    count: int
    offsets: tuple[int, ...]


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

    segment: Segment
    count: int
    peaks: tuple[bytes, ...]
    peaks_at: dict[int, tuple[bytes, ...]]
    tile_roots: Sequence[bytes]
    is_whole: bool
    surplus: bytes
    wrong_rows: Sequence[Wrong]
    wrong_tiles: Sequence[Wrong]


@dataclass(frozen=True, slots=True)
class Checker:
    """What a piece is read from and compared with; goes to each process as it is."""

    read: ReadRows
    store: TileStore | None
    published: int

    def check_all(self, segments: Iterable[Segment], *, workers: int) -> Iterator[Checked]:
        """Yield each piece checked, in order; raise MalformedError without a worker."""
        if workers < 1:
            raise MalformedError("an audit has one worker or more")
        source = iter(segments)
        batches = iter(lambda: list(islice(source, BATCH)), [])
        if workers == 1:
            yield from chain.from_iterable(map(self.check_batch, batches))
            return
        under_way = deque[Future[list[Checked]]]()
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for batch in batches:
                under_way.append(pool.submit(self.check_batch, batch))
                if len(under_way) > _AHEAD * workers:
                    yield from under_way.popleft().result()
            for future in under_way:
                yield from future.result()

    def check_batch(self, segments: Sequence[Segment]) -> list[Checked]:
        """Check neighbouring pieces, whose rows are read at once."""
        start, last = segments[0].first, segments[-1]
        rows = self.read(start, last.first + last.count)
        begins = [each.first - start for each in segments]
        return [
            self.check(each, rows[begin : begin + each.count])
            for each, begin in zip(segments, begins, strict=True)
        ]

    def check(self, segment: Segment, rows: Sequence[Row]) -> Checked:
        """Recompute one piece from its leaves and compare its rows and tiles."""
        leaves = [leaf for leaf, _ in rows]
        levels = _levels(leaves)
        stored = b"".join([hashes for _, hashes in rows])
        expected = _in_rows(levels)
        is_whole = stored.startswith(expected)
        offsets = [offset for offset in segment.offsets if offset <= len(leaves)]
        return Checked(
            segment=segment,
            count=len(leaves),
            peaks=_peaks(levels, len(leaves)),
            peaks_at={offset: _peaks(levels, offset) for offset in offsets},
            tile_roots=levels[HEIGHT] if len(levels) > HEIGHT else [],
            is_whole=is_whole,
            surplus=stored[len(expected) :] if is_whole else b"",
            wrong_rows=[] if is_whole else list(_wrong_rows(segment.first, rows, levels[0])),
            wrong_tiles=list(self._wrong_tiles(segment.first, leaves, levels[0])),
        )

    def _wrong_tiles(
        self, first: int, leaves: Sequence[bytes], hashes: Sequence[bytes]
    ) -> Iterator[Wrong]:
        if self.store is None:
            return
        published = self.published - first
        for start in range(0, min(published, len(leaves)), WIDTH):
            stop = min(start + WIDTH, published)
            tile = Tile(0, (first + start) // WIDTH, stop - start)
            contents = {
                tile.path(): b"".join(hashes[start:stop]),
                tile.bundle_path(): bundle(leaves[start:stop]),
            }
            for path, data in contents.items():
                if self.store.read(path) != data:
                    yield Wrong(first + start, f"{path} is missing or wrong")


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
    return b"".join(_row_order()([*chain.from_iterable(levels)]))


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


def _wrong_rows(first: int, rows: Sequence[Row], hashes: Sequence[bytes]) -> Iterator[Wrong]:
    _, expected = Frontier().extend(hashes)
    for index, ((_, stored), right) in enumerate(zip(rows, expected, strict=True), first):
        # The last row of a full piece goes on with larger subtrees.
        known = stored[: len(right)] if (index + 1) % SEGMENT == 0 else stored
        if known[:HASH_SIZE] != right[:HASH_SIZE]:
            yield Wrong(index, "the leaf is not the one that was hashed")
        elif known != right:
            yield Wrong(index, "a stored subtree hash is wrong")
