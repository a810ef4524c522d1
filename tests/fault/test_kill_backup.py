"""Kills and failing disks while a backup is made or restored: all of it, or what was before.

A sample runs with the other tests; `make test-long` sweeps all of it.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from sealbench import canon
from sealbench.backup import Keep, Vault
from sealbench.clock import SystemClock
from sealbench.errors import UnavailableError
from sealbench.ids import ClientId, new_id
from sealbench.keyring import Realm, client_node
from sealbench.shop import home as homes
from sealbench.shop.bench import Bench, Granted, Outcome, Subject, Work, opening
from sealbench.shop.bench.events import Event
from sealbench.shop.config import Config
from sealbench.shop.procedures.backup_proof import prove
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.records.models import Client, Job, Login
from tests.fault.act import FILE
from tests.fault.homes import Shop, environment, reopened
from tests.fault.strace import SAMPLE, SIGKILL, kill_at, points, run, spread
from tests.support.desk import house_events
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
    shop: Shop, backed: Vault, tmp_path_factory: pytest.TempPathFactory, *, whole: bool
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    first = shop.copy(folder / "whole")
    told(first, copied(backed, folder / "whole vault"))
    found = points("back-up", environment(first), folder / "log")
    assert len(found) >= SAMPLE
    counts = set()
    for number, point in enumerate(found if whole else spread(found)):
        home, vault = shop.copy(folder / str(number)), copied(backed, folder / f"vault {number}")
        told(home, vault)
        done = kill_at(point, "back-up", environment(home))
        assert done.returncode == SIGKILL, point
        counts.add(verified(vault))
        assert len(vault.ids()) == 2 or not done.stdout
        for bench in reopened(home):
            assert create_backup(bench, vault, keep=Keep()).files == 2
            assert prove(bench).wrong == ()
        verified(vault)
        assert list((vault.path / "unfinished").iterdir()) == []
        shutil.rmtree(home.home)
        shutil.rmtree(vault.path)
    assert counts == {1, 2}


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


Told = dict[str, canon.JSONValue]


def root_of(shop: Shop, epoch: int) -> Told:
    key = homes.roots_of(shop.config)[Realm.CLIENTS].read(epoch)
    return {"epoch": epoch, "root": canon.b64u(key.secret())}


@pytest.fixture
def root(shop: Shop) -> Told:
    return root_of(shop, 1)  # no client was ended yet


def empty(shop: Shop, folder: Path, vault: Vault, root: Told) -> Config:
    """Return an empty home with its settings, and what the act is told."""
    folder.mkdir()
    shutil.copy(shop.config.home / "settings.env", folder)
    home = replace(shop.config, home=folder)
    told(home, vault, **root)
    return home


def assert_begins_anew(
    shop: Shop, vault: Vault, root: Told, folder: Path, *, whole: bool, replayed: int = 0
) -> None:
    """Kill a restore at each of many points, and do it again where it was not done."""
    first = empty(shop, folder / "whole", vault, root)
    found = points("restore", environment(first), folder / "log")
    assert len(found) >= SAMPLE
    for number, point in enumerate(found if whole else spread(found)):
        home = empty(shop, folder / str(number), vault, root)
        done = kill_at(point, "restore", environment(home))
        assert done.returncode == SIGKILL, point
        connections.close_all()
        if (home.home / homes.RESTORING).exists():
            with pytest.raises(UnavailableError, match="not finished"):
                opening.open_bench(home, SystemClock())
        if not (home.keys.exists() and not (home.home / homes.RESTORING).exists()):
            again = run("restore", environment(home))
            assert again.returncode == 0, again.stderr
        for bench in reopened(home):
            assert_restored(bench, replayed)
        shutil.rmtree(home.home)


def assert_restored(bench: Bench, replayed: int) -> None:
    """See that all of it is there, once, and that nobody who ended is."""
    assert Client.objects.count() == 1
    assert prove(bench).wrong == ()
    assert prove(bench).ended == 0
    assert Job.objects.get().seal_again
    assert not Login.objects.exists()
    recorded = [event["type"] for event in house_events(bench)]
    assert recorded.count("home:restored") == 1
    assert recorded.count("erasures:replayed") == replayed


@pytest.mark.parametrize("whole", [False, LONG])
def test_a_restore_that_is_killed_is_not_served_and_begins_anew(
    shop: Shop,
    backed: Vault,
    root: Told,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    assert_begins_anew(shop, backed, root, folder, whole=whole)
    assert verified(backed) == 1


@pytest.mark.parametrize("whole", [False, LONG])
def test_a_restore_that_replays_erasures_is_killed_and_nobody_stays(
    shop: Shop, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, *, whole: bool
) -> None:
    vault, old = ended_since(shop, tmp_path / "vault")
    folder = tmp_path_factory.mktemp("kills")
    last = root_of(shop, 2) | {"backup": old}
    assert_begins_anew(shop, vault, last, folder, replayed=1, whole=whole)


def ended_since(shop: Shop, folder: Path) -> tuple[Vault, str]:
    """Back the shop up with a second client, end that one, and back it up again."""
    client, vault, old = ClientId(new_id()), Vault(folder, ""), ""
    for bench in reopened(shop.config):
        vault = Vault.make(folder, home=bench.house.id)
        bench.run(come, client=client)
        old = create_backup(bench, vault, keep=Keep()).id
        bench.run(go, client=client)
        create_backup(bench, vault, keep=Keep())
    return vault, old


def come(work: Work, *, client: ClientId) -> Outcome[None]:
    node, secret = client_node(client), os.urandom(32)
    key, row = work.turn.grow(node), Client(pk=client, created_at=work.seconds)
    work.write(row, node, {"name": "Ida", "secret": canon.b64u(secret)})
    row.save(force_insert=True)
    work.record(Subject(f"client:{client}", secret, key), Event.CLIENT_LOOKED_AT, {"kind": "x"})
    return Granted(None)


def go(work: Work, *, client: ClientId) -> Outcome[None]:
    work.turn.end(client_node(client))
    return Granted(None)
