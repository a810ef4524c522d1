"""The attack of SECURITY 3.6 on one job that was ended alone, with everything that lies about.

The attacker has all backups that were ever made, copies of the database, today's disk with its
key folder, and all that today's keys of the living open: the client and the other job among them.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from sealbench.backup import Vault
from sealbench.errors import GoneError
from sealbench.keyring import HOUSE, Realm, client_node, record_node
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.drill_backups import drill_backups
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.records.models import File, Job
from tests.fault.attack import Target, hits, path_of, windows
from tests.fault.targets import targets_of_job
from tests.fault.test_attack_client import FILE, KEEP
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, take_in
from tests.support.endings import DAYS, Leaver, announced
from tests.support.escrow import Kept

pytestmark = pytest.mark.fault


@dataclass
class Loot:
    """What the attacker collects before the end: ciphertexts of the job, and how to try them."""

    cast: Cast
    kept: Kept
    outside: Path
    who: Leaver
    other: Job
    targets: list[Target]

    def keys(self, *places: Path) -> set[bytes]:
        """Return every key that may be in *places*, in the escrow, or that the living have."""
        candidates = windows(*places)
        candidates |= set(self.kept.opened(self.outside / "nas" / FILE).values())
        return candidates | self.living()

    def living(self) -> set[bytes]:
        """Return every key that the keyrings of today give out."""
        keys = self.cast.bench.keys
        return {key.secret() for realm in Realm for _, key in keys.all(realm)}


@pytest.fixture
def loot(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Loot:
    """Return a shop with an escrow, a backup, a living job, and one of its client's that is due."""
    outside = tmp_path_factory.mktemp("outside")
    kept = Kept(cast)
    kept.registered(outside / "nas")
    take_in(cast, intake(cast))
    leaving = announced(cast, only_job=True)
    vault = Vault.make(outside / "vault", home=cast.bench.house.id)
    create_backup(cast.bench, vault, keep=KEEP)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(str(connection.settings_dict["NAME"]), outside / "old.db")
    other = Job.objects.exclude(pk=leaving.counter.job).get(client=leaving.client)
    return Loot(cast, kept, outside, leaving, other, targets_of_job(leaving.counter.job))


def test_after_the_end_nothing_opens_a_copy_of_the_job(
    cast: Cast, clock: StoppedClock, loot: Loot
) -> None:
    job = loot.who.counter.job
    everything = (cast.bench.config.home, loot.outside)
    # The control: with today's keys all of it opens, and the root alone opens the first step.
    before = hits(loot.living(), loot.targets)
    assert before >= len(loot.targets) - len(path_of(record_node(job)))
    assert hits(windows(cast.bench.config.keys), loot.targets) >= 1
    owner = client_node(loot.who.client)
    client = cast.bench.keys.key(owner).secret()
    clock.pass_by(days=DAYS)
    assert end_due_cases(cast.bench) == 1
    with pytest.raises(GoneError):
        cast.bench.keys.key(record_node(job))
    assert hits(loot.keys(*everything), loot.targets) == 0
    # The client's own key lives on, and opens nothing of the job.
    assert cast.bench.keys.key(owner).secret() == client
    assert cast.bench.keys.key(HOUSE).secret()
    view = cast.bench.run(look_at_job, who=cast.staff("tariq"), number=loot.other.number)
    assert view.events
    assert view.device.serial


def test_an_old_backup_under_the_keys_of_today_gives_the_other_job_alone(
    cast: Cast, clock: StoppedClock, loot: Loot
) -> None:
    clock.pass_by(days=DAYS)
    assert end_due_cases(cast.bench) == 1
    vault = Vault.open(loot.outside / "vault")
    for tried in drill_backups(cast.bench, vault):
        assert (tried.wrong, tried.living, tried.ended) == ((), 2, 0)
    assert not File.objects.exists()
