"""A shop's disk is lost, and comes back from a backup and a root: in a home of its own, proven."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from sealbench.errors import (
    ConflictError,
    GoneError,
    MalformedError,
    SealbenchError,
    UnavailableError,
    VerificationError,
)
from sealbench.ids import ClientId
from sealbench.keyring import HOUSE, Key, Realm, client_node
from sealbench.seal import new_identity
from sealbench.shop import home, restoring
from sealbench.shop.bench import Granted, Outcome, Work, opening
from sealbench.shop.procedures import restore_backup as module
from sealbench.shop.procedures.backup_keys import Root, open_backup
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.escrowed_roots import open_place
from sealbench.shop.procedures.restore_backup import restore_backup
from sealbench.shop.records.models import Client, Job, Login, Session
from tests.backup.samples import parts
from tests.support.cast import Cast, start_session
from tests.support.clocks import StoppedClock
from tests.support.desk import events, house_events, intake, keep_login, take_in
from tests.support.escrow import Kept
from tests.support.lost import Lost, about_to_lose, client_of, living, take
from tests.support.objects import put_object


@pytest.fixture
def lost(cast: Cast, tmp_path: Path) -> Iterator[Lost]:
    yield about_to_lose(cast, tmp_path)
    connections.close_all()


def test_a_shop_comes_back_and_its_logins_are_sealed_again(lost: Lost, clock: StoppedClock) -> None:
    job, quiet = take(lost), take(lost)
    login = keep_login(lost.cast, job, "tariq")
    file = put_object(lost.cast.bench, b"ciphertext")
    before = [event["type"] for event in events(lost.cast.bench, job)]
    backup = lost.keep()
    old_secret = home.read_secret(lost.cast.bench.config, home.WEB_SECRET)
    lost.lose()
    done = lost.restore(backup)
    assert (done.clients, done.ended, done.files) == (2, 0, 1)
    assert (done.lost_logins, done.lost_leaves) == (1, 0)
    bench = lost.reopened(clock)
    assert check_ledger(bench).wrong == []
    assert bench.house.id == lost.vault.home
    assert b"".join(bench.objects.read(file)) == b"ciphertext"
    (row,) = Job.objects.filter(seal_again=True)
    assert row.pk == job
    assert not Login.objects.exists()
    assert not Session.objects.exists()
    told = events(bench, job)
    assert [event["type"] for event in told] == [*before, "login:lost"]
    assert told[-1]["login"] == login
    assert events(bench, quiet)[-1]["type"] != "login:lost"
    restored = house_events(bench)[-1]
    assert (restored["type"], restored["backup"]) == ("home:restored", backup)
    assert home.read_secret(lost.config, home.WEB_SECRET) != old_secret
    assert bench.keys.epoch(Realm.JOBS) == 1
    assert bench.keys.epoch(Realm.CLIENTS) == max(lost.roots)
    bench.executor.close()


def test_the_shop_goes_on_where_it_was(lost: Lost, clock: StoppedClock) -> None:
    take(lost)
    backup = lost.keep()
    lost.lose()
    lost.restore(backup)
    clock.pass_by(minutes=5)
    bench = lost.reopened(clock)
    again = Cast(bench, lost.cast.people)
    for name in ("dora", "tariq"):
        again.sessions[name] = start_session(bench, lost.cast.people[name])
    job = take_in(again, intake(again)).id
    login = keep_login(again, job, "tariq")
    assert Login.objects.get().pk == login
    assert Client.objects.count() == 2
    assert check_ledger(bench).wrong == []
    bench.executor.close()


def test_an_old_backup_under_the_root_of_now_gives_the_living_alone(
    lost: Lost, clock: StoppedClock
) -> None:
    gone, stays = client_of(take(lost)), client_of(take(lost))
    old = lost.keep()
    lost.end_client(gone)
    take(lost)
    clock.pass_by(minutes=5)
    newest = lost.keep()
    assert lost.vault.read(old).epoch < lost.vault.read(newest).epoch
    lost.lose()
    done = lost.restore(old)
    assert (done.clients, done.ended) == (1, 1)
    bench = lost.reopened(clock)
    assert living(bench) == {stays}
    with pytest.raises(GoneError):
        bench.keys.key(client_node(ClientId(gone)))
    assert bench.keys.is_gone(client_node(ClientId(gone)))
    bench.executor.close()


def test_a_client_who_comes_after_an_old_restore_takes_nobodys_place(
    lost: Lost, clock: StoppedClock
) -> None:
    take(lost)
    old = lost.keep()
    later = client_of(take(lost))
    key = lost.cast.bench.keys.key(client_node(ClientId(later))).secret()
    clock.pass_by(minutes=5)
    lost.keep()
    lost.lose()
    lost.restore(old)
    bench = lost.reopened(clock)

    def grow(work: Work) -> Outcome[bytes]:
        return Granted(work.turn.grow(client_node(ClientId(later))).secret())

    fresh = bench.run(grow)
    assert bench.keys.key(client_node(ClientId(later))).secret() == fresh != key
    bench.executor.close()


def test_the_root_of_then_opens_nothing_that_came_after_an_erasure(
    lost: Lost, clock: StoppedClock
) -> None:
    gone = client_of(take(lost))
    old = lost.keep()
    lost.end_client(gone)
    stays = client_of(take(lost))
    first, last = min(lost.roots), lost.cast.bench.keys.epoch(Realm.CLIENTS)
    # The control, and the limit that every escrow states: a root that somebody kept opens
    # what was backed up under it, as long as no later backup in the folder says who ended.
    kept = open_backup(lost.vault, old, [lost.roots[first]], mirror={})
    assert gone in kept.tree.positions
    clock.pass_by(minutes=5)
    newest = lost.keep()
    lost.lose()
    late = open_backup(lost.vault, newest, [lost.roots[first]], mirror={})
    assert gone not in late.tree.positions
    assert stays not in late.tree.positions  # came under a root that this one does not know
    for root in (first, last):
        tree = open_backup(lost.vault, old, [lost.roots[root]], mirror={}).tree
        assert gone not in tree.positions


def test_a_place_bridges_the_time_from_an_erasure_to_the_next_backup(
    lost: Lost, clock: StoppedClock, tmp_path: Path
) -> None:
    kept = Kept(lost.cast)
    kept.set_recovery()
    kept.register(tmp_path / "place")
    gone, stays = client_of(take(lost)), client_of(take(lost))
    old = lost.keep()
    lost.end_client(gone)
    lost.lose()
    roots, mirror = open_place(tmp_path / "place", kept.paper, home=lost.vault.home)
    with pytest.raises(UnavailableError, match="no backup and no place"):
        lost.restore(old, list(roots))
    done = lost.restore(old, list(roots), mirror)
    assert (done.clients, done.ended) == (1, 1)
    bench = lost.reopened(clock)
    assert living(bench) == {stays}
    assert bench.keys.epoch(Realm.CLIENTS) == 2
    bench.executor.close()


def test_a_place_and_a_sheet_of_somebody_else_open_nothing(lost: Lost, tmp_path: Path) -> None:
    kept = Kept(lost.cast)
    kept.set_recovery()
    kept.register(tmp_path / "place")
    with pytest.raises(VerificationError, match="does not open"):
        open_place(tmp_path / "place", new_identity(), home=lost.vault.home)
    with pytest.raises(VerificationError, match="another shop"):
        open_place(tmp_path / "place", kept.paper, home="another")
    with pytest.raises(UnavailableError, match="cannot be read"):
        open_place(tmp_path / "elsewhere", kept.paper, home=lost.vault.home)
    with pytest.raises(MalformedError):
        open_place(tmp_path / "place", "not a key", home=lost.vault.home)
    file = tmp_path / "place" / "sealbench.escrow"
    roots, mirror = open_place(file, kept.paper, home=lost.vault.home)
    assert [each.epoch for each in roots] == [1]
    assert mirror == {}
    assert roots[0].key.secret() == kept.root.secret()


def test_what_is_not_empty_is_left_alone(lost: Lost, cast: Cast) -> None:
    backup = lost.keep()
    with pytest.raises(ConflictError):
        restore_backup(cast.bench.config, lost.vault, backup, lost.newest(), mirror={})
    assert not restoring.is_begun(cast.bench.config)
    assert HOUSE.name in cast.bench.keys.names(Realm.CLIENTS)


@pytest.mark.parametrize("wrong", ["root", "none"])
def test_a_wrong_root_writes_nothing(lost: Lost, wrong: str) -> None:
    backup = lost.keep()
    root = lost.newest()[0]
    roots = {"root": [Root(root.epoch, Key.random())], "none": []}
    lost.lose()
    with pytest.raises(UnavailableError):
        lost.restore(backup, roots[wrong])
    assert not lost.config.keys.exists()
    assert not (lost.config.home / home.RESTORING).exists()
    assert lost.restore(backup).backup == backup


def test_a_manifest_that_was_changed_writes_nothing(lost: Lost) -> None:
    take(lost)
    backup = lost.keep()
    place = lost.vault.path / "backups" / f"{backup}.json"
    whole = place.read_bytes()
    lost.lose()
    for change in ((b'"rows":1}', b'"rows":2}'), (b"localhost", b"lo-alhost")):
        assert change[0] in whole
        place.write_bytes(whole.replace(*change, 1))
        with pytest.raises(VerificationError):
            lost.restore(backup)
    assert list(lost.config.home.iterdir()) == []
    place.write_bytes(whole)
    assert lost.restore(backup).backup == backup


def test_each_part_that_is_missing_or_altered_is_found_before_anything_is_written(
    lost: Lost,
) -> None:
    take(lost)
    put_object(lost.cast.bench, b"ciphertext")
    backup = lost.keep()
    lost.lose()
    for part in parts(lost.vault.path):
        whole = part.read_bytes()
        for harm in (b"", whole[:-1] + bytes([whole[-1] ^ 1])):
            part.write_bytes(harm)
            with pytest.raises(SealbenchError):
                lost.restore(backup)
        part.unlink()
        with pytest.raises(SealbenchError):
            lost.restore(backup)
        part.write_bytes(whole)
    assert not lost.config.keys.exists()
    assert not (lost.config.home / home.RESTORING).exists()
    assert lost.restore(backup).files == 1


BREAKS = ("refill", "make_keys", "publish_ledger", "prove")


@pytest.mark.parametrize("at", BREAKS)
def test_half_a_restore_is_not_served_and_begins_anew(
    lost: Lost, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    job = take(lost)
    keep_login(lost.cast, job, "tariq")
    backup = lost.keep()
    lost.lose()
    owner = home if at == "make_keys" else module
    real: Callable[..., object] = getattr(owner, at)

    def breaks(*arguments: object, **named: object) -> object:
        real(*arguments, **named)
        raise UnavailableError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(owner, at, breaks)
        with pytest.raises(UnavailableError, match="full"):
            lost.restore(backup)
    with pytest.raises(UnavailableError, match="not finished"):
        opening.open_bench(lost.config, clock)
    with pytest.raises(UnavailableError, match="not finished"):
        home.make_home(lost.config)
    assert lost.restore(backup).lost_logins == 1
    bench = lost.reopened(clock)
    assert [event["type"] for event in house_events(bench)].count("home:restored") == 1
    bench.executor.close()


def test_a_second_try_into_another_database_is_refused(lost: Lost) -> None:
    backup = lost.keep()
    lost.lose()
    lost.config.home.joinpath("data").mkdir()
    restoring.begin(lost.config)
    other = replace(lost.config, database_url="postgresql://x@/y?host=/tmp")
    with pytest.raises(ConflictError, match="another database"):
        restore_backup(other, lost.vault, backup, lost.newest(), mirror={})
    assert list((lost.config.home / "data").iterdir()) == []
    assert lost.restore(backup).backup == backup
