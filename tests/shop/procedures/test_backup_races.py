"""The end of a client while a backup is made: the backup is of before it or of after it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest

from sealbench.backup import Keep, Manifest, Vault, read_rows
from sealbench.keyring import Realm
from sealbench.shop import home
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.backup_keys import Root, open_backup, store_of
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.drill_backups import drill_backups
from sealbench.shop.records.models import Job
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, take_in
from tests.support.files import attach
from tests.support.goers import Goer, destroy, give_back, goer, nothing_is_left, stop
from tests.support.races import at_once

KEEP = Keep(30, 0, 0)
MOMENTS = ("records_client", "records_event", "records_keynode", "records_file", "verifying")


@pytest.fixture
def vault(bench: Bench, tmp_path: Path) -> Vault:
    return Vault.make(tmp_path / "vault", home=bench.house.id)


def ready(cast: Cast) -> Goer:
    """Return a client with a file, of whom only the destruction is missing."""
    leaving = goer(cast)
    attach(cast, leaving.number)
    stop(cast.bench, leaving)
    give_back(cast.bench, leaving)
    return leaving


def ids(vault: Vault, manifest: Manifest, name: str, column: str) -> set[object]:
    (table,) = (each for each in manifest.tables if each.name == name)
    names = [each.name for each in table.columns]
    return {
        dict(zip(names, row, strict=True))[column]
        for chunk in table.chunks
        for row in read_rows(vault.get(chunk), columns=len(names))
    }


def rows_of(vault: Vault, manifest: Manifest, leaving: Goer) -> Mapping[str, set[object]]:
    """Return what the backup has of the client, table by table."""
    of = partial(ids, vault, manifest)
    places = {f"clients/{leaving.client}"}
    return {
        "client": of("records_client", "id") & {leaving.client},
        "jobs": of("records_job", "id") & set(leaving.jobs),
        "devices": of("records_device", "client_id") & {leaving.client},
        "links": of("records_link", "job_id") & set(leaving.jobs),
        "files": of("records_file", "job_id") & set(leaving.jobs),
        "keys": of("records_keyplace", "id") & places,
        "events": of("records_subject", "id") & {f"job:{job}" for job in leaving.jobs},
    }


def living(cast: Cast, vault: Vault, backup: str) -> set[str]:
    """Return whose keys the backup gives under the root of today."""
    keys, roots = cast.bench.keys, home.roots_of(cast.bench.config)
    epoch = keys.epoch(Realm.CLIENTS)
    root = Root(epoch, roots[Realm.CLIENTS].read(epoch))
    opened = open_backup(vault, backup, [root], mirror={})
    assert opened.secrets.seed == cast.bench.signer.to_seed()
    return {name for name, _ in store_of(opened.tree, root).all(Realm.CLIENTS)}


def assert_of_one_moment(vault: Vault, backup: str, leaving: Goer) -> bool:
    """Return whether the backup is of before the end: all of the client is there, or nothing."""
    manifest = vault.read(backup)
    found = rows_of(vault, manifest, leaving)
    there = {name for name, some in found.items() if some}
    assert there in (set(found), set(), {"events"}), there  # events go with the confirmation
    return bool(there)


def client_of_job(job: str) -> str:
    return str(Job.objects.values_list("client_id", flat=True).get(pk=job))


def assert_shut(cast: Cast, vault: Vault, stays: str, gone: Sequence[Goer]) -> None:
    """See that no backup gives anything of *gone* under today's root, and each the rest."""
    for backup in vault.ids():
        found = living(cast, vault, backup)
        assert stays in found
        assert not found & {leaving.client for leaving in gone}
    for tried in drill_backups(cast.bench, vault):
        assert tried.wrong == ()
        assert tried.living >= 1
    for leaving in gone:
        nothing_is_left(cast, leaving)


def at_its_place(place: str, act: Callable[[], None], told: str) -> None:
    """Do *act* when a backup has *told* of the table or the step at *place*."""
    if told.endswith(place):
        act()


def test_wherever_in_a_backup_the_end_comes_it_is_all_there_or_not_at_all(
    cast: Cast, other: Bench, vault: Vault, clock: StoppedClock
) -> None:
    stays = client_of_job(take_in(cast, intake(cast, "Battery")).id)
    gone: list[Goer] = []
    for number, place in enumerate(MOMENTS):
        leaving = ready(cast)
        by = (cast.bench, other)[number % 2]

        clock.pass_by(minutes=1)
        tell = partial(at_its_place, place, partial(destroy, by, leaving))
        during = create_backup(cast.bench, vault, keep=KEEP, tell=tell)
        assert not Job.objects.filter(pk__in=leaving.jobs).exists()
        assert assert_of_one_moment(vault, during.id, leaving)
        clock.pass_by(minutes=1)
        after = create_backup(cast.bench, vault, keep=KEEP)  # the control
        assert not assert_of_one_moment(vault, after.id, leaving)
        gone.append(leaving)
    assert len(vault.ids()) == 2 * len(MOMENTS)
    assert_shut(cast, vault, stays, gone)


def test_ends_and_backups_at_the_same_time(
    cast: Cast, other: Bench, vault: Vault, clock: StoppedClock
) -> None:
    stays = client_of_job(take_in(cast, intake(cast, "Battery")).id)
    gone = [ready(cast) for _ in range(3)]

    def backups() -> list[str]:
        made = []
        for _ in range(4):
            clock.pass_by(seconds=1)
            made.append(create_backup(cast.bench, vault, keep=KEEP).id)
        return made

    def ends() -> None:
        for leaving, by in zip(gone, (other, cast.bench, other), strict=True):
            destroy(by, leaving)

    made, ended = at_once([backups, ends])
    assert (isinstance(made, list), ended) == (True, None), (made, ended)
    for backup in made:
        there = [assert_of_one_moment(vault, backup, each) for each in gone]
        assert there == sorted(there)  # they went one after the other
    clock.pass_by(seconds=1)
    create_backup(cast.bench, vault, keep=KEEP)  # the last end may come after the last of them
    assert_shut(cast, vault, stays, gone)
