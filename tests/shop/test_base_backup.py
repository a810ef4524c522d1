"""PostgreSQL recovered from its operator's base backup and WAL, under a shop that went on.

The home, with its keys and files, is the running one: no copy of it is made by an operator.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from sealbench.clock import SystemClock
from sealbench.errors import RefusedError, UnavailableError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import Realm
from sealbench.shop import config
from sealbench.shop.bench import Bench, Granted, Outcome, Work, opening
from sealbench.shop.home import make_home
from sealbench.shop.procedures.accept_older_ledger import accept_older_ledger
from sealbench.shop.procedures.attached_file import files_of_job
from sealbench.shop.procedures.backup_proof import prove
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.records.models import Client
from tests.fault.attack import hits, windows
from tests.fault.targets import everything_of
from tests.support.archived import Archived, archived
from tests.support.cast import make_cast
from tests.support.clocks import MovedClock
from tests.support.desk import intake, take_in
from tests.support.endings import in_person, leaver
from tests.support.files import SOUND, attach

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="is about the backups of PostgreSQL"
)
BEFORE, AFTER = "before the end", "after the end"


def test_an_older_database_brings_nobody_back_who_was_ended(tmp_path: Path) -> None:
    with archived() as cluster:
        home, stays, known = _lay_out(cluster, tmp_path / "home")
        _check_before(cluster, home)
        _check_whole(cluster, home, stays)
        _check_after(cluster, home, stays, known)


def _lay_out(cluster: Archived, folder: Path) -> tuple[config.Config, str, int]:
    """Let a client end after the base backup, and the shop go on after that.

    Return the home, a job with a file of somebody who stays, and the lines that are public.
    """
    home = replace(config.load(), home=folder)
    folder.mkdir()
    make_home(home)
    opening.found_house(home, name="Corner Repairs")
    clock = MovedClock(hours=1)
    bench = opening.open_bench(home, clock)
    cast = make_cast(bench, clock)
    stays = take_in(cast, intake(cast))
    attach(cast, stays.number)
    who = leaver(cast)
    attach(cast, who.counter.number)
    assert hits(windows(home.keys), everything_of(who.client)) >= 1  # the control
    cluster.back_up()
    who.stop()
    in_person(cast, who)
    cluster.mark(BEFORE)
    assert end_due_cases(bench) == 1
    cluster.mark(AFTER)
    take_in(cast, intake(cast))
    known = publish_ledger(bench)
    bench.executor.close()
    cluster.end()
    return home, stays.id, known


def _check_before(cluster: Archived, home: config.Config) -> None:
    """Nothing of that moment reads, and the newest root survives the start that is refused."""
    with cluster.recovered(BEFORE):
        targets = everything_of(ClientId(Client.objects.latest("created_at").pk))
        with pytest.raises(UnavailableError, match="older than its keys"):
            opening.open_bench(home, SystemClock())
        assert hits(windows(home.home), targets) == 0


def _check_whole(cluster: Archived, home: config.Config, stays: str) -> None:
    """All of the archive gives the shop of now."""
    with cluster.recovered():
        bench = opening.open_bench(home, SystemClock())
        _check_living(bench, stays, clients=2)
        bench.executor.close()


def _check_after(cluster: Archived, home: config.Config, stays: str, known: int) -> None:
    """What is older than the ledger that was public is refused until somebody gives that up."""
    with cluster.recovered(AFTER):
        with pytest.raises(RefusedError, match=f"of {known}"):
            opening.open_bench(home, SystemClock())
        bench = opening.open_bench(home, SystemClock(), older=True)
        assert accept_older_ledger(bench, known=known) < known
        _check_living(bench, stays, clients=1)
        bench.executor.close()
        opening.open_bench(home, SystemClock()).executor.close()


def _check_living(bench: Bench, job: str, *, clients: int) -> None:
    """Fail unless *clients* read, the file of *job* with them, and nobody else has anything."""
    proof = prove(bench)
    assert (proof.wrong, proof.living, proof.ended) == ((), clients, 0)

    def contents(work: Work) -> Outcome[list[bytes]]:
        files = files_of_job(work, load_job(work, JobId(job)))
        return Granted([b"".join(read_content(bench.objects, each)) for each in files])

    assert bench.run(contents) == [SOUND]
    assert len(list(bench.objects.find())) == 1
    assert bench.keys.epoch(Realm.CLIENTS) == 2
