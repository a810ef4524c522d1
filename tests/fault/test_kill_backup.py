"""Kills and failing disks while a backup is made or restored: all of it, or what was before.

A sample runs with the other tests; `make test-long` sweeps all of it.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from sealbench import canon
from sealbench.backup import Keep, Vault
from sealbench.clock import SystemClock
from sealbench.errors import UnavailableError
from sealbench.keyring import Realm
from sealbench.shop import home as homes
from sealbench.shop.bench import opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.backup_proof import prove
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.records.models import Job, Login
from tests.fault.act import FILE, RULES
from tests.fault.homes import Shop, environment, reopened
from tests.fault.results import Act, Record, Sweep
from tests.fault.strace import ERRORS, FAILING, SAMPLE, SIGKILL, kill_at, points, run, spread
from tests.support.objects import put_object

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]

FAULTS = (("fsync", "EIO"), ("write", "ENOSPC"), ("rename", "EIO"))
LONG = pytest.param(True, marks=pytest.mark.long)


def told(home: Config, vault: Vault, **more: canon.JSONValue) -> None:
    (home.home / FILE).write_bytes(canon.to_bytes({"vault": str(vault.path), **more}))


@pytest.fixture
def backed(shop: Shop, tmp_path: Path) -> Vault:
    """Return a vault with one backup of the shop, and let the shop change a little."""
    vault = Vault(tmp_path / "vault", "")
    for bench in reopened(shop.config):
        vault = Vault.make(vault.path, home=bench.house.id)
        put_object(bench, b"ciphertext")
        create_backup(bench, vault, keep=Keep())
        put_object(bench, b"ciphertext, more")
    return vault


def verified(vault: Vault) -> int:
    """Return how many backups there are, each of which must be whole."""
    for backup in vault.ids():
        manifest = vault.read(backup)
        for part in (*manifest.chunks(), *(file.part for file in vault.files_of(manifest))):
            vault.verify(part)
    return len(vault.ids())


def copied(vault: Vault, folder: Path) -> Vault:
    shutil.copytree(vault.path, folder)
    return replace(vault, path=folder)


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


@pytest.fixture
def root(shop: Shop) -> dict[str, canon.JSONValue]:
    key = homes.roots_of(shop.config)[Realm.CLIENTS].read(1)  # no client was ended yet
    return {"epoch": 1, "root": canon.b64u(key.secret())}


def empty(shop: Shop, folder: Path, vault: Vault, root: dict[str, canon.JSONValue]) -> Config:
    """Return an empty home with its settings, and what the act is told."""
    folder.mkdir()
    shutil.copy(shop.config.home / "settings.env", folder)
    home = replace(shop.config, home=folder)
    told(home, vault, **root)
    return home


@pytest.mark.parametrize(
    ("how", "whole"),
    [
        ("SIGKILL", False),
        *(pytest.param(how, True, marks=pytest.mark.long) for how in ("SIGKILL", *ERRORS)),
    ],
)
def test_a_restore_that_is_cut_short_is_not_served_and_begins_anew(
    shop: Shop,
    backed: Vault,
    root: dict[str, canon.JSONValue],
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    how: str,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    first = empty(shop, folder / "whole", backed, root)
    found = points("restore", environment(first), folder / "log")
    injected = "signal=KILL" if how == "SIGKILL" else f"error={how}"
    if how != "SIGKILL":
        found = [point for point in found if point.call in FAILING]
    assert len(found) >= SAMPLE
    sweep = Sweep(Act.RESTORE, how, record_property, len(found))
    # A mark that was half written was once what no restore went on from.
    mark = next(point for point in found if point.call == "write")
    for number, point in enumerate(found if whole else [mark, *spread(found)]):
        home = empty(shop, folder / str(number), backed, root)
        done = kill_at(point, "restore", environment(home), how=injected)
        with sweep.run(point):
            assert (done.returncode == SIGKILL) == (how == "SIGKILL")
            sweep.states[after_restoring(home, done.stdout)] += 1
            assert verified(backed) == 1
        shutil.rmtree(home.home)
    sweep.end()


def after_restoring(home: Config, printed: bytes) -> str:
    """Return whether *home* is restored; what is half done is not served, and begins anew."""
    connections.close_all()
    half = (home.home / homes.RESTORING).exists()
    if half:
        with pytest.raises(UnavailableError, match="not finished"):
            opening.open_bench(home, SystemClock(), RULES)
    state = "restored" if home.keys.exists() and not half else "untouched"
    if state == "untouched":
        assert b"restored" not in printed
        again = run("restore", environment(home))
        assert again.returncode == 0, again.stderr
    for bench in reopened(home):
        assert prove(bench).wrong == ()
        assert Job.objects.get().seal_again
        assert not Login.objects.exists()
    return state
