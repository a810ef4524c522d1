import hashlib
import os
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sealbench import canon, ledger
from sealbench.backup import Keep, Kind, Manifest, Vault, read_rows
from sealbench.errors import (
    ConflictError,
    RefusedError,
    UnavailableError,
    VerificationError,
)
from sealbench.keyring import HOUSE, Key, job_node
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.backup_file import open_secrets
from sealbench.shop.procedures.create_backup import Made, create_backup
from sealbench.shop.records.kept import LEFT_OUT, kept
from sealbench.shop.records.moment import moment
from tests.backup.samples import parts
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, keep_login, take_in
from tests.support.objects import end_object, put_object

KEEP = Keep(7, 5, 12)


@pytest.fixture
def vault(bench: Bench, tmp_path: Path) -> Vault:
    return Vault.make(tmp_path / "vault", home=bench.house.id)


def rows(vault: Vault, manifest: Manifest, name: str) -> list[dict[str, object]]:
    (table,) = (each for each in manifest.tables if each.name == name)
    names = [column.name for column in table.columns]
    return [
        dict(zip(names, row, strict=True))
        for chunk in table.chunks
        for row in read_rows(vault.get(chunk), columns=len(names))
    ]


def test_it_holds_every_row_that_is_kept(cast: Cast, vault: Vault) -> None:
    job = take_in(cast, intake(cast)).id
    keep_login(cast, job, "tariq")
    made = create_backup(cast.bench, vault, keep=KEEP)
    manifest = vault.read(made.id)
    assert vault.ids() == [made.id]
    for each in kept():
        if each.where:
            continue
        found = rows(vault, manifest, each.table)
        assert len(found) == each.model._default_manager.count()
        keys = [found_row[each.key.name] for found_row in found]
        order = sorted(keys, key=lambda key: key if isinstance(key, int) else str(key).encode())
        assert keys == order
    assert {table.name for table in manifest.tables} == {each.table for each in kept()}
    assert not {table.name for table in manifest.tables} & {
        model._meta.db_table for model in LEFT_OUT
    }
    head = ledger.verify_checkpoint(manifest.note, cast.bench.signer.key)
    assert head.size == manifest.size == made.size > 10


def test_rows_have_one_form_on_every_database(cast: Cast, vault: Vault) -> None:
    job = take_in(cast, intake(cast)).id
    manifest = vault.read(create_backup(cast.bench, vault, keep=KEEP).id)
    (found,) = (row for row in rows(vault, manifest, "records_job") if row["id"] == job)
    assert found["login_asked"] in {True, False}
    assert type(found["login_asked"]) is bool
    assert found["closed_at"] is None
    assert type(found["sealed"]) is bytes
    (home,) = rows(vault, manifest, "records_home")
    genesis = home["genesis"]
    assert isinstance(genesis, str)
    assert canon.to_bytes(canon.parse(genesis.encode())).decode() == genesis
    kinds = Counter(column.kind for table in manifest.tables for column in table.columns)
    assert set(kinds) == set(Kind)


def test_its_sealed_part_opens_under_the_house_key_alone(cast: Cast, vault: Vault) -> None:
    job = take_in(cast, intake(cast)).id
    logins = sorted(keep_login(cast, job, "tariq") for _ in range(2))
    manifest = vault.read(create_backup(cast.bench, vault, keep=KEEP).id)
    key = cast.bench.keys.key(HOUSE)
    found = open_secrets(manifest, key)
    assert found.seed == cast.bench.signer.to_seed()
    assert found.lost == {job: logins}
    assert "seed" not in repr(found)
    for other, wrong in ((manifest, Key.random()), (replace(manifest, epoch=9), key)):
        with pytest.raises(VerificationError):
            open_secrets(other, wrong)


def test_nothing_that_opens_lies_in_it(cast: Cast, vault: Vault) -> None:
    bench = cast.bench
    job = take_in(cast, intake(cast)).id
    login = keep_login(cast, job, "tariq")
    put_object(bench, b"ciphertext")
    made = create_backup(bench, vault, keep=KEEP)
    written = [path.read_bytes() for path in vault.path.rglob("*") if path.is_file()]
    secrets = [path.read_bytes() for path in bench.config.keys.rglob("*") if path.is_file()]
    secrets += [bench.keys.key(job_node(job)).secret(), bench.keys.key(HOUSE).secret()]
    assert len(secrets) > 4
    for secret in filter(None, secrets):
        windows = {secret[at : at + 32] for at in range(len(secret) - 31)} or {secret}
        forms = {form for each in windows for form in (each, each.hex().encode())}
        assert [form for form in forms for data in written if form in data] == []
    # The control: what is meant to be there is found in the same way.
    assert any(b"ciphertext" in data for data in written)
    assert any(job.encode() in data for data in written)
    assert not any(login.encode() in data for data in written)
    assert made.files == 1


def test_a_second_backup_writes_what_changed(cast: Cast, vault: Vault, clock: StoppedClock) -> None:
    take_in(cast)
    put_object(cast.bench, os.urandom(3_000_000))
    first = create_backup(cast.bench, vault, keep=KEEP)
    before = {path.name for path in parts(vault.path)}
    clock.pass_by(minutes=5)
    same = create_backup(cast.bench, vault, keep=KEEP)
    assert first.written == first.whole > 3_000_000
    assert (same.written, same.whole) == (0, first.whole)
    assert {path.name for path in parts(vault.path)} == before
    take_in(cast)
    put_object(cast.bench, b"small")
    clock.pass_by(minutes=5)
    later = create_backup(cast.bench, vault, keep=KEEP)
    assert 0 < later.written < 200_000
    assert vault.ids() == [first.id, same.id, later.id]


def test_older_ones_give_way(cast: Cast, vault: Vault, clock: StoppedClock) -> None:
    made: list[Made] = []
    take_in(cast)
    for _ in range(5):
        name = put_object(cast.bench, os.urandom(100))
        made.append(create_backup(cast.bench, vault, keep=Keep(2, 0, 0)))
        end_object(cast.bench, name)
        clock.pass_by(days=1)
    assert vault.ids() == [each.id for each in made[-2:]]
    assert [each.dropped for each in made] == [0, 0, 1, 1, 1]
    used = {name for each in vault.ids() for name in vault.read(each).chunks()}
    used |= {f.part for each in vault.ids() for f in vault.files_of(vault.read(each))}
    assert {path.name for path in parts(vault.path)} == used


def test_a_backup_beside_writers_is_of_one_moment(cast: Cast, vault: Vault) -> None:
    stop = threading.Event()
    taken = intake(cast)

    def write() -> None:
        while not stop.is_set():
            take_in(cast, taken)

    def watch(_text: str) -> None:
        sizes.append(cast.bench.executor.waiting())

    sizes: list[int] = []
    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [create_backup(cast.bench, vault, keep=KEEP, tell=watch) for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    assert made[0].size < made[-1].size
    for each in made:
        if each.id not in vault.ids():
            continue
        manifest = vault.read(each.id)
        leaves = rows(vault, manifest, "records_leaf")
        events = rows(vault, manifest, "records_event")
        assert len(leaves) == len(events) == manifest.size
        jobs = {row["id"] for row in rows(vault, manifest, "records_job")}
        about = Counter(str(row["subject_id"]).removeprefix("job:") for row in events)
        assert jobs <= set(about)
        (head,) = rows(vault, manifest, "records_head")
        assert head["size"] == manifest.size


def test_a_folder_of_another_home_or_beside_keys_is_refused(bench: Bench, tmp_path: Path) -> None:
    foreign = Vault.make(tmp_path / "foreign", home="somebody else's")
    with pytest.raises(ConflictError, match="another home"):
        create_backup(bench, foreign, keep=KEEP)
    inside = Vault.make(bench.config.keys / "vault", home=bench.house.id)
    with pytest.raises(RefusedError, match="beside keys"):
        create_backup(bench, inside, keep=KEEP)
    assert foreign.ids() == inside.ids() == []
    own = Vault.make(tmp_path / "own", home=bench.house.id)
    assert create_backup(bench, own, keep=KEEP).rows > 0


def test_two_at_once_do_not_mix(bench: Bench, vault: Vault) -> None:
    with vault.locked(), pytest.raises(ConflictError):
        create_backup(bench, vault, keep=KEEP)
    assert create_backup(bench, vault, keep=KEEP).rows > 0


def test_a_disk_that_fails_leaves_the_backups_of_before(
    cast: Cast, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = cast.bench
    take_in(cast)
    first = create_backup(bench, vault, keep=KEEP)
    real = os.fsync
    for turn in range(3):
        calls = 0

        def full(descriptor: int, turn: int = turn) -> None:
            nonlocal calls
            calls += 1
            if calls > turn:
                raise OSError(28, "No space left on device")
            real(descriptor)

        put_object(bench, os.urandom(100))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(UnavailableError):
                create_backup(bench, vault, keep=KEEP)
        assert vault.ids() == [first.id]
    assert create_backup(bench, vault, keep=KEEP).files == 3


def test_a_file_that_is_not_there_is_told_unless_it_was_ended(
    cast: Cast, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = cast.bench
    take_in(cast)
    name = put_object(bench, b"ciphertext")
    real = bench.objects.read

    def ended(asked: str) -> Iterator[bytes]:
        end_object(bench, asked)
        return real(asked)

    with monkeypatch.context() as patch:
        patch.setattr(type(bench.objects), "read", lambda _self, asked: ended(asked))
        assert create_backup(bench, vault, keep=KEEP).files == 0
    put_object(bench, b"ciphertext", name)
    bench.objects.delete(name)
    with pytest.raises(UnavailableError, match="not where files are kept"):
        create_backup(bench, vault, keep=KEEP)
    assert len(vault.ids()) == 1


def test_a_part_that_rotted_is_healed_by_the_next_backup(cast: Cast, vault: Vault) -> None:
    take_in(cast)
    put_object(cast.bench, b"whole")
    manifest = vault.read(create_backup(cast.bench, vault, keep=KEEP).id)
    largest = max(parts(vault.path), key=lambda path: path.stat().st_size)
    largest.write_bytes(b"\0" + largest.read_bytes()[1:])
    with pytest.raises(VerificationError):
        vault.verify(largest.name)
    again = create_backup(cast.bench, vault, keep=KEEP)
    assert 0 < again.written < again.whole
    for name in manifest.chunks():
        vault.verify(name)


def test_a_part_is_named_by_what_it_is(cast: Cast, vault: Vault) -> None:
    create_backup(cast.bench, vault, keep=KEEP)
    for path in parts(vault.path):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


@pytest.mark.usefixtures("bench")
def test_the_database_is_only_read() -> None:
    with pytest.raises(UnavailableError), moment() as at:
        list(at.select("DELETE FROM records_told RETURNING id"))
    with moment() as at:
        assert list(at.select("SELECT COUNT(*) FROM records_home")) == [(1,)]
