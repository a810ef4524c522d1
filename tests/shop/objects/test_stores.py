"""One contract for both stores of objects: a folder, and a bucket of an S3 on the loopback."""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.errors import MalformedError, UnavailableError
from sealbench.ids import new_id
from sealbench.shop import config
from sealbench.shop.objects import ObjectStore, open_objects, probe
from sealbench.shop.objects.bucket import BucketObjects
from sealbench.shop.objects.folder import FolderObjects
from tests.support.buckets import Warehouse, warehouse

SIZES = (0, 1, 300_000, 6 * 1024 * 1024 + 7)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with warehouse(tmp_path_factory.mktemp("warehouse")) as made:
        yield made


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return FolderObjects.make(tmp_path / "objects")
    return BucketObjects(request.getfixturevalue("place").bucket)


def put(store: ObjectStore, data: bytes, name: str = "") -> str:
    name = name or new_id()
    writer = store.create(name)
    for start in range(0, len(data), 65_564):
        writer.write(data[start : start + 65_564])
    writer.finish()
    return name


def names(store: ObjectStore) -> set[str]:
    return {found.name for found in store.find()}


@pytest.mark.parametrize("size", SIZES)
def test_what_was_put_comes_back(store: ObjectStore, size: int) -> None:
    data = os.urandom(size)
    assert b"".join(store.read(put(store, data))) == data


def test_it_is_listed_from_when_it_was_put_until_it_is_deleted(store: ObjectStore) -> None:
    before = int(time.time()) - 2
    name = put(store, b"sealed")
    [at] = [found.at for found in store.find() if found.name == name]
    assert before <= at <= time.time() + 2
    store.delete(name)
    assert name not in names(store)
    with pytest.raises(UnavailableError):
        b"".join(store.read(name))
    store.delete(name)  # one that is not there is no error


def test_a_beginning_is_read_by_nobody_and_can_be_taken_back(store: ObjectStore) -> None:
    name = new_id()
    writer = store.create(name)
    writer.write(b"half")
    with pytest.raises(UnavailableError):
        b"".join(store.read(name))
    writer.abandon()
    assert name not in names(store)


def test_a_probe_leaves_nothing(store: ObjectStore) -> None:
    before = names(store)
    probe(store)
    assert names(store) == before


def test_a_probe_finds_a_folder_that_gives_back_something_else(tmp_path: Path) -> None:
    class Rotten(FolderObjects):
        def read(self, name: str) -> Iterator[bytes]:
            yield b"".join(super().read(name))[:-1]

    store = Rotten.make(tmp_path / "objects")
    with pytest.raises(UnavailableError, match="not what was written"):
        probe(store)
    assert names(store) == set()


def test_a_probe_finds_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    store = FolderObjects.make(tmp_path / "objects")
    (tmp_path / "objects").rmdir()
    with pytest.raises(UnavailableError, match="could not be written"):
        probe(store)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a/b", "A" * 24, "a" * 23, "a" * 24 + "\n"]
)
def test_a_name_is_an_identifier_and_nothing_else(store: ObjectStore, name: str) -> None:
    with pytest.raises(MalformedError):
        store.create(name)
    with pytest.raises(MalformedError):
        next(store.read(name))
    with pytest.raises(MalformedError):
        store.delete(name)


def test_a_folder_is_private_and_its_files_too(tmp_path: Path) -> None:
    made = os.umask(0)
    try:
        store = FolderObjects.make(tmp_path / "objects")
        name = put(store, b"sealed")
    finally:
        os.umask(made)
    assert stat.S_IMODE((tmp_path / "objects").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "objects" / name).stat().st_mode) == 0o600


def test_a_beginning_that_a_crash_left_in_the_folder_is_listed_and_deleted(tmp_path: Path) -> None:
    store = FolderObjects.make(tmp_path / "objects")
    name = new_id()
    store.create(name).write(b"half")
    assert names(store) == {name}
    store.delete(name)
    assert list((tmp_path / "objects").iterdir()) == []


def test_what_is_taken_back_twice_closes_no_other_file(tmp_path: Path) -> None:
    writer = FolderObjects.make(tmp_path / "objects").create(new_id())
    writer.abandon()
    other = os.open(tmp_path / "other", os.O_CREAT | os.O_RDWR)  # takes the number that is free
    writer.abandon()
    assert os.write(other, b"still open") == 10
    os.close(other)


def test_an_object_is_written_once(tmp_path: Path) -> None:
    store = FolderObjects.make(tmp_path / "objects")
    name = new_id()
    store.create(name)
    with pytest.raises(UnavailableError):
        store.create(name)


@pytest.mark.parametrize(
    "name", ["AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"]
)
def test_a_variable_that_would_lead_files_elsewhere_stops_the_start(
    home: config.Config, place: Warehouse, name: str
) -> None:
    own = {f"SEALBENCH_{key}": value for key, value in place.values.items()}
    start = {
        "SEALBENCH_HOME": str(home.home),
        "SEALBENCH_TRIAL": "yes",
        "SEALBENCH_SITE": home.site,
    }
    assert config.read({**start, **own}).objects is not None
    assert config.read({**start, name: "theirs"}).objects is None
    with pytest.raises(MalformedError, match=f"{name} would lead files elsewhere"):
        config.read({**start, **own, name: "theirs"})


def test_an_object_lies_in_the_folder_of_the_bucket(place: Warehouse) -> None:
    name = put(BucketObjects(place.bucket), b"sealed")
    assert f"<Key>sealed/files/{name}</Key>" in place.names()


def test_a_bucket_that_does_not_answer_is_unavailable_and_names_no_key(place: Warehouse) -> None:
    gone = replace(place.bucket, endpoint="http://127.0.0.1:9")
    store = BucketObjects(gone)
    for act in (
        lambda: put(store, b"x"),
        lambda: list(store.find()),
        lambda: store.delete("a" * 24),
    ):
        with pytest.raises(UnavailableError) as caught:
            act()
        assert "SHOPFILES1" not in f"{caught.value} {caught.value.hint}"


def test_the_settings_decide_where_files_go(home: config.Config, place: Warehouse) -> None:
    assert isinstance(open_objects(home), FolderObjects)
    assert home.files.is_dir()
    assert isinstance(open_objects(replace(home, objects=place.bucket)), BucketObjects)
