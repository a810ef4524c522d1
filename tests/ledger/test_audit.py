import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.ledger.trees import ORIGIN, OTHER, SIGNER, Log

from sealbench.errors import MalformedError
from sealbench.ledger import (
    CHECKPOINT,
    Audit,
    Checkpoint,
    DirectoryTileStore,
    Finding,
    MemoryTileStore,
    Packed,
    Subject,
    TileStore,
    audit,
    publish,
    segment,
)
from sealbench.ledger.audit import MAX_FINDINGS

SIZE = 2600  # two full segments of 1024 and part of a third, eleven tiles


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that go to another process, and a folder that tells where they were read."""

    log: Log
    folder: Path

    def __call__(self, begin: int, end: int) -> list[tuple[bytes, bytes]]:
        (self.folder / str(os.getpid())).touch()
        return self.log.read(begin, end)

    def packed(self, begin: int, end: int, step: int) -> Iterator[Packed]:
        (self.folder / str(os.getpid())).touch()
        return self.log.packed(begin, end, step)


def made(*steps: int) -> Log:
    log = Log()
    for step in steps:
        log.grow(step)
    return log


def check(log: Log, store: TileStore | None = None, *, size: int | None = None) -> Audit:
    """Audit *log* row by row and packed, which must find the same."""
    expected = len(log.leaves) if size is None else size
    by_row, packed = (
        audit(
            log.read,
            packed=packed,
            size=expected,
            key=SIGNER.key,
            checkpoints=log.notes,
            store=store,
        )
        for packed in (None, log.packed)
    )
    assert by_row == packed
    return by_row


def publish_all(log: Log, store: TileStore) -> None:
    publish(store, log.source(), note=log.notes[-1], key=SIGNER.key)


def test_a_sound_log_is_clean_at_every_size() -> None:
    for size in (0, 1, 2, 255, 256, 257, 1023, 1024, 1025, 2048, 3072):
        log = made(size)
        found = check(log)
        assert found.is_clean, found.findings
        assert (found.size, found.root) == (size, log.frontier.root())


def test_every_checkpoint_within_is_compared() -> None:
    log = made(1, 1, 500, 522, 1, 1023, 552)
    store = MemoryTileStore()
    publish_all(log, store)
    assert len(log.leaves) == SIZE
    assert check(log, store).is_clean


@pytest.mark.parametrize("index", [0, 1, 1023, 1024, 2047, 2599])
def test_an_edited_leaf_is_named(index: int) -> None:
    log = made(SIZE)
    log.leaves[index] = log.leaves[index].replace(b'"v":1', b'"v":2')
    findings = check(log).findings
    expected = Finding(Subject.ROW, index, "the leaf is not the one that was hashed")
    assert expected in findings
    assert any(each.subject is Subject.CHECKPOINT for each in findings)


@pytest.mark.parametrize("index", [1, 511, 1023, 2047, 2599])
def test_a_flipped_bit_in_a_stored_hash_is_named(index: int) -> None:
    log = made(SIZE)
    row = log.rows[index]
    log.rows[index] = row[:-1] + bytes([row[-1] ^ 1])
    (finding,) = check(log).findings
    assert (finding.subject, finding.index) == (Subject.ROW, index)


@pytest.mark.parametrize("index", [0, 511, 1023, 1024, 2047])
def test_a_row_with_a_hash_too_few_or_too_many_is_named(index: int) -> None:
    log = made(SIZE)
    row = log.rows[index]
    for changed in (row[:-32], row + bytes(32)):
        log.rows[index] = changed
        (finding,) = check(log).findings
        assert (finding.subject, finding.index) == (Subject.ROW, index)


@pytest.mark.parametrize("index", [0, 511, 1022, 1024, 2598])
def test_a_hash_that_moved_to_its_neighbour_is_named(index: int) -> None:
    log = made(SIZE)
    one, two = log.rows[index], log.rows[index + 1]
    log.rows[index], log.rows[index + 1] = one + two[:32], two[32:]
    found = [each.index for each in check(log).findings if each.subject is Subject.ROW]
    assert found == [index, index + 1]


def test_a_zero_byte_of_a_hash_does_not_pass_for_the_end_of_a_row() -> None:
    log = made(SIZE)
    # A row of one hash, then one whose hash holds a zero byte: their ends change places.
    index = next(at for at in range(0, SIZE, 2) if b"\0" in log.rows[at + 1][1:31])
    one, two = log.rows[index], log.rows[index + 1]
    cut = two.index(b"\0", 1)
    log.rows[index], log.rows[index + 1] = one + b"\0" + two[:cut], two[cut + 1 :]
    assert b"\0".join(log.rows[index : index + 2]) == one + b"\0" + two  # as if nothing was
    found = [each.index for each in check(log).findings if each.subject is Subject.ROW]
    assert found == [index, index + 1]


def test_sound_rows_that_are_packed_are_not_read_again() -> None:
    log, asked = made(SIZE), list[int]()

    def read(begin: int, end: int) -> list[tuple[bytes, bytes]]:
        asked.append(begin)
        return log.read(begin, end)

    def run() -> Audit:
        return audit(read, packed=log.packed, size=SIZE, key=SIGNER.key, checkpoints=log.notes)

    assert run().is_clean
    assert asked == []
    log.rows[5] = bytes(32)
    assert not run().is_clean
    assert asked == [0]


def _edit(log: Log) -> None:
    log.leaves[700] = log.leaves[701]


def _swap(log: Log) -> None:
    log.leaves[700], log.leaves[701] = log.leaves[701], log.leaves[700]


def _drop(log: Log) -> None:
    del log.leaves[700]


def _cut(log: Log) -> None:
    del log.leaves[-1]


def _duplicate(log: Log) -> None:
    log.leaves.insert(700, log.leaves[700])


CHANGES: list[Callable[[Log], None]] = [_edit, _swap, _drop, _cut, _duplicate]


@pytest.mark.parametrize("change", CHANGES)
def test_rows_rewritten_to_fit_do_not_fit_the_checkpoint(change: Callable[[Log], None]) -> None:
    log = made(600, 2000)
    change(log)
    log.rebuild()
    subjects = {each.subject for each in check(log).findings}
    assert subjects == {Subject.CHECKPOINT}


@pytest.mark.parametrize("change", CHANGES)
def test_a_past_signed_anew_does_not_fit_a_receipt(change: Callable[[Log], None]) -> None:
    log = made(600, 2000)
    receipt = log.notes[-1]
    change(log)
    log.rebuild()
    log.notes = [log.checkpoint().sign(SIGNER)]
    assert check(log).is_clean  # one who holds the key and all copies is not seen from inside
    log.notes.append(receipt)
    (finding,) = check(log).findings
    assert (finding.subject, finding.index) == (Subject.CHECKPOINT, SIZE)


@pytest.mark.parametrize("change", CHANGES)
def test_a_past_signed_anew_does_not_fit_the_tiles(change: Callable[[Log], None]) -> None:
    log, store = made(600, 2000), MemoryTileStore()
    publish_all(log, store)
    change(log)
    log.rebuild()
    log.notes = [log.checkpoint().sign(SIGNER)]
    assert not check(log, store).is_clean


def test_two_roots_of_one_size_are_found() -> None:
    log = made(600)
    log.notes.append(Checkpoint(ORIGIN, 600, bytes(32)).sign(SIGNER))
    log.notes.append(Checkpoint(ORIGIN, 0, bytes(32)).sign(SIGNER))
    assert [(each.subject, each.index) for each in check(log).findings] == [
        (Subject.CHECKPOINT, 0),
        (Subject.CHECKPOINT, 600),
    ]


def test_checkpoints_that_the_log_did_not_sign_are_found() -> None:
    log = made(600)
    log.notes += [log.checkpoint().sign(OTHER), "no note"]
    assert [each.subject for each in check(log).findings] == [Subject.CHECKPOINT] * 2


def test_rows_that_are_missing_are_found() -> None:
    log = made(SIZE)
    found = check(log, size=SIZE + 5)
    assert Finding(Subject.ROW, SIZE, "5 rows are missing up to here") in found.findings
    del log.leaves[-1], log.rows[-1]
    found = check(log, size=SIZE)
    assert {each.subject for each in found.findings} == {Subject.ROW, Subject.CHECKPOINT}


def test_no_rows_at_all_are_found() -> None:
    log = made(1100)
    log.leaves, log.rows = [], []
    found = check(log, size=1100)
    assert Finding(Subject.ROW, 0, "1024 rows are missing up to here") in found.findings


def test_each_flipped_byte_of_a_published_file_is_found() -> None:
    log, store = made(SIZE), MemoryTileStore()
    publish_all(log, store)
    assert check(log, store).is_clean
    for path, data in list(store.files.items()):
        for at in (0, len(data) // 2, len(data) - 1):
            store.files[path] = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            assert not check(log, store).is_clean, (path, at)
        store.files[path] = data
    assert check(log, store).is_clean


def test_a_missing_tile_is_named() -> None:
    log, store = made(SIZE), MemoryTileStore()
    publish_all(log, store)
    for path, index in (
        ("tile/0/003", 768),
        ("tile/entries/010.p/40", 2560),
        ("tile/1/000.p/10", 0),
    ):
        data = store.files.pop(path)
        assert check(log, store).findings == (
            Finding(Subject.TILE, index, f"{path} is missing or wrong"),
        )
        store.files[path] = data


def test_upper_tiles_are_compared_too() -> None:
    log, store = made(65_536 + 256), MemoryTileStore()
    publish_all(log, store)
    assert check(log, store).is_clean
    for path, index in (("tile/1/000", 0), ("tile/1/001.p/1", 65_536), ("tile/2/000.p/1", 0)):
        data = store.files[path]
        store.files[path] = bytes(len(data))
        assert [(each.subject, each.index) for each in check(log, store).findings] == [
            (Subject.TILE, index)
        ]
        store.files[path] = data


def test_what_is_not_yet_published_is_no_finding() -> None:
    log, store = made(1500), MemoryTileStore()
    assert check(log, store).is_clean
    publish_all(log, store)
    log.grow(1100)
    assert check(log, store).is_clean


def test_a_published_checkpoint_that_cannot_be_read_is_found() -> None:
    log, store = made(10), MemoryTileStore()
    publish_all(log, store)
    for data in (b"\xff", b"no note", log.checkpoint().sign(OTHER).encode()):
        store.files[CHECKPOINT] = data
        assert [each.subject for each in check(log, store).findings] == [Subject.CHECKPOINT]


def test_findings_are_counted_but_not_collected_without_end() -> None:
    log = made(SIZE)
    log.leaves = [b"x"] * SIZE
    found = check(log)
    assert found.found > SIZE
    assert len(found.findings) == MAX_FINDINGS


def test_processes_share_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "BATCH", 1)  # so that there are more than wait at once
    log, store = made(1000, 19_000), DirectoryTileStore(tmp_path / "tiles")
    publish_all(log, store)
    log.leaves[17_000] = b"edited"
    rows = Rows(log, tmp_path)
    alone, shared = (
        audit(
            rows,
            packed=rows.packed,
            size=20_000,
            key=SIGNER.key,
            checkpoints=log.notes,
            store=store,
            workers=workers,
        )
        for workers in (1, 3)
    )
    assert alone == shared
    assert alone.found > 3
    others = {each.name for each in tmp_path.iterdir()} - {"tiles", str(os.getpid())}
    assert others  # at least one of them came up in time; this one does the rest


@dataclass(frozen=True, slots=True)
class Deadly:
    """Rows that end every process but one, as a system without memory would."""

    log: Log
    survivor: int

    def __call__(self, begin: int, end: int) -> list[tuple[bytes, bytes]]:
        if os.getpid() != self.survivor:
            os._exit(1)
        return self.log.read(begin, end)


def test_what_a_process_leaves_undone_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "BATCH", 1)
    log = made(20_000)
    log.rows[7] = bytes(32)
    read = Deadly(log, os.getpid())
    alone, left = (
        audit(read, size=20_000, key=SIGNER.key, checkpoints=log.notes, workers=workers)
        for workers in (1, 2)
    )
    assert left == alone
    assert left.found == 1


def test_at_least_one_worker_is_needed() -> None:
    with pytest.raises(MalformedError):
        audit(made(1).read, size=1, key=SIGNER.key, workers=0)
