"""A shop whose disk is lost: what is left of it, and the home that it comes back in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import connection, connections

from sealbench.backup import Keep, Vault
from sealbench.ids import ClientId, JobId
from sealbench.keyring import HOUSE, Box, Place, Realm
from sealbench.shop import home
from sealbench.shop.bench import Bench, Granted, Outcome, Work, opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.backup_keys import Root
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_erasure import nodes_of
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.restore_backup import Restored, restore_backup
from sealbench.shop.records.models import Job
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.databases import fresh_database
from tests.support.desk import intake, take_in


@dataclass
class Lost:
    """What is left of a shop whose disk is lost: a vault, and roots by their epochs."""

    cast: Cast
    vault: Vault
    config: Config
    roots: dict[int, Root]

    def keep(self) -> str:
        """Make a backup and remember the root; return its id."""
        bench = self.cast.bench
        epoch = bench.keys.epoch(Realm.CLIENTS)
        key = home.roots_of(bench.config)[Realm.CLIENTS].read(epoch)
        self.roots[epoch] = Root(epoch, key)
        return create_backup(bench, self.vault, keep=Keep()).id

    def end_client(self, client: str) -> None:
        """End the keys of a client, as an erasure does."""

        def end(work: Work) -> Outcome[None]:
            for node in nodes_of(Scope(ClientId(client))):
                work.turn.end(node)
            return Granted(None)

        self.cast.bench.run(end)

    def newest(self) -> list[Root]:
        return [self.roots[max(self.roots)]]

    def lose(self) -> None:
        """Lose the disk: the process has a home of its own with nothing in it."""
        self.cast.bench.executor.close()
        connections.close_all()
        self.config.home.mkdir()
        if connection.vendor == "sqlite":
            connections.settings["default"]["NAME"] = str(self.config.database)
            connection.settings_dict["NAME"] = str(self.config.database)
        else:
            fresh_database(self.config.home)

    def restore(
        self,
        backup: str,
        roots: list[Root] | None = None,
        mirror: Mapping[Place, Box] | None = None,
    ) -> Restored:
        chosen = self.newest() if roots is None else roots
        clock = StoppedClock(self.cast.bench.now())
        return restore_backup(
            self.config, self.vault, backup, chosen, mirror=mirror or {}, clock=clock
        )

    def reopened(self, clock: StoppedClock) -> Bench:
        return opening.open_bench(self.config, clock)


def about_to_lose(cast: Cast, folder: Path) -> Lost:
    """Return the shop of *cast* with an empty vault, before anything is lost."""
    vault = Vault.make(folder / "vault", home=cast.bench.house.id)
    return Lost(cast, vault, replace(cast.bench.config, home=folder / "new"), {})


def take(lost: Lost) -> JobId:
    return take_in(lost.cast, intake(lost.cast)).id


def living(bench: Bench) -> set[str]:
    """Return the clients whose keys open."""
    jobs = Job.objects.values_list("pk", flat=True)  # whose records have keys beside them
    return {name for name, _ in bench.keys.all(Realm.CLIENTS)} - {HOUSE.name, *jobs}


def client_of(job: str) -> str:
    return Job.objects.values_list("client_id", flat=True).get(pk=job)
