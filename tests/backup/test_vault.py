import os
import stat
from pathlib import Path

import pytest

from sealbench.backup import NEVER, File, Vault, check_place
from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
    UnavailableError,
    VerificationError,
)
from tests.backup.samples import HOME, backup, parts


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.make(tmp_path / "vault", home=HOME)


def test_it_is_opened_as_it_was_made(vault: Vault) -> None:
    assert Vault.open(vault.path) == vault
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o700


def test_a_folder_that_is_none_is_not_taken_for_one(tmp_path: Path) -> None:
    # An unmounted disk leaves an empty folder: nothing may be written there in its place.
    (tmp_path / "mount").mkdir()
    with pytest.raises(UnavailableError, match="no backups"):
        Vault.open(tmp_path / "mount")
    (tmp_path / "mount" / "vault.json").write_bytes(b'{"home":"x","v":2}')
    with pytest.raises(MalformedError):
        Vault.open(tmp_path / "mount")


def test_a_new_one_needs_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(ConflictError):
        Vault.make(tmp_path, home=HOME)
    with pytest.raises(UnavailableError):
        Vault.make(tmp_path / "not" / "there", home=HOME)


def test_no_vault_lies_with_keys(tmp_path: Path) -> None:
    keys = tmp_path / "home" / "keys"
    (keys / "roots").mkdir(parents=True)
    marked = tmp_path / "other" / "keys"
    marked.mkdir(parents=True)
    (marked / NEVER).touch()
    (tmp_path / "way").symlink_to(keys)
    for place in (keys, keys / "roots" / "deep", tmp_path / "home", marked / "x", tmp_path / "way"):
        with pytest.raises(RefusedError):
            check_place(place, keys=keys)
    check_place(tmp_path / "home" / "backups", keys=keys)


def test_a_part_is_written_once(vault: Vault) -> None:
    first, second = vault.put(b"data"), vault.put(b"data")
    assert (first.is_new, second.is_new) == (True, False)
    assert vault.get(first.name) == b"data"
    assert stat.S_IMODE(parts(vault.path)[0].stat().st_mode) == 0o600
    assert vault.put_blocks([b"da", b"ta"]).is_new is False


def test_a_part_that_has_rotted_is_written_anew(vault: Vault) -> None:
    name = vault.put(b"data").name
    for rotten in (b"dat4", b"da", b""):
        parts(vault.path)[0].write_bytes(rotten)
        with pytest.raises(VerificationError, match="not what was written"):
            vault.get(name)
        with pytest.raises(VerificationError):
            vault.verify(name)
        assert vault.put(b"data").is_new
        assert vault.get(name) == b"data"
        parts(vault.path)[0].write_bytes(rotten)
        assert vault.put_blocks([b"data"]).is_new
        vault.verify(name)


def test_a_missing_part_is_told(vault: Vault) -> None:
    made = backup(vault, 1, "a")
    for part in parts(vault.path):
        part.unlink()
    with pytest.raises(VerificationError, match="missing"):
        vault.get(made.tables[0].chunks[0])
    with pytest.raises(VerificationError, match="missing"):
        list(vault.blocks(made.tables[0].chunks[0]))
    with pytest.raises(VerificationError, match="missing"):
        vault.keep(made)


def test_a_file_comes_out_whole_or_not_at_all(vault: Vault) -> None:
    data = os.urandom(3_000_000)
    put = vault.put_blocks([data[:5], data[5:]])
    assert b"".join(vault.blocks(put.name)) == data
    parts(vault.path)[0].write_bytes(data[:-1])
    with pytest.raises(VerificationError):
        list(vault.blocks(put.name))


def test_backups_are_listed_oldest_first_and_read(vault: Vault) -> None:
    made = [backup(vault, 2, "a"), backup(vault, 1, "b")]
    assert vault.ids() == [made[1].id, made[0].id]
    assert vault.read(made[0].id) == made[0]
    assert [file.path for file in vault.files_of(made[0])] == ["ab/cd"]
    with pytest.raises(AbsentError):
        vault.read("../vault")


def test_a_manifest_under_another_name_or_damaged_is_told(vault: Vault) -> None:
    made = backup(vault, 1, "a")
    place = vault.path / "backups" / f"{made.id}.json"
    other = place.with_name("20261127T020009Z-00000009.json")
    other.write_bytes(place.read_bytes())
    with pytest.raises(VerificationError, match="another backup"):
        vault.read(other.stem)
    place.write_bytes(place.read_bytes()[:-9])
    with pytest.raises(VerificationError, match="damaged"):
        vault.read(made.id)


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "a//b", ".x", "a/.x", "", "a\\b\0"]
)
def test_a_file_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(VerificationError):
        File.from_row([path, 1, "ab"])
    assert File.from_row(["ab/cd.ef", 1, "ab"]).path == "ab/cd.ef"


def test_what_is_dropped_takes_only_what_nobody_else_needs(vault: Vault) -> None:
    old, new = backup(vault, 1, "a", "b"), backup(vault, 2, "a", "b")
    third = backup(vault, 3, "c")
    assert vault.drop([third.id]) == 3
    assert vault.drop([old.id]) == 0
    assert vault.ids() == [new.id]
    for name in new.chunks():
        vault.verify(name)
    for file in vault.files_of(new):
        vault.verify(file.part)


def test_nothing_is_dropped_while_a_backup_that_stays_cannot_be_read(vault: Vault) -> None:
    old, new = backup(vault, 1, "a"), backup(vault, 2, "b")
    (vault.path / "backups" / f"{new.id}.json").write_bytes(b"{}")
    before = parts(vault.path)
    with pytest.raises(VerificationError):
        vault.drop([old.id])
    assert parts(vault.path) == before
    assert old.id in vault.ids()


def test_one_writes_and_many_read(vault: Vault) -> None:
    with vault.locked(shared=True), vault.locked(shared=True), pytest.raises(ConflictError):
        vault.locked().__enter__()
    with vault.locked(), pytest.raises(ConflictError):
        vault.locked(shared=True).__enter__()
    with vault.locked():
        pass


def test_what_a_crash_left_is_cleared_by_the_next_who_writes(vault: Vault) -> None:
    left = vault.path / "unfinished" / "half"
    left.write_bytes(b"half")
    with vault.locked(shared=True):
        assert left.exists()
    with vault.locked():
        assert not left.exists()
