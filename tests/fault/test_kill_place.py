"""SIGKILL at every system call by which a place of the escrow follows an erasure.

Whatever a kill leaves: the root in force is readable, and after the next start nothing else is.
"""

import os
import shutil
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from sealbench.keyring.escrow_file import SLOT, Escrowed, slots
from sealbench.keyring.mirror import merged
from sealbench.keyring.packed import TOP, Box
from sealbench.keyring.places import FILE, read_mirror
from sealbench.seal import open_bytes
from tests.fault import strace
from tests.fault.place_act import COMMITTED, FOLDER, LEAF, OTHER, PAPER, opened, root, start
from tests.fault.results import Act, Record, Sweep

pytestmark = pytest.mark.fault

BOXES = {TOP: Box(1, b"top"), LEAF: Box(1, b"leaf"), OTHER: Box(1, b"other")}
MODULE = "tests.fault.place_act"
STATES = {1: "untouched", 2: "followed"}
FAILING = {"pwrite64", "fsync", "fdatasync", "rename"}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a place that holds root 1 and its nodes."""
    folder = tmp_path / "template"
    folder.mkdir()
    escrow = opened(folder, None)
    start(escrow, 0)
    escrow.prepare(1, root(1), BOXES)
    escrow.finish(1, root(1))
    return folder


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEALBENCH_")}
    return {**kept, "PYTHONPATH": f"src:{Path.cwd()}", FOLDER: str(folder)}


def roots(folder: Path) -> dict[int, bytes]:
    found = {}
    for slot in slots((folder / FILE).read_bytes()):
        if slot is not None:
            content = Escrowed.from_bytes(open_bytes(slot.sealed, PAPER))
            found[content.epoch] = content.root.secret()
    return found


def test_a_place_survives_a_kill_at_every_call(
    template: Path, tmp_path: Path, record_property: Record
) -> None:
    folder = tmp_path / "place"
    shutil.copytree(template, folder)
    points = strace.points("erase", environment(folder), tmp_path / "log", module=MODULE)
    assert roots(folder) == {2: root(2).secret()}  # what nobody kills
    kinds = Counter(point.call for point in points)
    assert kinds["pwrite64"] >= 4
    assert kinds["fdatasync"] >= 2
    assert kinds["rename"] >= 1
    left: Counter[tuple[int, ...]] = Counter()
    sweep = Sweep(Act.PLACE, "SIGKILL", record_property, len(points))
    for point in points:
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        killed = strace.kill_at(point, "erase", environment(folder), module=MODULE)
        with sweep.run(point):
            epoch = 2 if COMMITTED in killed.stdout else 1
            found = roots(folder)
            left[tuple(sorted(found))] += 1
            sweep.states[STATES[epoch]] += 1
            assert found[epoch] == root(epoch).secret()
            check_next_start(folder, epoch)
    sweep.end()
    assert {(1,), (1, 2), (2,)} >= set(left)
    assert left[1,]
    assert left[1, 2]


def check_next_start(folder: Path, epoch: int) -> None:
    """Start again, and fail unless the root of *epoch* is alone there with its nodes."""
    halves = (folder / FILE).read_bytes()
    dead = [half for half in (halves[:SLOT], halves[SLOT:]) if not _is(half, epoch)]
    start(opened(folder, 1), epoch)
    assert roots(folder) == {epoch: root(epoch).secret()}
    after = (folder / FILE).read_bytes()
    assert all(half[64:96] not in after for half in dead)
    boxes = merged(read_mirror(folder, epoch=epoch))
    assert boxes[TOP].epoch == epoch
    assert boxes[OTHER] == BOXES[OTHER]


def _is(half: bytes, epoch: int) -> bool:
    slot = slots(half + half)[0]
    return slot is not None and slot.epoch == epoch


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_place_whose_disk_fails_is_behind_and_loses_nothing(
    template: Path, tmp_path: Path, record_property: Record, error: str
) -> None:
    folder = tmp_path / "place"
    shutil.copytree(template, folder)
    points = strace.points("erase", environment(folder), tmp_path / "log", module=MODULE)
    failing = [each for each in points if each.call in FAILING]
    sweep = Sweep(Act.PLACE, error, record_property, len(failing))
    for point, lasting in product(failing, (False, True)):
        shutil.rmtree(folder)
        shutil.copytree(template, folder)
        how = f"error={error}"
        done = strace.kill_at(
            point, "erase", environment(folder), module=MODULE, how=how, lasting=lasting
        )
        with sweep.run((point, lasting)):
            epoch = 2 if COMMITTED in done.stdout else 1
            sweep.states[STATES[epoch]] += 1
            assert roots(folder)[epoch] == root(epoch).secret()
            start(opened(folder, 1), epoch)
            assert roots(folder) == {epoch: root(epoch).secret()}
    sweep.end()
    assert sweep.states[STATES[1]]  # the only place did not take it: nothing was erased
