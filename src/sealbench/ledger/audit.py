"""The full audit: everything the log keeps and publishes, recomputed from its leaves.

Every leaf and subtree hash in the rows, every checkpoint (signature and root) and, with a
store, every tile and bundle of the published size is compared.  Someone who rewrites
leaves *and* rows *and* signs anew is found only by a checkpoint that was kept elsewhere:
pass those of receipts along with the log's own.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger.checkpoint import verify_checkpoint
from sealbench.ledger.frontier import Frontier
from sealbench.ledger.note import VerifierKey, decode
from sealbench.ledger.segment import SEGMENT, Checked, Checker, ReadPacked, ReadRows, Segment
from sealbench.ledger.store import CHECKPOINT, TileReader, is_published
from sealbench.ledger.tiles import HEIGHT, WIDTH, tile_peaks, tiles_at
from sealbench.ledger.tree import EMPTY_ROOT, HASH_SIZE, fold

MAX_FINDINGS = 1000


class Subject(StrEnum):
    """What a finding is about, and what its index counts."""

    ROW = "row"  # index of the leaf
    CHECKPOINT = "checkpoint"  # tree size, or 0 if the note cannot be read
    TILE = "tile"  # index of the first leaf under it


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was signed."""

    subject: Subject
    index: int
    what: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found: the tree as recomputed, and the first `MAX_FINDINGS` findings."""

    size: int
    root: bytes
    findings: tuple[Finding, ...]
    found: int

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was found."""
        return self.found == 0


def audit(
    read: ReadRows,
    *,
    size: int,
    key: VerifierKey,
    checkpoints: Iterable[str] = (),
    store: TileReader | None = None,
    packed: ReadPacked | None = None,
    workers: int = 1,
) -> Audit:
    """Recompute the log of *size* leaves from what *read* returns, and compare everything.

    ``read(begin, end)`` returns the rows ``(leaf, hashes)`` of a range, *hashes* being what
    `Frontier.append` returned for the leaf.  *checkpoints* are signed notes of this log, in
    any order, the log's own or from receipts.  With *store* the published files are
    compared too.  ``packed(begin, end, step)`` yields the same rows at less cost; *read* is then
    asked only where they do not match.  With *workers* > 1 that many processes share the
    work, this one included: *read*, *packed* and *store* must then be such that they can be
    sent to another process.
    """
    auditor = _Auditor(key, size)
    for note in checkpoints:
        auditor.expect(note)
    published = auditor.expect_published(store) if store is not None else 0
    checker = Checker(read, packed, store, published)
    for checked in checker.check_all(auditor.segments(), workers=workers):
        if not auditor.take(checked):
            break
    if store is not None:
        auditor.compare_upper_tiles(store, published)
    return auditor.conclude()


@dataclass(slots=True)
class _Auditor:
    key: VerifierKey
    expected_size: int
    roots: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    size: int = 0
    segment_roots: Frontier = field(default_factory=Frontier)
    rest: tuple[bytes, ...] = ()
    tile_roots: list[bytes] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    found: int = 0

    def expect(self, note: str) -> int:
        """Verify a checkpoint and remember its root; return its size, 0 if it is bad."""
        try:
            checkpoint = verify_checkpoint(note, self.key)
        except (MalformedError, VerificationError) as exc:
            self._report(Subject.CHECKPOINT, 0, str(exc))
            return 0
        self.roots[checkpoint.size].add(checkpoint.root)
        return checkpoint.size

    def expect_published(self, store: TileReader) -> int:
        """Remember the published checkpoint like any other, and return its size."""
        data = store.read(CHECKPOINT)
        if data is None:
            return 0
        try:
            return self.expect(decode(data))
        except MalformedError as exc:
            self._report(Subject.CHECKPOINT, 0, str(exc))
            return 0

    def segments(self) -> Iterator[Segment]:
        """Yield the pieces that are checked on their own."""
        self._compare_roots(0, EMPTY_ROOT)
        sizes = sorted(self.roots)
        for first in range(0, self.expected_size, SEGMENT):
            count = min(SEGMENT, self.expected_size - first)
            inside = sizes[bisect_right(sizes, first) : bisect_right(sizes, first + count)]
            yield Segment(first, count, tuple(size - first for size in inside))

    def take(self, checked: Checked) -> bool:
        """Join one piece, recomputed, to the tree so far; return False if rows are missing."""
        for wrong in checked.wrong_rows:
            self._report(Subject.ROW, wrong.index, wrong.what)
        for wrong in checked.wrong_tiles:
            self._report(Subject.TILE, wrong.index, wrong.what)
        first = checked.segment.first
        for offset, inner in checked.peaks_at.items():
            self._compare_roots(first + offset, fold((*self.segment_roots.peaks, *inner)))
        self.tile_roots.extend(checked.tile_roots)
        self.size = first + checked.count
        above = self._join(checked)
        if checked.surplus is not None and checked.surplus != above:
            self._report(Subject.ROW, self.size - 1, "a stored subtree hash is wrong")
        missing = checked.segment.count - checked.count
        if missing:
            self._report(Subject.ROW, self.size, f"{missing} rows are missing up to here")
        return not missing

    def compare_upper_tiles(self, store: TileReader, published: int) -> None:
        """Compare the tiles above level 0, of which each hash is the root of a tile below."""
        hashes: Sequence[bytes] = self.tile_roots[: published // WIDTH]
        level = 1
        while hashes:
            for tile in tiles_at(level, len(hashes) << HEIGHT * level):
                start = tile.index * WIDTH
                expected = b"".join(hashes[start : start + tile.width])
                if not is_published(store, tile.path(), expected):
                    what = f"{tile.path()} is missing or wrong"
                    self._report(Subject.TILE, start << HEIGHT * level, what)
            full = range(0, len(hashes) - WIDTH + 1, WIDTH)
            hashes = [tile_peaks(hashes[start : start + WIDTH])[0] for start in full]
            level += 1

    def conclude(self) -> Audit:
        """Compare what needs the whole tree, and return the result."""
        for size in sorted(size for size in self.roots if size > self.size):
            self._report(Subject.CHECKPOINT, size, "it covers more leaves than there are")
        edge = (*self.segment_roots.peaks, *self.rest)
        root = fold(edge) if edge else EMPTY_ROOT
        return Audit(self.size, root, tuple(self.findings), self.found)

    def _join(self, checked: Checked) -> bytes:
        """Add a piece to the tree; return the hashes of larger subtrees that end with it."""
        if checked.count < SEGMENT:
            self.rest = checked.peaks
            return b""
        self.segment_roots, row = self.segment_roots.append(checked.peaks[0])
        return row[HASH_SIZE:]

    def _compare_roots(self, size: int, root: bytes) -> None:
        for _ in self.roots.get(size, set()) - {root}:
            self._report(Subject.CHECKPOINT, size, "the leaves do not lead to its root")

    def _report(self, subject: Subject, index: int, what: str) -> None:
        self.found += 1
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(subject, index, what))
