"""Kills and failing disks while a backup is made: one more, or what was before.

A sample runs with the other tests; `make test-long` sweeps all of it.
"""

import shutil
from pathlib import Path

import pytest

from sealbench.backup import Keep, Vault
from sealbench.shop.config import Config
from sealbench.shop.procedures.backup_proof import prove
from sealbench.shop.procedures.create_backup import create_backup
from tests.fault.homes import Shop, environment, reopened
from tests.fault.results import Act, Record, Sweep
from tests.fault.strace import ERRORS, FAILING, SAMPLE, SIGKILL, kill_at, points, run, spread
from tests.fault.vaults import copied, told, verified

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]

FAULTS = (("fsync", "EIO"), ("write", "ENOSPC"), ("rename", "EIO"))
LONG = pytest.param(True, marks=pytest.mark.long)


@pytest.mark.parametrize("whole", [False, LONG])
def test_a_kill_leaves_the_backups_of_before_or_one_more(
    shop: Shop,
    backed: Vault,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    first = shop.copy(folder / "whole")
    told(first, copied(backed, folder / "whole vault"))
    found = points("back-up", environment(first), folder / "log")
    assert len(found) >= SAMPLE
    sweep = Sweep(Act.BACKUP, "SIGKILL", record_property, len(found))
    for number, point in enumerate(found if whole else spread(found)):
        home, vault = shop.copy(folder / str(number)), copied(backed, folder / f"vault {number}")
        told(home, vault)
        done = kill_at(point, "back-up", environment(home))
        with sweep.run(point):
            assert done.returncode == SIGKILL
            sweep.states[after_making(home, vault, done.stdout)] += 1
        shutil.rmtree(home.home)
        shutil.rmtree(vault.path)
    sweep.end()
    assert set(sweep.states) == {"untouched", "made"}


def after_making(home: Config, vault: Vault, printed: bytes) -> str:
    """Return what a broken run left in *vault*, and let the next one make a backup of *home*."""
    before = verified(vault)
    assert before in {1, 2}
    assert before == 2 or not printed
    for bench in reopened(home):
        assert create_backup(bench, vault, keep=Keep()).files == 2
        assert prove(bench).wrong == ()
    assert verified(vault) > before
    assert list((vault.path / "unfinished").iterdir()) == []
    return "made" if before == 2 else "untouched"


@pytest.mark.long
@pytest.mark.parametrize("error", ERRORS)
def test_a_call_that_fails_leaves_the_backups_of_before_or_one_more(
    shop: Shop,
    backed: Vault,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    error: str,
) -> None:
    folder = tmp_path_factory.mktemp("faults")
    first = shop.copy(folder / "whole")
    told(first, copied(backed, folder / "whole vault"))
    found = points("back-up", environment(first), folder / "log")
    failing = [point for point in found if point.call in FAILING]
    sweep = Sweep(Act.BACKUP, error, record_property, len(failing))
    for number, point in enumerate(failing):
        home, vault = shop.copy(folder / str(number)), copied(backed, folder / f"vault {number}")
        told(home, vault)
        done = kill_at(point, "back-up", environment(home), how=f"error={error}")
        with sweep.run(point):
            assert done.returncode in {0, 1}
            sweep.states[after_making(home, vault, done.stdout)] += 1
        shutil.rmtree(home.home)
        shutil.rmtree(vault.path)
    sweep.end()


@pytest.mark.parametrize(("call", "error"), FAULTS)
def test_a_failing_disk_is_told_and_costs_no_older_backup(
    shop: Shop, backed: Vault, tmp_path: Path, call: str, error: str
) -> None:
    home = shop.copy(tmp_path / "home copy")
    told(home, backed)
    found = points("back-up", environment(home), tmp_path / "log")
    of_call = [point for point in found if point.call == call]
    before = verified(backed)
    point = of_call[len(of_call) // 2]
    kill_at(point, "back-up", environment(home), how=f"error={error}")
    assert verified(backed) >= before
    assert run("back-up", environment(home)).returncode == 0
    assert verified(backed) > before
