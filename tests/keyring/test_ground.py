"""What a place stands on: real folders, and a table of mounts as Linux writes it."""

from pathlib import Path

import pytest

from sealbench.keyring.ground import Ground, file_system, inspect

MEMORY = Path("/dev/shm")  # noqa: S108 - nothing is written there


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_a_folder_beside_the_home_is_on_the_same_device(tmp_path: Path, home: Path) -> None:
    (tmp_path / "place").mkdir()
    found = inspect(tmp_path / "place", home=home, disk=False)
    assert found.refusals == ()
    assert Ground.SAME_DEVICE in found.warnings
    as_disk = inspect(tmp_path / "place", home=home, disk=True)
    assert as_disk.refusals == (Ground.SAME_DISK,)
    assert Ground.SAME_DEVICE not in as_disk.warnings


@pytest.mark.parametrize("name", [".git", ".stversions", ".dropbox", ".snapshots", ".svn"])
def test_a_folder_that_keeps_versions_is_refused(tmp_path: Path, home: Path, name: str) -> None:
    place = tmp_path / "synced" / "deep"
    place.mkdir(parents=True)
    assert inspect(place, home=home, disk=False).refusals == ()
    (tmp_path / "synced" / name).mkdir()
    assert inspect(place, home=home, disk=False).refusals == (Ground.VERSIONED,)


def test_the_home_and_backups_are_no_places(tmp_path: Path, home: Path) -> None:
    (home / "in").mkdir()
    (tmp_path / "backup" / "in").mkdir(parents=True)
    (tmp_path / "link").symlink_to(home / "in")
    backups = [tmp_path / "backup"]
    assert inspect(home / "in", home=home, disk=False).refusals == (Ground.IN_HOME,)
    assert inspect(tmp_path / "link", home=home, disk=False).refusals == (Ground.IN_HOME,)
    found = inspect(tmp_path / "backup" / "in", home=home, backups=backups, disk=False)
    assert found.refusals == (Ground.BACKED_UP,)


@pytest.mark.parametrize("path", ["relative", "/srv/../etc", ""])
def test_a_path_is_whole(home: Path, path: str) -> None:
    assert inspect(Path(path), home=home, disk=False).refusals == (Ground.RELATIVE,)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, home: Path) -> None:
    assert inspect(tmp_path / "none", home=home, disk=False).refusals == (Ground.ABSENT,)


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 21 0:26 / /mnt/btr rw shared:5 - btrfs /dev/sdb rw\n"
        "31 21 0:27 / /mnt/my\\040stick rw - vfat /dev/sdc rw\n"
        "broken\n",
        encoding="utf-8",
    )
    assert file_system(Path("/mnt/btr/deep"), mounts) == "btrfs"
    assert file_system(Path("/mnt/btr2"), mounts) == "ext4"
    assert file_system(Path("/mnt/my stick/x"), mounts) == "vfat"
    assert file_system(Path("/mnt"), tmp_path / "absent") == ""


@pytest.mark.skipif(not MEMORY.is_dir(), reason="no memory file system here")
def test_a_place_in_memory_is_warned_of(home: Path) -> None:
    if MEMORY.stat().st_dev != home.stat().st_dev:
        found = inspect(MEMORY, home=home, disk=False)
        assert Ground.IN_MEMORY in found.warnings
        assert Ground.SAME_DEVICE not in found.warnings
