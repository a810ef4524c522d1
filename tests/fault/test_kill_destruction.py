"""SIGKILL and failing calls at every write and sync of a destruction (C2, law 3).

It is that of a client, and that of one job alone.  Whatever is left, it is whole or wholly gone,
the keeper of the next server ends what is due, and everything else reads on.  After each end the
attack of SECURITY 3.6 tries what lies on the disk, in the escrow and in copies from before.  A
sample runs with the other tests; `make test-long` sweeps all of it.
"""

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from sealbench.keyring import Realm
from sealbench.shop.bench import Bench
from sealbench.shop.config import Config
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.records.models import Job
from tests.fault.attack import hits, windows
from tests.fault.destroy_act import DESTROYED
from tests.fault.homes import environment, reopened
from tests.fault.leaving import Leaving, make_leaving
from tests.fault.left import check_gone, check_whole
from tests.fault.results import Act, Record, Sweep
from tests.fault.strace import ERRORS, FAILING, SIGKILL, Point, kill_at, points, spread

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]

ACT = "destroy"
LONG = pytest.param(True, marks=pytest.mark.long)
EACH = pytest.mark.parametrize("act", [Act.DESTROY, Act.DESTROY_JOB])

Make = Callable[[Act], Leaving]


@pytest.fixture
def make(home: Config, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return what lays out a shop in which what *act* destroys is due."""
    outside = tmp_path_factory.mktemp("outside")
    return lambda act: make_leaving(home, outside, only_job=act is Act.DESTROY_JOB)


def found_points(leaving: Leaving, folder: Path) -> list[Point]:
    """Return the calls of a destruction that nobody disturbs."""
    home = leaving.copy(folder / "whole")
    found = points(ACT, environment(home), folder / "log")
    assert after(leaving, home, DESTROYED, attacked=False) == "gone"
    shutil.rmtree(home.home)
    return found


def after(leaving: Leaving, home: Config, printed: bytes, *, attacked: bool) -> str:
    """Open *home* as the next server does; return the state that was left, and end the rest."""
    state, living = "", set[bytes]()
    for bench in reopened(home):
        resume_erasures(bench)
        gone = not Job.objects.filter(pk__in=leaving.jobs).exists()
        state = "gone" if gone else "untouched"
        if state == "untouched":
            assert DESTROYED not in printed
            check_whole(leaving, bench)
        assert end_due_cases(bench) == (state == "untouched")
        settle_escrow(bench)
        end_due_cases(bench)  # certifies what waited for the place
        check_gone(leaving, bench)
        living = given_out(bench) if attacked else living
    if attacked:
        attack(leaving, home, living)
    return state


def given_out(bench: Bench) -> set[bytes]:
    """Return every key that the keyrings of today give out."""
    return {key.secret() for realm in Realm for _, key in bench.keys.all(realm)}


def attack(leaving: Leaving, home: Config, living: set[bytes]) -> None:
    """Try what lies about now and in copies, which are the same after each run, once."""
    fresh = (windows(home.home, leaving.place.parent) | leaving.copies) - leaving.tried
    keys = living | set(leaving.escrowed().values())
    assert hits(fresh | keys, leaving.targets) == 0
    leaving.tried |= leaving.copies


@EACH
@pytest.mark.parametrize("whole", [False, LONG])
def test_a_kill_leaves_it_whole_or_wholly_gone(
    make: Make,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    act: Act,
    *,
    whole: bool,
) -> None:
    leaving, folder = make(act), tmp_path_factory.mktemp("kills")
    found = found_points(leaving, folder)
    sweep = Sweep(act, "SIGKILL", record_property, len(found))
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
    ("act", "error", "whole"),
    [
        (Act.DESTROY, "EIO", False),
        *(
            pytest.param(act, error, True, marks=pytest.mark.long)
            for act, error in product((Act.DESTROY, Act.DESTROY_JOB), ERRORS)
        ),
    ],
)
def test_a_call_that_fails_costs_nobody_else(
    make: Make,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    act: Act,
    error: str,
    *,
    whole: bool,
) -> None:
    leaving, folder = make(act), tmp_path_factory.mktemp("faults")
    found = [point for point in found_points(leaving, folder) if point.call in FAILING]
    sweep = Sweep(act, error, record_property, len(found))
    # A call fails once; and a disk that is full stays so.
    pairs = list(product(found, (False, True) if error == "ENOSPC" else (False,)))
    for point, lasting in pairs if whole else spread(pairs):
        home = leaving.copy(folder / "home")
        how = f"error={error}"
        done = kill_at(point, ACT, environment(home), how=how, lasting=lasting)
        with sweep.run((point, lasting)):
            # On a disk that is full from the start no server starts; nothing is lost by that.
            assert done.returncode == 0 or lasting, done.stderr
            state = after(leaving, home, done.stdout, attacked=whole)
            sweep.states[state] += 1
            # What failed once is done by the same server at its next round.
            assert state == "gone" or lasting
        shutil.rmtree(home.home)
    sweep.end()


@EACH
def test_before_the_end_the_attack_finds_what_is_to_go(make: Make, act: Act) -> None:
    """The control: a root in the key folder or on paper opens the copy."""
    leaving = make(act)
    assert hits(windows(leaving.config.keys), leaving.targets) >= 1
    assert hits(leaving.escrowed().values(), leaving.targets) >= 1
