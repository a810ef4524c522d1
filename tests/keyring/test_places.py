"""One contract for every place of the escrow, and what only folders, disks or programs suffer."""

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from sealbench.errors import MalformedError, SealbenchError, UnavailableError, VerificationError
from sealbench.keyring.command_place import CommandPlace
from sealbench.keyring.escrow_file import (
    SIZE,
    SLOT,
    noise,
    put,
    read_slot,
    slots,
    spare,
    write_slot,
)
from sealbench.keyring.mirror import merged, to_bytes
from sealbench.keyring.packed import TOP, Box, Place
from sealbench.keyring.places import (
    FILE,
    MARKER,
    NODES,
    DirectoryPlace,
    DiskPlace,
    Driver,
    read_mirror,
)
from tests.keyring.places import HOME, PLACES, program

OTHER = "nbswy3dpeb3w64tmmqqxg33n"
OLD = write_slot(HOME, 7, b"old ciphertext" * 100)
NEW = write_slot(HOME, 8, b"new ciphertext" * 100)


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Driver, Path]:
    """Return a place of each kind, and where its bytes lie."""
    return PLACES[request.param](tmp_path)


def made(place: Driver) -> Driver:
    place.make(HOME)
    place.write(put(place.read(), 0, OLD), 0)
    return place


def test_a_place_gives_back_what_it_took(place: tuple[Driver, Path]) -> None:
    driver, path = place
    driver.make(HOME)
    assert len(driver.read()) == SIZE
    assert slots(driver.read()) == (None, None)
    driver.write(put(driver.read(), 1, OLD), 1)
    assert driver.read()[SLOT:] == OLD
    assert path.stat().st_size == SIZE


def test_a_place_is_overwritten_in_place(place: tuple[Driver, Path]) -> None:
    driver, path = place
    made(driver)
    before = path.stat().st_ino
    where = spare(driver.read(), newest=7)
    driver.write(put(driver.read(), where, NEW), where)
    assert path.stat().st_ino == before
    assert {slot.epoch for slot in slots(driver.read()) if slot} == {7, 8}
    driver.write(put(driver.read(), 0, noise()), 0)
    assert b"old ciphertext" not in path.read_bytes()
    assert path.stat().st_ino == before


def test_laying_out_again_keeps_what_lies_there(place: tuple[Driver, Path]) -> None:
    driver, _ = place
    made(driver)
    driver.make(HOME)
    assert driver.read()[:SLOT] == OLD


def test_the_file_of_another_shop_is_not_touched(place: tuple[Driver, Path]) -> None:
    driver, path = place
    made(driver)
    before = path.read_bytes()
    with pytest.raises(VerificationError, match="another shop"):
        driver.make(OTHER)
    assert path.read_bytes() == before


def test_a_wiped_place_holds_nothing_of_it(place: tuple[Driver, Path]) -> None:
    driver, path = place
    made(driver)
    assert b"old ciphertext" in path.read_bytes()  # the search finds what is there
    with path.open("rb") as still_open:
        driver.wipe()
        assert b"old ciphertext" not in still_open.read()
    assert not path.exists() or slots(path.read_bytes()) == (None, None)


def test_a_place_that_is_away_says_so(place: tuple[Driver, Path]) -> None:
    driver, path = place
    made(driver)
    path.unlink()
    with pytest.raises(UnavailableError):
        driver.read()
    if not isinstance(driver, CommandPlace):  # what a program does is its own affair
        with pytest.raises(UnavailableError):
            driver.write(put(noise() + noise(), 0, NEW), 0)
        assert not path.exists()  # never made anew: the disk may be away


def test_a_file_of_another_size_is_not_written(tmp_path: Path) -> None:
    driver, path = PLACES["directory"](tmp_path)
    made(driver)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(VerificationError, match="another size"):
        driver.read()


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    driver, path = PLACES["directory"](tmp_path)
    made(driver)
    victim = tmp_path / "victim"
    victim.write_bytes(bytes(SIZE))
    path.unlink()
    path.symlink_to(victim)
    with pytest.raises(UnavailableError):
        driver.write(put(noise() + noise(), 0, NEW), 0)
    assert victim.read_bytes() == bytes(SIZE)


def test_an_empty_mount_point_is_no_disk(tmp_path: Path) -> None:
    driver, path = PLACES["disk"](tmp_path)
    made(driver)
    shutil.move(tmp_path / "disk", tmp_path / "away")
    (tmp_path / "disk").mkdir()
    with pytest.raises(UnavailableError, match="not mounted"):
        driver.read()
    assert list((tmp_path / "disk").iterdir()) == []
    (tmp_path / "disk").rmdir()
    shutil.move(tmp_path / "away", tmp_path / "disk")
    assert driver.read()[:SLOT] == OLD
    assert path.exists()


def test_two_sticks_at_one_mount_point_are_two_places(tmp_path: Path) -> None:
    made(PLACES["disk"](tmp_path)[0])
    with pytest.raises(UnavailableError, match="another disk"):
        DiskPlace(tmp_path / "disk", OTHER).read()
    assert (tmp_path / "disk" / MARKER).read_text() == HOME


def test_a_stick_that_was_a_place_before_is_taken_over(tmp_path: Path) -> None:
    made(PLACES["disk"](tmp_path)[0])
    DiskPlace(tmp_path / "disk", OTHER).make(HOME)
    assert DiskPlace(tmp_path / "disk", OTHER).read()[:SLOT] == OLD
    with pytest.raises(VerificationError, match="another shop"):
        DiskPlace(tmp_path / "disk", HOME).make(OTHER)
    assert (tmp_path / "disk" / MARKER).read_text() == OTHER


def test_nodes_are_kept_for_both_epochs_until_one_is_settled(tmp_path: Path) -> None:
    driver = made(PLACES["directory"](tmp_path)[0])
    folder = tmp_path / "place"
    driver.keep(b"all at 6", 6, whole=True)
    driver.keep(b"at 7", 7)
    driver.keep(b"at 8", 8)
    assert read_mirror(folder, epoch=7) == [b"all at 6", b"at 7"]
    assert driver.trim(8) == 3
    assert read_mirror(folder, epoch=8) == [b"all at 6", b"at 7", b"at 8"]
    driver.keep(b"all at 8", 8, whole=True)
    assert driver.trim(8) == 1
    assert read_mirror(folder, epoch=8) == [b"all at 8"]
    assert len(list((folder / NODES).iterdir())) == 1


def test_nodes_of_a_commit_that_failed_are_dropped(tmp_path: Path) -> None:
    driver = made(PLACES["directory"](tmp_path)[0])
    driver.keep(b"at 7", 7)
    driver.keep(b"never", 8)
    assert driver.trim(7) == 1
    assert read_mirror(tmp_path / "place", epoch=9) == [b"at 7"]


def test_nodes_are_read_as_they_were_written_and_in_no_other_form() -> None:
    old = {TOP: Box(7, b"top"), Place(0, 2**40): Box(3, b"leaf")}
    assert merged([to_bytes(old)]) == old
    assert merged([to_bytes(old), to_bytes({TOP: Box(8, b"new")})])[TOP] == Box(8, b"new")
    for bad in (to_bytes(old)[:-1], b"x", b"\x04" + to_bytes(old)[1:]):
        with pytest.raises(MalformedError):
            merged([bad])


def test_a_write_that_is_torn_at_any_length_leaves_the_old_or_the_new() -> None:
    other = noise()[:-1] + bytes([NEW[-1] ^ 1])  # with the same last byte the write would be whole
    block = put(noise() + other, 0, OLD)
    where = spare(block, newest=7)
    for length in range(SLOT + 1):
        torn = block[: where * SLOT] + NEW[:length] + block[where * SLOT + length :]
        found = {slot.epoch for slot in slots(torn) if slot}
        assert found == ({7, 8} if length == SLOT else {7}), length


@pytest.mark.parametrize("length", [0, 1, 8, 16, 31, 44, 100, 2000, 4064, 4095])
def test_a_wipe_that_is_torn_looks_empty_and_is_not(length: int) -> None:
    wiped = bytes([OLD[0] ^ 1]) + noise()[1:]  # with the same first byte nothing would be torn
    torn = wiped[:length] + OLD[length:]
    assert (read_slot(torn) is None) == (length > 0)
    assert (b"old ciphertext" in torn) == (length < 1400)
    # so that it is wiped like any other: `test_registered`


HANGS = """#!{python}
import subprocess, time
subprocess.Popen(["sleep", "600"])
time.sleep(600)
"""
FAILS = "#!{python}\nraise SystemExit(3)\n"
LIES = "#!{python}\nimport sys\nsys.stdin.buffer.read() if sys.argv[1] == 'write' else print('x')\n"
LOUD = "#!{python}\nimport sys\nsys.stdout.buffer.write(bytes(9000))\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [(HANGS, "in time"), (FAILS, "failed with 3"), (LIES, "something else"), (LOUD, "something")],
)
def test_a_program_that_does_not_do_its_work(tmp_path: Path, text: str, said: str) -> None:
    driver = CommandPlace(program(tmp_path / "p", tmp_path / "kept", text), patience=2.0)
    began = time.monotonic()
    with pytest.raises(UnavailableError, match=said):
        driver.read()
    assert time.monotonic() - began < 8


def test_a_program_that_others_may_change_is_not_run(tmp_path: Path) -> None:
    driver, _ = PLACES["command"](tmp_path)
    made(driver)
    (tmp_path / "programs" / "second-machine").chmod(0o722)
    with pytest.raises(UnavailableError, match="somebody else"):
        driver.read()


def test_a_program_sees_no_setting_of_the_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    text = "#!{python}\nimport os\nopen({path!r}, 'w').write(' '.join(os.environ))\n"
    monkeypatch.setenv("SEALBENCH_SECRET", "never")
    driver = CommandPlace(program(tmp_path / "p", seen, text))
    with pytest.raises(SealbenchError):
        driver.read()
    assert "PATH" in seen.read_text()
    assert "SEALBENCH" not in seen.read_text()


def test_a_folder_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    driver = DirectoryPlace(tmp_path / "nowhere")
    with pytest.raises(UnavailableError, match="not there"):
        driver.make(HOME)
    if os.geteuid() != 0:
        (tmp_path / "shut").mkdir(mode=0o500)
        with pytest.raises(UnavailableError, match="may not be written"):
            DirectoryPlace(tmp_path / "shut").make(HOME)
        assert sys.platform == "linux"
    assert not (tmp_path / "nowhere" / FILE).exists()
