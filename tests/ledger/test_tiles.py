from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.trees import ORIGIN, OTHER, SIGNER, Log, hashes_of, naive_root

from sealbench.errors import ConflictError, MalformedError, VerificationError
from sealbench.ledger import (
    CHECKPOINT,
    Checkpoint,
    MemoryTileStore,
    Source,
    Tile,
    leaf_hash,
    publish,
    published_checkpoint,
    tiles,
)
from sealbench.ledger.store import is_log_path
from sealbench.ledger.tiles import bundle, hashes_from, leaves_from, tile_peaks
from sealbench.ledger.tree import fold, peaks


def published(log: Log, store: MemoryTileStore, *, is_anew: bool = False) -> Checkpoint:
    return publish(store, log.source(), note=log.notes[-1], key=SIGNER.key, is_anew=is_anew)


def root_of(store: MemoryTileStore, size: int) -> bytes:
    """Return the root as a stranger computes it, from published files alone."""
    edge: list[bytes] = []
    for tile in tiles(size):
        data = store.read(tile.path())
        assert data is not None
        hashes = hashes_from(data)
        assert len(hashes) == tile.width
        if tile.level == 0:
            entries = store.read(tile.bundle_path())
            assert entries is not None
            assert [leaf_hash(leaf) for leaf in leaves_from(entries)] == hashes
        if tile.width < 256:
            edge = tile_peaks(hashes) + edge
    return fold(edge)


def test_paths_are_those_of_the_specification() -> None:
    assert Tile(0, 1234067).path() == "tile/0/x001/x234/067"
    assert Tile(1, 0, 17).path() == "tile/1/000.p/17"
    assert Tile(0, 999).bundle_path() == "tile/entries/999"
    assert Tile(0, 1000, 1).bundle_path() == "tile/entries/x001/000.p/1"


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_is_a_path_of_a_log(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert is_log_path(tile.path())
    assert is_log_path(tile.bundle_path())


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    counted = Counter((tile.level, tile.width) for tile in tiles(70_000))
    assert counted == {(0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1}


def test_a_tree_of_256_has_one_full_tile_and_one_above() -> None:
    assert list(tiles(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles(0)) == []


@given(st.integers(0, 70_000), st.integers(0, 600))
@settings(max_examples=30)
def test_only_new_tiles_are_named_after_growth(old: int, more: int) -> None:
    before, after = set(tiles(old)), set(tiles(old + more))
    assert set(tiles(old + more, old_size=old)) == after - before


@given(st.lists(st.integers(0, 600), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_is_published_leads_to_the_signed_root(steps: list[int]) -> None:
    log, store, size = Log(), MemoryTileStore(), 0
    for step in steps:
        log.grow(step)
        checkpoint = published(log, store)
        size += step
        assert store.files[CHECKPOINT].decode() == log.notes[-1]
        assert checkpoint.size == size
        if size:
            assert root_of(store, size) == checkpoint.root
        for tile in tiles(size):
            if tile.width == 256:
                assert not any(path.startswith(f"{tile.path()}.p/") for path in store.files)


def test_the_tree_may_grow_past_a_tile_of_the_second_level() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(65_530)
    published(log, store)
    log.grow(300)
    checkpoint = published(log, store)
    assert root_of(store, 65_830) == checkpoint.root
    assert store.read("tile/2/000.p/1") is not None


def test_publishing_again_changes_nothing() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(300)
    published(log, store)
    before = dict(store.files)
    published(log, store)
    published(log, store, is_anew=True)
    assert store.files == before


def test_nothing_is_published_that_the_log_did_not_sign() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(300)
    with pytest.raises(VerificationError):
        publish(store, log.source(), note=log.notes[0], key=OTHER.key)
    log.leaves[7] = b"changed"
    with pytest.raises(VerificationError):
        published(log, store)
    assert store.files == {}


def test_wrong_stored_hashes_are_noticed_before_anything_is_written() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(600)
    published(log, store)
    before = dict(store.files)
    log.grow(300)
    good = log.rows[255]
    log.rows[255] = good[:-32] + bytes(32)
    with pytest.raises(VerificationError):
        published(log, store)
    assert store.files == before
    log.rows[255] = good
    published(log, store)


def test_leaves_that_change_meanwhile_stop_it_before_the_checkpoint() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(3)
    reads: list[list[bytes]] = [[b"other"] * 3, log.leaves]
    source = Source(lambda _begin, _end: reads.pop(), log.source().nodes)
    with pytest.raises(VerificationError):
        publish(store, source, note=log.notes[0], key=SIGNER.key)
    assert store.files == {}


@pytest.mark.parametrize("more", [0, 1, 300])
@pytest.mark.parametrize("is_anew", [False, True])
def test_a_fork_cannot_be_published_over_the_log(more: int, *, is_anew: bool) -> None:
    log, fork, store = Log(), Log(), MemoryTileStore()
    log.grow(200)
    published(log, store)
    before = dict(store.files)
    fork.grow(200 + more)
    fork.leaves[7] = b"another past"
    fork.rebuild()
    fork.notes.append(fork.checkpoint().sign(SIGNER))
    with pytest.raises(ConflictError):
        published(fork, store, is_anew=is_anew)
    assert store.files == before
    assert published_checkpoint(store, SIGNER.key) == log.checkpoint()


def test_a_fork_does_not_change_a_tile_even_without_its_checkpoint() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(300)
    published(log, store)
    del store.files[CHECKPOINT]
    log.leaves[7] = b"another past"
    log.rebuild()
    log.notes.append(log.checkpoint().sign(SIGNER))
    with pytest.raises(ConflictError):
        published(log, store)
    assert CHECKPOINT not in store.files


def test_a_log_that_was_rolled_back_is_not_published() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(5)
    log.grow(5)
    published(log, store)
    with pytest.raises(ConflictError):
        publish(store, log.source(), note=log.notes[0], key=SIGNER.key)
    assert published_checkpoint(store, SIGNER.key) == log.checkpoint()


def test_lost_tiles_are_written_again() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(600)
    published(log, store)
    before = dict(store.files)
    del store.files["tile/0/000"], store.files["tile/entries/001"]
    published(log, store)
    assert store.files != before
    published(log, store, is_anew=True)
    assert store.files == before


def test_what_another_key_published_is_not_continued() -> None:
    log, store = Log(), MemoryTileStore()
    log.grow(5)
    assert published_checkpoint(store, SIGNER.key) is None
    store.replace(CHECKPOINT, log.checkpoint().sign(OTHER).encode())
    with pytest.raises(VerificationError):
        published(log, store)


def test_an_empty_log_has_a_checkpoint_only() -> None:
    store = MemoryTileStore()
    note = Checkpoint(ORIGIN, 0, naive_root([])).sign(SIGNER)
    publish(store, Log().source(), note=note, key=SIGNER.key)
    assert list(store.files) == [CHECKPOINT]
    log = Log()
    log.grow(3)
    assert published(log, store).size == 3


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_come_back(leaves: list[bytes]) -> None:
    assert leaves_from(bundle(leaves)) == leaves


@given(st.binary(max_size=50))
def test_a_bundle_is_read_whole_or_malformed(data: bytes) -> None:
    try:
        assert bundle(leaves_from(data)) == data
    except MalformedError:
        with pytest.raises(MalformedError):
            leaves_from(data)


def test_a_leaf_that_fits_no_bundle_is_refused() -> None:
    assert len(bundle([bytes(65535)])) == 65537
    with pytest.raises(MalformedError):
        bundle([bytes(65536)])


def test_a_tile_has_whole_hashes() -> None:
    assert hashes_from(bytes(64)) == [bytes(32)] * 2
    for size in (0, 31, 33, 32 * 257):
        with pytest.raises(MalformedError):
            hashes_from(bytes(size))


@given(st.integers(1, 256))
@settings(max_examples=20)
def test_the_peaks_of_a_tile_lead_to_its_root(size: int) -> None:
    hashes = hashes_of(size)
    found = tile_peaks(hashes)
    assert len(found) == len(peaks(size))
    assert fold(found) == naive_root(hashes)
