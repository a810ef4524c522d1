"""Kills and failing disks while a backup is restored: all of it, or a home that begins anew.

A sample runs with the other tests; `make test-long` sweeps all of it.
"""

import os
import shutil
from dataclasses import dataclass, replace
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
from tests.fault.act import RULES
from tests.fault.homes import Shop, environment, reopened
from tests.fault.results import Act, Record, Sweep
from tests.fault.strace import ERRORS, FAILING, SAMPLE, SIGKILL, kill_at, points, run, spread
from tests.fault.vaults import told, verified
from tests.support.desk import house_events

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]

Told = dict[str, canon.JSONValue]

some_or_all = pytest.mark.parametrize(
    ("how", "whole"),
    [
        ("SIGKILL", False),
        *(pytest.param(how, True, marks=pytest.mark.long) for how in ("SIGKILL", *ERRORS)),
    ],
)


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


@dataclass(frozen=True, slots=True)
class Restoring:
    """What is restored again and again: an *act* that replays so many erasures."""

    shop: Shop
    vault: Vault
    root: Told
    act: Act
    replayed: int = 0


def sweep_restores(
    restoring: Restoring, folder: Path, record: Record, how: str, *, whole: bool
) -> None:
    """Cut a restore short at each of many points, and do it again where it was not done."""
    shop, vault, root = restoring.shop, restoring.vault, restoring.root
    first = empty(shop, folder / "whole", vault, root)
    found = points("restore", environment(first), folder / "log")
    injected = "signal=KILL" if how == "SIGKILL" else f"error={how}"
    if how != "SIGKILL":
        found = [point for point in found if point.call in FAILING]
    assert len(found) >= SAMPLE
    sweep = Sweep(restoring.act, how, record, len(found))
    # A mark that was half written was once what no restore went on from.
    mark = next(point for point in found if point.call == "write")
    for number, point in enumerate(found if whole else [mark, *spread(found)]):
        home = empty(shop, folder / str(number), vault, root)
        done = kill_at(point, "restore", environment(home), how=injected)
        with sweep.run(point):
            assert (done.returncode == SIGKILL) == (how == "SIGKILL")
            sweep.states[after(home, done.stdout, restoring.replayed)] += 1
        shutil.rmtree(home.home)
    sweep.end()


def after(home: Config, printed: bytes, replayed: int) -> str:
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
        assert_restored(bench, replayed)
    return state


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


@some_or_all
def test_a_restore_that_is_cut_short_is_not_served_and_begins_anew(
    shop: Shop,
    backed: Vault,
    root: Told,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    how: str,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    restoring = Restoring(shop, backed, root, Act.RESTORE)
    sweep_restores(restoring, folder, record_property, how, whole=whole)
    assert verified(backed) == 1


@some_or_all
def test_a_restore_that_replays_erasures_is_cut_short_and_nobody_stays(
    shop: Shop,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    how: str,
    *,
    whole: bool,
) -> None:
    vault, old = ended_since(shop, tmp_path / "vault")
    last = root_of(shop, 2) | {"backup": old}
    restoring = Restoring(shop, vault, last, Act.REPLAY, replayed=1)
    sweep_restores(restoring, tmp_path_factory.mktemp("kills"), record_property, how, whole=whole)


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
