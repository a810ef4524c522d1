"""The attack of SECURITY 3.6 on a client who was ended, with everything that lies about.

The attacker has all backups that were ever made, copies of the database, today's disk with its
key folder, today's escrow and the recovery key on paper.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from sealbench.backup import Keep, Vault
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.end_due_cases import end_due_cases
from tests.fault.attack import Target, hits, windows
from tests.fault.targets import targets_of_client
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, take_in
from tests.support.endings import Leaver, announced
from tests.support.escrow import Kept

pytestmark = pytest.mark.fault

KEEP = Keep(7, 5, 12)
FILE = "sealbench.escrow"


@dataclass
class Loot:
    """What the attacker collects, before the end and after it."""

    kept: Kept
    outside: Path
    targets: list[Target]

    def candidates(self, *places: Path) -> set[bytes]:
        """Return every key that may be in *places*, and what the paper opens in the escrow."""
        return windows(*places) | set(self.kept.opened(self.outside / "nas" / FILE).values())


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


@pytest.fixture
def loot(cast: Cast, outside: Path) -> Loot:
    """Return a shop with an escrow, a backup of some clients, and one whose end is due."""
    kept = Kept(cast)
    kept.registered(outside / "nas")
    take_in(cast, intake(cast))
    leaving: Leaver = announced(cast)
    vault = Vault.make(outside / "vault", home=cast.bench.house.id)
    create_backup(cast.bench, vault, keep=KEEP)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(str(connection.settings_dict["NAME"]), outside / "old.db")
    return Loot(kept, outside, targets_of_client(leaving.client))


def test_after_the_end_nothing_opens_a_copy_of_the_client(
    cast: Cast, clock: StoppedClock, loot: Loot
) -> None:
    everything = (cast.bench.config.home, loot.outside)
    # The control: with the root in the key folder, or with the paper alone, all of it opens.
    assert hits(windows(cast.bench.config.keys), loot.targets) >= 1
    assert hits(loot.kept.opened(loot.outside / "nas" / FILE).values(), loot.targets) >= 1
    shutil.copy(loot.outside / "nas" / FILE, loot.outside.with_name("kept-copy"))
    clock.pass_by(days=14)
    assert end_due_cases(cast.bench) == 1
    assert hits(loot.candidates(*everything), loot.targets) == 0
    # The limit that is written down: whoever kept a copy of the place's file opens old copies.
    old = loot.kept.opened(loot.outside.with_name("kept-copy")).values()
    assert hits(old, loot.targets) >= 1
