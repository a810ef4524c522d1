"""One piece of the log, recomputed on its own: what `audit` does in bulk.

A piece has 1024 leaves and starts at a multiple of that, so that it is one complete
subtree (the last may be shorter): small enough to stay in the processor's cache, and
independent of its neighbours but for the hashes that its last row has of larger subtrees.

Where the reader can pack rows, what is sound is compared packed; whatever does not match is
read again row by row, to find and to name what is wrong.  Either way a zero byte stands
between the hashes of two rows, so that none moves to its neighbour unseen.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from multiprocessing import get_context
from operator import itemgetter

from sealbench.errors import MalformedError
from sealbench.ledger.frontier import Frontier
from sealbench.ledger.leaf import packed_leaves
from sealbench.ledger.store import TileReader, is_published
from sealbench.ledger.tiles import HEIGHT, WIDTH, Tile, bundle
from sealbench.ledger.tree import HASH_SIZE, peaks, trailing_zeros

SEGMENT = 1024
BATCH = 16  # pieces handed to a process at once
_AHEAD = 3  # batches under way for each process
_BETWEEN = b"\0"  # the hashes of two rows

Row = tuple[bytes, bytes]
"""A leaf, and the stored hashes of the complete subtrees that end at it."""


ReadRows = Callable[[int, int], Sequence[Row]]
"""Return the rows ``[begin, end)`` in order; fewer mean that rows are missing."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows in two strings: *cells* for `packed_leaves`, and *hashes* with a zero between rows."""

    cells: bytes
    hashes: bytes


ReadPacked = Callable[[int, int, int], Iterator[Packed]]
"""Yield the rows ``[begin, end)`` in order, so many at a time.

A row whose columns are not of their size is left out.
"""


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

    *surplus* is what the last row has beyond the piece, None if a row is wrong;
    *tile_roots* are the roots of its full tiles.
    """

    segment: Segment
    count: int
    peaks: tuple[bytes, ...]
    peaks_at: dict[int, tuple[bytes, ...]]
    tile_roots: Sequence[bytes]
    surplus: bytes | None
    wrong_rows: Sequence[Wrong]
    wrong_tiles: Sequence[Wrong]


@dataclass(frozen=True, slots=True)
class _Given:
    """Neighbouring pieces that a process works on, or that are checked already."""

    batch: Sequence[Segment]
    future: Future[list[Checked]]

    def is_done(self) -> bool:
        return self.future.done()


@dataclass(frozen=True, slots=True)
class Checker:
    """What a piece is read from and compared with; goes to each process as it is."""

    read: ReadRows
    packed: ReadPacked | None
    store: TileReader | None
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
        yield from self._share(batches, workers - 1)

    def _share(self, batches: Iterable[Sequence[Segment]], helpers: int) -> Iterator[Checked]:
        """Yield each piece, in order, checked here or by one of *helpers* processes."""
        under_way = deque[_Given]()
        with ProcessPoolExecutor(helpers, mp_context=get_context("spawn")) as pool:
            for batch in batches:
                # What they have no hands for is done here, from the start: they take a while
                # to come up.
                is_theirs = sum(not each.is_done() for each in under_way) < _AHEAD * helpers
                under_way.append(self._give(pool, batch) if is_theirs else self._do(batch))
                while under_way and under_way[0].is_done():
                    yield from self._collect(under_way.popleft())
            for each in under_way:
                yield from self._collect(each)

    def _give(self, pool: ProcessPoolExecutor, batch: Sequence[Segment]) -> _Given:
        try:
            return _Given(batch, pool.submit(self.check_batch, batch))
        except BrokenExecutor:
            return self._do(batch)

    def _do(self, batch: Sequence[Segment]) -> _Given:
        future = Future[list[Checked]]()
        future.set_result(self.check_batch(batch))
        return _Given(batch, future)

    def _collect(self, given: _Given) -> list[Checked]:
        try:
            return given.future.result()
        except BrokenExecutor:
            # A process that could not start or was ended says nothing about the ledger.
            return self.check_batch(given.batch)

    def check_batch(self, segments: Sequence[Segment]) -> list[Checked]:
        """Check neighbouring pieces, whose rows are read at once."""
        sound = self._check_packed(segments)
        return sound if sound is not None else self._check_rows(segments)

    def _check_packed(self, segments: Sequence[Segment]) -> list[Checked] | None:
        """Check pieces all of whose rows are as they should be; return None for any other."""
        if self.packed is None:
            return None
        last, found = segments[-1], []
        pieces = self.packed(segments[0].first, last.first + last.count, SEGMENT)
        for segment, packed in zip(segments, pieces, strict=True):
            checked = self._match(segment, packed)
            if checked is None:
                return None
            found.append(checked)
        return found

    def _match(self, segment: Segment, packed: Packed) -> Checked | None:
        try:
            leaves = packed_leaves(packed.cells)
        except MalformedError:
            return None
        levels = _levels(leaves)
        expected = _in_rows(levels)
        above = HASH_SIZE * _levels_above(segment)
        is_whole = len(leaves) == segment.count and len(packed.hashes) == len(expected) + above
        if not is_whole or not packed.hashes.startswith(expected):
            return None
        return self._checked(segment, leaves, levels, packed.hashes[len(expected) :])

    def _check_rows(self, segments: Sequence[Segment]) -> list[Checked]:
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
        stored = _BETWEEN.join([hashes for _, hashes in rows])
        expected = _in_rows(levels)
        # Of one length each, or a zero byte of a hash could pass for what is between two rows.
        of_length = all(map(_has_length, range(segment.first, segment.first + len(rows)), rows))
        if of_length and stored.startswith(expected):
            return self._checked(segment, leaves, levels, stored[len(expected) :])
        wrong = list(_wrong_rows(segment.first, rows, levels[0]))
        return self._checked(segment, leaves, levels, None, wrong)

    def _checked(
        self,
        segment: Segment,
        leaves: Sequence[bytes],
        levels: Sequence[list[bytes]],
        surplus: bytes | None,
        wrong_rows: Sequence[Wrong] = (),
    ) -> Checked:
        offsets = [offset for offset in segment.offsets if offset <= len(leaves)]
        return Checked(
            segment=segment,
            count=len(leaves),
            peaks=_peaks(levels, len(leaves)),
            peaks_at={offset: _peaks(levels, offset) for offset in offsets},
            tile_roots=levels[HEIGHT] if len(levels) > HEIGHT else [],
            surplus=surplus,
            wrong_rows=wrong_rows,
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
                if not is_published(self.store, path, data):
                    yield Wrong(first + start, f"{path} is missing or wrong")


def _has_length(index: int, row: Row) -> bool:
    """Return whether *row* holds as many hashes as complete subtrees end at leaf *index*.

    The last row of a piece goes on with larger ones, which are compared by themselves.
    """
    is_last = (index + 1) % SEGMENT == 0
    return is_last or len(row[1]) == HASH_SIZE * (trailing_zeros(index + 1) + 1)


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the hashes of all complete subtrees, level by level."""
    levels = [[sha256(b"\0" + leaf).digest() for leaf in leaves]]
    while len(levels[-1]) > 1:
        pairs = iter(levels[-1])
        above = [sha256(b"\1" + a + b).digest() for a, b in zip(pairs, pairs, strict=False)]
        levels.append(above)
    return levels


def _in_rows(levels: Sequence[Sequence[bytes]]) -> bytes:
    """Return the hashes in the order in which rows have them, with what stands between rows."""
    if len(levels[0]) != SEGMENT:
        return _BETWEEN.join(Frontier().extend(levels[0])[1])
    return b"".join(_row_order()([*chain.from_iterable(levels), _BETWEEN]))


@cache
def _row_order() -> Callable[[Sequence[bytes]], tuple[bytes, ...]]:
    """Return what picks the hashes of a full piece, given level by level, row by row."""
    starts = [2 * SEGMENT - (2 * SEGMENT >> level) for level in range(SEGMENT.bit_length())]
    between = 2 * SEGMENT - 1
    order: list[int] = []
    for leaf in range(SEGMENT):
        ending = (level for level in range(len(starts)) if (leaf + 1) % (1 << level) == 0)
        order += [*(starts[level] + (leaf >> level) for level in ending), between]
    return itemgetter(*order[:-1])


def _levels_above(segment: Segment) -> int:
    """Return how many hashes of subtrees larger than the piece its last row has."""
    after = segment.first + segment.count
    return trailing_zeros(after) - trailing_zeros(SEGMENT) if segment.count == SEGMENT else 0


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
