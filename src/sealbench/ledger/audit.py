"""The full audit: everything the log keeps and publishes, recomputed from its leaves.

Every leaf and subtree hash in the rows, every checkpoint (signature and root) and, with a
store, every tile and bundle of the published size is compared.  Someone who rewrites
leaves *and* rows *and* signs anew is found only by a checkpoint that was kept elsewhere:
pass those of receipts along with the log's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger.checkpoint import verify_checkpoint
from sealbench.ledger.frontier import Frontier
from sealbench.ledger.note import VerifierKey, decode
from sealbench.ledger.segment import SEGMENT, Checked, Row, Segment, Wrong, check_all
from sealbench.ledger.store import CHECKPOINT, TileStore
from sealbench.ledger.tiles import WIDTH, tile_peaks, tiles_at
from sealbench.ledger.tree import EMPTY_ROOT, fold

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
    rows: Iterable[Row],
    *,
    key: VerifierKey,
    checkpoints: Iterable[str] = (),
    store: TileStore | None = None,
    workers: int = 1,
) -> Audit:
    """Recompute the log from its *rows* ``(leaf, hashes)`` in order, and compare everything.

    *hashes* is what `Frontier.append` returned for the leaf.  *checkpoints* are signed
    notes of this log, in any order, the log's own or from receipts.  With *store* the
    published files are compared too.  With *workers* > 1 that many processes share the
    work; the store must then be one that they can open, such as a directory.
    """
    auditor = _Auditor(key, store)
    for note in checkpoints:
        auditor.expect(note)
    auditor.expect_published()
    for checked in check_all(auditor.segments(rows), workers=workers):
        auditor.take(checked)
    return auditor.conclude()


@dataclass(slots=True)
class _Auditor:
    key: VerifierKey
    store: TileStore | None
    roots: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    published: int = 0
    size: int = 0
    segment_roots: Frontier = field(default_factory=Frontier)
    rest: tuple[bytes, ...] = ()
    bundles: list[bytes] = field(default_factory=list)
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

    def expect_published(self) -> None:
        data = self.store.read(CHECKPOINT) if self.store is not None else None
        if data is None:
            return
        try:
            note = decode(data)
        except MalformedError as exc:
            self._report(Subject.CHECKPOINT, 0, str(exc))
        else:
            self.published = self.expect(note)

    def segments(self, rows: Iterable[Row]) -> Iterator[Segment]:
        """Cut the rows into the pieces that are checked on their own."""
        self._compare_roots(0, EMPTY_ROOT)
        wanted = sorted(self.roots)
        first, source = 0, iter(rows)
        while piece := [row for _, row in zip(range(SEGMENT), source, strict=False)]:
            end = first + len(piece)
            offsets = tuple(size - first for size in wanted if first < size <= end)
            yield Segment(first, piece, offsets, self.store, self.published)
            first = end

    def take(self, checked: Checked) -> None:
        """Join one piece, recomputed, to the tree so far."""
        for wrong in checked.wrong_rows:
            self._report(Subject.ROW, wrong.index, wrong.what)
        for wrong in checked.wrong_tiles:
            self._report(Subject.TILE, wrong.index, wrong.what)
        for offset, inner in checked.peaks_at.items():
            root = fold((*self.segment_roots.peaks, *inner))
            self._compare_roots(checked.first + offset, root)
        self.bundles.extend(checked.tile_roots)
        self.size = checked.first + checked.count
        above = b""
        if checked.count == SEGMENT:
            self.segment_roots, above = self.segment_roots.append(checked.peaks[0])
            above = above[len(checked.peaks[0]) :]
        else:
            self.rest = checked.peaks
        if checked.is_whole and checked.surplus != above:
            self._report(Subject.ROW, self.size - 1, "a stored subtree hash is wrong")

    def conclude(self) -> Audit:
        """Compare what needs the whole tree, and return the result."""
        for size in sorted(size for size in self.roots if size > self.size):
            self._report(Subject.CHECKPOINT, size, "it covers more leaves than there are")
        for wrong in self._wrong_upper_tiles():
            self._report(Subject.TILE, wrong.index, wrong.what)
        edge = (*self.segment_roots.peaks, *self.rest)
        root = fold(edge) if edge else EMPTY_ROOT
        return Audit(self.size, root, tuple(self.findings), self.found)

    def _compare_roots(self, size: int, root: bytes) -> None:
        for _ in self.roots.get(size, set()) - {root}:
            self._report(Subject.CHECKPOINT, size, "the leaves do not lead to its root")

    def _wrong_upper_tiles(self) -> Iterator[Wrong]:
        hashes: Sequence[bytes] = self.bundles[: self.published // WIDTH]
        level = 1
        while hashes and self.store is not None:
            for tile in tiles_at(level, len(hashes) * WIDTH**level):
                start = tile.index * WIDTH
                if self.store.read(tile.path()) != b"".join(hashes[start : start + tile.width]):
                    yield Wrong(start * WIDTH**level, f"{tile.path()} is missing or wrong")
            full = range(0, len(hashes) - WIDTH + 1, WIDTH)
            hashes = [tile_peaks(hashes[start : start + WIDTH])[0] for start in full]
            level += 1

    def _report(self, subject: Subject, index: int, what: str) -> None:
        self.found += 1
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(subject, index, what))
