import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import ConflictError, MalformedError, UnavailableError
from sealbench.ledger import (
    CHECKPOINT,
    DirectoryTileStore,
    MemoryTileStore,
    TileStore,
    is_log_path,
)

STORES: list[Callable[[Path], TileStore]] = [
    lambda _: MemoryTileStore(),
    lambda path: DirectoryTileStore(path / "log"),
]


@pytest.fixture(params=STORES, ids=["memory", "directory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TileStore:
    made: TileStore = request.param(tmp_path)
    return made


def test_it_keeps_what_was_added(store: TileStore) -> None:
    assert store.read("tile/0/000") is None
    store.add("tile/0/000", b"one")
    store.add("tile/0/x001/000", b"two")
    store.add("tile/0/000", b"one")
    assert store.read("tile/0/000") == b"one"
    assert store.read("tile/0/x001/000") == b"two"


def test_it_never_overwrites_a_tile_with_other_bytes(store: TileStore) -> None:
    store.add("tile/0/000", b"one")
    with pytest.raises(ConflictError):
        store.add("tile/0/000", b"two")
    assert store.read("tile/0/000") == b"one"


def test_it_replaces_the_checkpoint(store: TileStore) -> None:
    store.replace(CHECKPOINT, b"one")
    store.replace(CHECKPOINT, b"two")
    assert store.read(CHECKPOINT) == b"two"


def test_it_discards_the_partials_of_one_tile_only(store: TileStore) -> None:
    for path in ("tile/0/000.p/1", "tile/0/000.p/255", "tile/0/001.p/1", "tile/0/000"):
        store.add(path, b"x")
    store.discard_partials("tile/0/000")
    store.discard_partials("tile/0/000")
    assert store.read("tile/0/000.p/1") is None
    assert store.read("tile/0/000.p/255") is None
    assert store.read("tile/0/001.p/1") == store.read("tile/0/000") == b"x"


BAD_PATHS = [
    "",
    ".",
    "/checkpoint",
    "checkpoint/",
    "checkpoint\n",
    "../checkpoint",
    "tile/0/../../secret",
    "tile/0/..",
    "tile//000",
    "tile/64/000",
    "tile/00/000",
    "tile/0/0000",
    "tile/0/001/000",
    "tile/0/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/\u0660\u0660\u0660",
    "tile/0/000\x00",
    "tile/Entries/000",
]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_it_refuses_every_path_that_no_log_has(store: TileStore, path: str) -> None:
    assert not is_log_path(path)
    with pytest.raises(MalformedError):
        store.read(path)
    with pytest.raises(MalformedError):
        store.add(path, b"x")
    with pytest.raises(MalformedError):
        store.replace(path, b"x")
    with pytest.raises(MalformedError):
        store.discard_partials(path)


@given(st.text(st.sampled_from("tile/0159x.p-entriscko\\\n")))
def test_no_other_path_leaves_the_log(path: str) -> None:
    if is_log_path(path):
        assert ".." not in path
        assert not path.startswith("/")


@pytest.mark.parametrize("path", ["tile/63/x123/x456/789", "tile/entries/000.p/255", "checkpoint"])
def test_it_knows_the_paths_of_a_log(path: str) -> None:
    assert is_log_path(path)


def test_a_directory_holds_nothing_but_the_log(tmp_path: Path) -> None:
    store = DirectoryTileStore(tmp_path / "a" / "log")
    store.add("tile/entries/000.p/7", b"x")
    store.replace(CHECKPOINT, b"y")
    found = {str(each.relative_to(store.root)) for each in store.root.rglob("*") if each.is_file()}
    assert found == {"tile/entries/000.p/7", CHECKPOINT}
    assert (store.root / CHECKPOINT).stat().st_mode & 0o777 == 0o644


def test_a_directory_that_fails_is_unavailable_and_unchanged(tmp_path: Path) -> None:
    store = DirectoryTileStore(tmp_path / "log")
    store.replace(CHECKPOINT, b"one")
    (tmp_path / "log" / "tile").write_bytes(b"a file where a directory belongs")
    with pytest.raises(UnavailableError):
        store.read("tile/0/000")
    with pytest.raises(UnavailableError):
        store.replace("tile/0/000", b"x")
    with pytest.raises(UnavailableError):
        store.discard_partials("tile/0/000")
    assert store.read(CHECKPOINT) == b"one"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    store = DirectoryTileStore(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(UnavailableError):
            store.add("tile/0/000", bytes(8192))
    finally:
        signal.signal(signal.SIGXFSZ, before)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "tile" / "0").iterdir()) == []
    store.add("tile/0/000", bytes(8192))


class LateStore(DirectoryTileStore):
    """Does not see at first what another writer has just put there."""

    __slots__ = ("looked",)

    def read(self, path: str) -> bytes | None:
        if hasattr(self, "looked"):
            return super().read(path)
        object.__setattr__(self, "looked", True)
        return None


def test_one_who_comes_second_takes_nothing_away(tmp_path: Path) -> None:
    first = DirectoryTileStore(tmp_path)
    first.add("tile/0/000", b"one")
    with pytest.raises(ConflictError):
        LateStore(tmp_path).add("tile/0/000", b"two")
    LateStore(tmp_path).add("tile/0/000", b"one")
    assert first.read("tile/0/000") == b"one"
    assert [each.name for each in (tmp_path / "tile" / "0").iterdir()] == ["000"]
