"""Old backups are tried under the root of today: the living read, the ended stay shut."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from sealbench.backup import Keep, Vault
from sealbench.errors import AbsentError, ConflictError
from sealbench.ids import ClientId
from sealbench.keyring import Key, Realm, client_node
from sealbench.shop import home
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.journal import read_nodes
from sealbench.shop.procedures import drill_backups as module
from sealbench.shop.procedures.backup_keys import Root
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.drill_backups import drill_backups
from sealbench.shop.records.key_tables import Tree
from sealbench.shop.records.models import Job
from tests.backup.samples import parts
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, take_in


@pytest.fixture
def vault(bench: Bench, tmp_path: Path) -> Vault:
    return Vault.make(tmp_path / "vault", home=bench.house.id)


def client(cast: Cast) -> str:
    job = take_in(cast, intake(cast)).id
    return Job.objects.values_list("client_id", flat=True).get(pk=job)


def end(bench: Bench, who: str) -> None:
    def ended(work: Work) -> Outcome[None]:
        work.turn.end(client_node(ClientId(who)))
        return Granted(None)

    bench.run(ended)


def keep(bench: Bench, vault: Vault, clock: StoppedClock) -> str:
    clock.pass_by(minutes=1)
    return create_backup(bench, vault, keep=Keep()).id


def test_three_backups_are_tried_and_hold(cast: Cast, vault: Vault, clock: StoppedClock) -> None:
    bench = cast.bench
    gone = client(cast)
    client(cast)
    made = [keep(bench, vault, clock)]
    end(bench, gone)
    for _ in range(3):
        made.append(keep(bench, vault, clock))
        client(cast)
    tried = drill_backups(bench, vault)
    assert [each.backup for each in tried] == [made[0], made[2], made[3]]
    assert [each.wrong for each in tried] == [(), (), ()]
    assert [(each.living, each.ended) for each in tried] == [(1, 1), (2, 1), (3, 1)]
    assert list((bench.config.home / "run").glob("drill-*")) == []


def test_the_root_is_written_nowhere(
    cast: Cast, vault: Vault, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = cast.bench
    keep(bench, vault, clock)
    root = home.roots_of(bench.config)[Realm.CLIENTS].read(1).secret()
    seen: list[bytes] = []
    real = shutil.rmtree

    def look(path: Path, ignore_errors: bool = False) -> None:  # noqa: FBT001, FBT002 - as shutil has it
        seen.extend(each.read_bytes() for each in Path(path).rglob("*") if each.is_file())
        real(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", look)
    assert drill_backups(bench, vault)[0].wrong == ()
    assert any(b"SQLite format" in data for data in seen)
    assert not any(root in data or root.hex().encode() in data for data in seen)


def test_damage_is_found(cast: Cast, vault: Vault, clock: StoppedClock) -> None:
    bench = cast.bench
    client(cast)
    keep(bench, vault, clock)
    assert drill_backups(bench, vault)[0].wrong == ()
    largest = max(parts(vault.path), key=lambda path: path.stat().st_size)
    whole = largest.read_bytes()
    largest.write_bytes(whole[:-1])
    (tried,) = drill_backups(bench, vault)
    assert any("not what was written" in each for each in tried.wrong)
    largest.write_bytes(whole)
    place = next((vault.path / "backups").iterdir())
    place.write_bytes(place.read_bytes()[:-9])
    (tried,) = drill_backups(bench, vault)
    assert any("damaged" in each for each in tried.wrong)


def test_a_client_of_today_whom_a_backup_does_not_give_is_found(
    cast: Cast, vault: Vault, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client(cast)
    keep(cast.bench, vault, clock)
    monkeypatch.setattr(
        module, "_in_scratch", lambda *_: {"living": 0, "ended": 1, "keys": 0, "wrong": []}
    )
    (tried,) = drill_backups(cast.bench, vault)
    assert tried.wrong == ("0 clients read, 1 should", "0 keys are there, 2 should be")


def test_a_ledger_that_went_another_way_is_found(
    cast: Cast, vault: Vault, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = cast.bench
    backup = keep(bench, vault, clock)
    manifest = vault.read(backup)
    assert list(module._grown(bench, manifest)) == []
    real = read_nodes

    def other(wanted: object) -> Mapping[object, bytes]:
        return {node: bytes(32) for node in real(wanted)}  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(module, "read_nodes", other)
    assert any("ledger" in each for each in module._grown(bench, manifest))


def test_a_root_that_was_not_turned_is_found(cast: Cast, vault: Vault, clock: StoppedClock) -> None:
    bench = cast.bench
    gone = client(cast)
    manifest = vault.read(keep(bench, vault, clock))
    own = Tree.read(vault, manifest)
    kept = home.roots_of(bench.config)[Realm.CLIENTS].read(1)
    end(bench, gone)
    today = home.roots_of(bench.config)[Realm.CLIENTS].read(2)
    assert list(module._shut(own, Root(2, today))) == []
    assert list(module._shut(own, Root(2, Key.random()))) == []
    assert list(module._shut(own, Root(2, kept))) != []


def test_there_must_be_something_to_try(bench: Bench, vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(AbsentError):
        drill_backups(bench, vault)
    foreign = Vault.make(tmp_path / "foreign", home="another")
    with pytest.raises(ConflictError):
        drill_backups(bench, foreign)
    with vault.locked(), pytest.raises(ConflictError):
        drill_backups(bench, vault)
