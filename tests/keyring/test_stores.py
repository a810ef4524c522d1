"""One contract for every store of keys, and what only files can suffer."""

import os
from pathlib import Path

import pytest

from sealbench.errors import ConflictError, GoneError, UnavailableError, VerificationError
from sealbench.ids import ClientId, JobId, new_id
from sealbench.keyring import (
    HOUSE,
    DirectoryKeyStore,
    KeyStore,
    MemoryKeyStore,
    Node,
    Realm,
    client_node,
    job_node,
)


@pytest.fixture(params=["memory", "directory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> KeyStore:
    if request.param == "memory":
        return MemoryKeyStore()
    return DirectoryKeyStore.make(tmp_path / "nodes")


def grown(store: KeyStore, node: Node) -> bytes:
    turn = store.turn()
    secret = turn.grow(node).secret()
    store.prepare([turn])
    store.finish([turn])
    return secret


def ended(store: KeyStore, node: Node) -> None:
    turn = store.turn()
    turn.end(node)
    store.prepare([turn])
    store.finish([turn])


def test_a_grown_key_is_kept(store: KeyStore) -> None:
    node = job_node(JobId(new_id()))
    secret = grown(store, node)
    assert store.key(node).secret() == secret
    assert list(store.names(Realm.JOBS)) == [node.name]
    assert list(store.names(Realm.CLIENTS)) == []


def test_a_turn_sees_its_own_keys_before_they_are_durable(store: KeyStore) -> None:
    node = client_node(ClientId(new_id()))
    turn = store.turn()
    key = turn.grow(node)
    assert turn.key(node) is key
    with pytest.raises(GoneError):
        store.key(node)


def test_a_turn_that_was_never_prepared_leaves_nothing(store: KeyStore) -> None:
    node = client_node(ClientId(new_id()))
    store.turn().grow(node)
    with pytest.raises(GoneError):
        store.key(node)


def test_an_ended_key_is_gone_and_may_be_ended_again(store: KeyStore) -> None:
    node = job_node(JobId(new_id()))
    grown(store, node)
    grown(store, HOUSE)
    ended(store, node)
    ended(store, node)
    with pytest.raises(GoneError):
        store.key(node)
    assert list(store.names(Realm.JOBS)) == []
    assert store.key(HOUSE).secret()


def test_a_turn_does_not_use_a_key_that_it_ends(store: KeyStore) -> None:
    grown(store, HOUSE)
    turn = store.turn()
    turn.end(HOUSE)
    with pytest.raises(GoneError):
        turn.key(HOUSE)
    assert store.key(HOUSE).secret()


def test_preparing_twice_is_one_key_and_another_key_is_a_conflict(store: KeyStore) -> None:
    turn = store.turn()
    secret = turn.grow(HOUSE).secret()
    store.prepare([turn])
    store.prepare([turn])
    other = store.turn()
    other.grow(HOUSE)
    with pytest.raises(ConflictError):
        store.prepare([other])
    with pytest.raises(ConflictError):
        other.grow(HOUSE)
    assert store.key(HOUSE).secret() == secret


def test_files_outlive_the_process_that_wrote_them(tmp_path: Path) -> None:
    secret = grown(DirectoryKeyStore.make(tmp_path / "nodes"), HOUSE)
    assert DirectoryKeyStore(tmp_path / "nodes").key(HOUSE).secret() == secret
    assert (tmp_path / "nodes" / ".sealbench-never-backup").exists()


def test_an_ended_key_is_overwritten_where_it_lay(tmp_path: Path) -> None:
    store = DirectoryKeyStore.make(tmp_path / "nodes")
    secret = grown(store, HOUSE)
    (path,) = (tmp_path / "nodes").glob("clients/*/house")
    assert secret in path.read_bytes()
    with path.open("rb") as held:  # the inode stays readable after the unlink
        ended(store, HOUSE)
        left = held.read()
    assert len(left) == 72
    assert secret not in left
    assert not path.exists()


@pytest.mark.parametrize("size", [0, 1, 8, 20, 39, 40, 71, 73, 4096])
def test_a_damaged_file_fails_closed_and_is_still_overwritten(tmp_path: Path, size: int) -> None:
    store = DirectoryKeyStore.make(tmp_path / "nodes")
    secret = grown(store, HOUSE)
    (path,) = (tmp_path / "nodes").glob("clients/*/house")
    whole = path.read_bytes().ljust(4096, b"\1")
    path.write_bytes(whole[:size])
    fresh = DirectoryKeyStore(tmp_path / "nodes")
    with pytest.raises(VerificationError):
        fresh.key(HOUSE)
    with path.open("rb") as held:
        ended(fresh, HOUSE)
        assert secret[:8] not in held.read()
    assert not path.exists()


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    store = DirectoryKeyStore.make(tmp_path / "nodes")
    (tmp_path / "nodes" / "clients").write_text("in the way")
    turn = store.turn()
    turn.grow(HOUSE)
    with pytest.raises(UnavailableError):
        store.prepare([turn])


def test_a_folder_that_cannot_be_read_is_unavailable(tmp_path: Path) -> None:
    store = DirectoryKeyStore.make(tmp_path / "nodes")
    grown(store, HOUSE)
    (path,) = (tmp_path / "nodes").glob("clients/*/house")
    path.unlink()
    path.mkdir()
    fresh = DirectoryKeyStore(tmp_path / "nodes")
    with pytest.raises(UnavailableError):
        fresh.key(HOUSE)
    turn = fresh.turn()
    turn.end(HOUSE)
    with pytest.raises(UnavailableError):
        fresh.finish([turn])


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    grown(DirectoryKeyStore.make(tmp_path / "nodes"), HOUSE)
    for folder, _, files in os.walk(tmp_path / "nodes"):
        assert Path(folder).stat().st_mode & 0o077 == 0
        for name in files:
            if name == "house":
                assert (Path(folder) / name).stat().st_mode & 0o077 == 0


def test_a_key_folder_that_is_not_there_is_no_proof_that_a_key_is_gone(tmp_path: Path) -> None:
    node = job_node(JobId(new_id()))
    store = DirectoryKeyStore.make(tmp_path / "nodes")
    secret = grown(store, node)
    (tmp_path / "nodes").rename(tmp_path / "unmounted")
    absent = DirectoryKeyStore(tmp_path / "nodes")
    turn = absent.turn()
    turn.end(node)
    with pytest.raises(UnavailableError):
        absent.key(node)
    with pytest.raises(UnavailableError):
        absent.finish([turn])
    with pytest.raises(UnavailableError):
        list(absent.names(Realm.JOBS))
    assert not (tmp_path / "nodes").exists()  # and none is made in its place
    (tmp_path / "unmounted").rename(tmp_path / "nodes")
    assert absent.key(node).secret() == secret


def test_a_turn_sees_the_keys_that_an_earlier_one_of_its_group_grew(store: KeyStore) -> None:
    first = store.turn()
    key = first.grow(HOUSE)
    assert store.turn(first.grown).key(HOUSE) is key
    with pytest.raises(GoneError):
        store.turn().key(HOUSE)


def test_a_key_that_another_process_ended_is_not_used_from_memory(tmp_path: Path) -> None:
    store, other = DirectoryKeyStore.make(tmp_path / "nodes"), DirectoryKeyStore(tmp_path / "nodes")
    node, kept = job_node(JobId(new_id())), job_node(JobId(new_id()))
    secret, secret_kept = grown(store, node), grown(store, kept)
    assert other.key(node).secret() == secret
    assert other.key(kept).secret() == secret_kept
    ended(store, node)
    for _ in range(2):
        with pytest.raises(GoneError):
            other.key(node)
    assert other.key(kept).secret() == secret_kept


def test_an_overwrite_that_was_cut_short_is_noticed_too(tmp_path: Path) -> None:
    store = DirectoryKeyStore.make(tmp_path / "nodes")
    node = job_node(JobId(new_id()))
    secret = grown(store, node)
    assert store.key(node).secret() == secret
    (found,) = (tmp_path / "nodes" / "jobs").glob("*/*")
    with found.open("r+b") as file:
        file.write(b"\0" * 4)
    os.utime(found, ns=(1, 1))  # the clock of a file system may be coarser than this test
    with pytest.raises(VerificationError):
        store.key(node)
