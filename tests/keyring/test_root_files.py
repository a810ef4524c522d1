"""Two slots per root: what a torn write, a lost file or an old copy leads to."""

import os
import shutil
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sealbench.errors import UnavailableError
from sealbench.keyring import MARKER, Bare, Cover, Key, Realm, RootFiles, SystemdCreds
from tests.fault.results import Act, Record, Sweep

SIZE = 4096
SOME = sorted({*range(200), *range(200, SIZE, 101), SIZE - 32, SIZE - 1})
LENGTHS = [SOME, pytest.param(range(SIZE), marks=pytest.mark.long)]
some_or_all = pytest.mark.parametrize("lengths", LENGTHS, ids=["some", "all"])


class Turned:
    """A cover that anybody lifts, and whose bytes differ."""

    name = "turn"

    def close(self, secret: bytes) -> bytes:
        return secret[::-1]

    def open(self, covered: bytes) -> bytes:
        return covered[::-1]


@pytest.fixture
def roots(tmp_path: Path) -> RootFiles:
    return RootFiles.make(tmp_path / "roots", Realm.JOBS, Key.random())


def slots(tmp_path: Path) -> list[Path]:
    return [tmp_path / "roots" / f"jobs.{slot}" for slot in (0, 1)]


def drawn(write: Callable[[], None], slot: Path, before: bytes) -> bytes:
    """Return what *write* leaves in *slot*, written until its last byte is not that of *before*.

    Where both are the same, as once in 256, a write that lacks this byte is whole.
    """
    write()
    while (made := slot.read_bytes())[-1] == before[-1]:
        write()
    return made


def test_a_root_is_made_private_and_marked(roots: RootFiles, tmp_path: Path) -> None:
    assert roots.read(1).secret() in slots(tmp_path)[0].read_bytes()
    assert roots.is_settled(1)
    assert (tmp_path / "roots" / MARKER).exists()
    for path in slots(tmp_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stat().st_size == SIZE


def test_a_turn_keeps_both_until_it_is_settled(roots: RootFiles, tmp_path: Path) -> None:
    old, new = roots.read(1), Key.random()
    inodes = [path.stat().st_ino for path in slots(tmp_path)]
    roots.prepare(2, new)
    assert (roots.read(1).secret(), roots.read(2).secret()) == (old.secret(), new.secret())
    assert not roots.is_settled(2)
    assert roots.is_settled(1)  # what comes next is no trace of what was
    roots.settle(2)
    assert roots.is_settled(2)
    assert not any(old.secret() in path.read_bytes() for path in slots(tmp_path))
    assert [path.stat().st_ino for path in slots(tmp_path)] == inodes  # overwritten in place
    with pytest.raises(UnavailableError):
        roots.read(1)


def test_settling_an_epoch_leaves_a_later_root_alone(roots: RootFiles) -> None:
    new = Key.random()
    roots.prepare(2, new)
    roots.settle(1)
    assert roots.read(2).secret() == new.secret()


def test_preparing_again_replaces_what_was_not_committed(roots: RootFiles) -> None:
    roots.prepare(2, Key.random())
    new = Key.random()
    roots.prepare(2, new)
    assert roots.read(2).secret() == new.secret()
    roots.read(1)


def test_whoever_else_turns_the_root_is_noticed(roots: RootFiles, tmp_path: Path) -> None:
    other = RootFiles(tmp_path / "roots", Realm.JOBS)
    marks = {roots.mark()}
    other.prepare(2, Key.random())
    marks.add(roots.mark())
    other.settle(2)
    marks.add(roots.mark())
    assert len(marks) == 3
    assert roots.read(2).secret() == other.read(2).secret()


@some_or_all
def test_a_root_torn_while_it_was_prepared_costs_nothing(
    roots: RootFiles, tmp_path: Path, record_property: Record, lengths: Sequence[int]
) -> None:
    old, second = roots.read(1), slots(tmp_path)[1]
    before = second.read_bytes()
    whole = drawn(lambda: roots.prepare(2, Key.random()), second, before)
    sweep = Sweep(Act.ROOT, "torn write", record_property, len(lengths))
    for length in lengths:
        second.write_bytes(whole[:length] + before[length:])
        with sweep.run(length):
            assert roots.read(1).secret() == old.secret()
            with pytest.raises(UnavailableError):
                roots.read(2)
            roots.settle(1)
            assert roots.is_settled(1)
            assert whole[22:54] not in second.read_bytes()
            sweep.states["untouched"] += 1
    sweep.end()


@some_or_all
def test_a_torn_wipe_is_wiped_again_whatever_it_left(
    roots: RootFiles, tmp_path: Path, record_property: Record, lengths: Sequence[int]
) -> None:
    """The rule that the prototype lacked at first: unreadable is not empty (SECURITY 3.6)."""
    old, first = roots.read(1), slots(tmp_path)[0]
    whole = first.read_bytes()
    roots.prepare(2, Key.random())
    noise = drawn(lambda: roots.settle(2), first, whole)
    sweep = Sweep(Act.WIPE, "torn write", record_property, len(lengths))
    for length in lengths:
        first.write_bytes(noise[:length] + whole[length:])
        with sweep.run(length):
            if length <= 22:
                assert old.secret() in first.read_bytes()
            assert not roots.is_settled(2)
            roots.settle(2)
            assert roots.is_settled(2)
            assert old.secret()[-8:] not in first.read_bytes()
            sweep.states["wiped"] += 1
    sweep.end()


@pytest.mark.parametrize(
    ("database", "prepared", "words"),
    [
        (1, 3, "database is older than its keys"),
        (4, 3, "key folder is older than the database"),
    ],
)
def test_a_root_of_another_epoch_says_what_was_put_back(
    roots: RootFiles, database: int, prepared: int, words: str
) -> None:
    for epoch in range(2, prepared + 1):
        roots.prepare(epoch, Key.random())
        roots.settle(epoch)
    roots.read(prepared)
    for act in (roots.read, roots.settle, roots.is_settled):
        with pytest.raises(UnavailableError, match=words):
            act(database)


def test_two_torn_slots_are_told_from_an_old_folder(roots: RootFiles, tmp_path: Path) -> None:
    for path in slots(tmp_path):
        path.write_bytes(b"\0" * SIZE)
    with pytest.raises(UnavailableError, match="torn or gone"):
        roots.read(1)
    with pytest.raises(UnavailableError, match="torn or gone"):
        roots.prepare(2, Key.random())


def test_a_folder_that_is_not_there_proves_nothing(roots: RootFiles, tmp_path: Path) -> None:
    folder = tmp_path / "roots"
    assert roots.is_settled(1)
    folder.rename(tmp_path / "unmounted")
    for act in (lambda: roots.is_settled(1), lambda: roots.prepare(2, Key.random())):
        with pytest.raises(UnavailableError, match="cannot be read"):
            act()
    with pytest.raises(UnavailableError, match="cannot be read"):
        RootFiles(folder, Realm.JOBS).mark()
    assert not folder.exists()  # and none is made in its place
    (tmp_path / "unmounted").rename(folder)
    assert roots.is_settled(1)


def test_a_slot_that_cannot_be_written_is_unavailable(roots: RootFiles, tmp_path: Path) -> None:
    roots.read(1)
    for descriptor in roots._descriptors:
        os.close(descriptor)
    roots._descriptors = [os.open(path, os.O_RDONLY) for path in slots(tmp_path)]
    with pytest.raises(UnavailableError, match="cannot be written"):
        roots.prepare(2, Key.random())
    roots.read(1)


def test_the_slots_are_let_go_of_with_the_roots(tmp_path: Path) -> None:
    roots = RootFiles.make(tmp_path / "roots", Realm.JOBS, Key.random())
    assert {os.path.realpath(path) for path in slots(tmp_path)} <= opened()
    del roots
    assert not {os.path.realpath(path) for path in slots(tmp_path)} & opened()


def opened() -> set[str]:
    """Return the files that this process has open."""
    return {os.path.realpath(each) for each in Path("/proc/self/fd").iterdir()}


def test_a_root_under_an_unknown_cover_is_not_guessed_at(roots: RootFiles, tmp_path: Path) -> None:
    new = Key.random()
    covered = RootFiles(tmp_path / "roots", Realm.JOBS, {"turn": Turned(), "bare": Bare()})
    covered.prepare(2, new)
    assert new.secret() not in slots(tmp_path)[1].read_bytes()
    assert covered.read(2).secret() == new.secret()
    with pytest.raises(UnavailableError, match="another cover"):
        roots.read(2)


def test_a_chosen_cover_takes_effect_at_the_next_start(roots: RootFiles, tmp_path: Path) -> None:
    root, folder = roots.read(1), tmp_path / "roots"
    covered = RootFiles(folder, Realm.JOBS, {"turn": Turned(), "bare": Bare()})
    covered.settle(1)
    assert not any(root.secret() in path.read_bytes() for path in slots(tmp_path))
    assert covered.read(1).secret() == root.secret()
    assert covered.is_settled(1)
    back = RootFiles(folder, Realm.JOBS, {"bare": Bare(), "turn": Turned()})
    assert back.read(1).secret() == root.secret()
    back.settle(1)
    assert roots.read(1).secret() == root.secret()
    assert roots.is_settled(1)


def test_a_crash_between_two_covers_leaves_the_root_twice_and_the_next_start_once(
    roots: RootFiles, tmp_path: Path
) -> None:
    root, folder = roots.read(1), tmp_path / "roots"
    bare = slots(tmp_path)[0].read_bytes()
    covered = RootFiles(folder, Realm.JOBS, {"turn": Turned(), "bare": Bare()})
    covered.settle(1)
    slots(tmp_path)[0].write_bytes(bare)  # as if the wipe had not come
    assert not covered.is_settled(1)
    covered.settle(1)
    assert covered.is_settled(1)
    assert root.secret() not in slots(tmp_path)[0].read_bytes()


@pytest.mark.skipif(shutil.which("systemd-creds") is None, reason="systemd-creds is not installed")
def test_a_root_covered_by_this_machine_opens_on_it(roots: RootFiles, tmp_path: Path) -> None:
    covers: dict[str, Cover] = {"sysd": SystemdCreds("host"), "bare": Bare()}
    machine = RootFiles(tmp_path / "roots", Realm.JOBS, covers)
    first, second = roots.read(1), Key.random()
    machine.settle(1)
    machine.prepare(2, second)
    assert machine.read(2).secret() == second.secret()
    machine.settle(2)
    assert machine.is_settled(2)
    for path in slots(tmp_path):
        assert not any(each.secret() in path.read_bytes() for each in (first, second))
    with pytest.raises(UnavailableError, match="another cover"):
        roots.read(2)


@pytest.mark.parametrize("program", ["false", "no-such-program"])
def test_a_machine_that_does_not_cover_stops_the_turn(
    roots: RootFiles, tmp_path: Path, program: str
) -> None:
    covers: dict[str, Cover] = {"sysd": SystemdCreds(program=program), "bare": Bare()}
    machine = RootFiles(tmp_path / "roots", Realm.JOBS, covers)
    with pytest.raises(UnavailableError, match="systemd-creds"):
        machine.prepare(2, Key.random())
    assert roots.read(1).secret() == machine.read(1).secret()
