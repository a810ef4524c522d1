"""SIGKILL and failing calls at every write and sync of the destruction of a client (C2, law 3).

Whatever is left, the client is whole or wholly gone, the keeper of the next server ends what is
due, and everybody else reads on.  After each end the attack of SECURITY 3.6 tries what lies on
the disk, in the escrow and in copies from before.  A sample runs with the other tests;
`make test-long` sweeps all of it.
"""

import shutil
from itertools import product
from pathlib import Path

import pytest

from sealbench.shop.config import Config
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.procedures.sweep_objects import sweep_objects
from sealbench.shop.records.models import Client
from tests.fault.attack import hits, windows
from tests.fault.destroy_act import DESTROYED
from tests.fault.homes import environment, reopened
from tests.fault.leaving import Leaving, later, make_leaving
from tests.fault.left import check_gone, check_whole
from tests.fault.results import Act, Record, Sweep
from tests.fault.strace import ERRORS, FAILING, SIGKILL, Point, kill_at, points, spread

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]

ACT = "destroy"
LONG = pytest.param(True, marks=pytest.mark.long)


@pytest.fixture
def leaving(home: Config, tmp_path_factory: pytest.TempPathFactory) -> Leaving:
    return make_leaving(home, tmp_path_factory.mktemp("outside"))


def found_points(leaving: Leaving, folder: Path) -> list[Point]:
    """Return the calls of a destruction that nobody disturbs."""
    home = leaving.copy(folder / "whole")
    found = points(ACT, environment(home), folder / "log")
    assert after(leaving, home, DESTROYED, attacked=False) == "gone"
    shutil.rmtree(home.home)
    return found


def after(leaving: Leaving, home: Config, printed: bytes, *, attacked: bool) -> str:
    """Open *home* as the next server does; return the state that was left, and end the rest."""
    state = ""
    for opened in reopened(home):
        bench = later(opened)
        resume_erasures(bench)
        state = "gone" if not Client.objects.filter(pk=leaving.client).exists() else "untouched"
        if state == "untouched":
            assert DESTROYED not in printed
            check_whole(leaving, bench)
        assert end_due_cases(bench) == (state == "untouched")
        settle_escrow(bench)
        end_due_cases(bench)  # certifies what waited for the place
        sweep_objects(bench)
        check_gone(leaving, bench)
    if attacked:
        attack(leaving, home)
    return state


def attack(leaving: Leaving, home: Config) -> None:
    """Try what lies about now and in copies, which are the same after each run, once."""
    fresh = (windows(home.home, leaving.place.parent) | leaving.copies) - leaving.tried
    assert hits(fresh | set(leaving.escrowed().values()), leaving.targets) == 0
    leaving.tried |= leaving.copies


@pytest.mark.parametrize("whole", [False, LONG])
def test_a_kill_leaves_a_client_whole_or_wholly_gone(
    leaving: Leaving,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    found = found_points(leaving, folder)
    sweep = Sweep(Act.DESTROY, "SIGKILL", record_property, len(found))
    for point in found if whole else spread(found):
        home = leaving.copy(folder / "home")
        done = kill_at(point, ACT, environment(home))
        with sweep.run(point):
            assert done.returncode == SIGKILL
            attacked = whole or point == found[-1]
            sweep.states[after(leaving, home, done.stdout, attacked=attacked)] += 1
        shutil.rmtree(home.home)
    sweep.end()
    assert set(sweep.states) == {"untouched", "gone"}


@pytest.mark.parametrize(
    ("error", "whole"),
    [("EIO", False), *(pytest.param(each, True, marks=pytest.mark.long) for each in ERRORS)],
)
def test_a_call_that_fails_costs_nobody_but_the_client(
    leaving: Leaving,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    error: str,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("faults")
    found = [point for point in found_points(leaving, folder) if point.call in FAILING]
    sweep = Sweep(Act.DESTROY, error, record_property, len(found))
    # A call fails once; and a disk that is full stays so.
    pairs = list(product(found, (False, True) if error == "ENOSPC" else (False,)))
    for point, lasting in pairs if whole else spread(pairs):
        home = leaving.copy(folder / "home")
        how = f"error={error}"
        done = kill_at(point, ACT, environment(home), how=how, lasting=lasting)
        with sweep.run((point, lasting)):
            assert done.returncode == 0, done.stderr
            state = after(leaving, home, done.stdout, attacked=whole)
            sweep.states[state] += 1
            # What failed once is done by the same server at its next round.
            assert state == "gone" or lasting
        shutil.rmtree(home.home)
    sweep.end()


def test_before_the_end_the_attack_finds_the_client(leaving: Leaving) -> None:
    """The control: a root in the key folder or on paper opens the copy."""
    assert hits(windows(leaving.config.keys), leaving.targets) >= 1
    assert hits(leaving.escrowed().values(), leaving.targets) >= 1
