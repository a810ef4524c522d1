"""Rows go out of one database and into another, and come out of it the same."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from hypothesis import given
from hypothesis import strategies as st

from sealbench.backup import Keep, Manifest, Vault
from sealbench.errors import ConflictError, SealbenchError, VerificationError
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.records.kept import Kept, kept
from sealbench.shop.records.models import Assignment, Head, Job, ServiceKind, Told
from sealbench.shop.records.moment import moment, rows_of
from sealbench.shop.records.refill import refill
from tests.backup.samples import parts
from tests.support.cast import Cast
from tests.support.databases import fresh_database
from tests.support.desk import intake, keep_login, take_in


@pytest.fixture
def vault(cast: Cast, tmp_path: Path) -> Vault:
    job = take_in(cast, intake(cast)).id
    keep_login(cast, job, "tariq")
    return Vault.make(tmp_path / "vault", home=cast.bench.house.id)


@pytest.fixture
def manifest(cast: Cast, vault: Vault) -> Manifest:
    return vault.read(create_backup(cast.bench, vault, keep=Keep()).id)


@pytest.fixture
def empty(manifest: Manifest, tmp_path: Path) -> Iterator[None]:
    """Give the process an empty database once the backup was made."""
    assert manifest.id
    (tmp_path / "other").mkdir()
    fresh_database(tmp_path / "other")
    yield
    connections.close_all()


def everything() -> dict[str, list[bytes]]:
    with moment() as at:
        return {each.table: [row for _, row in rows_of(at, each)] for each in kept()}


@pytest.mark.usefixtures("empty")
def test_what_went_out_comes_in_and_is_the_same(vault: Vault, manifest: Manifest) -> None:
    assert not Job.objects.exists()
    refill(vault, manifest, instead={})
    out = {table.name: table for table in manifest.tables}
    for name, rows in everything().items():
        assert b"".join(rows) == b"".join(map(vault.get, out[name].chunks)), name
    assert Job.objects.get().state == "intake"
    assert Job.objects.get().closed_at is None
    assert Job.objects.get().login_asked in {True, False}
    assert all(isinstance(kind.purposes, list) for kind in ServiceKind.objects.all())
    assert Head.objects.get().size == manifest.size


@pytest.mark.usefixtures("empty")
def test_new_rows_are_numbered_after_those_that_came(vault: Vault, manifest: Manifest) -> None:
    refill(vault, manifest, instead={})
    last = Assignment.objects.order_by("pk").last()
    assert last is not None
    Assignment.objects.filter(pk=last.pk).update(until=1)
    last.pk, last.until = None, None
    last.save(force_insert=True)
    assert last.pk


@pytest.mark.usefixtures("empty")
def test_rows_may_come_from_elsewhere(vault: Vault, manifest: Manifest) -> None:
    refill(vault, manifest, instead={"records_told": [[1, 7, None]]})
    assert Told.objects.get().index == 7


def test_a_database_with_records_is_left_alone(
    cast: Cast, vault: Vault, manifest: Manifest
) -> None:
    before = everything()
    with pytest.raises(ConflictError, match="records already"):
        refill(vault, manifest, instead={})
    assert everything() == before
    assert cast.bench.house.id == manifest.home


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("harm", ["unlink", "flip", "cut"])
def test_a_damaged_part_leaves_the_database_empty(
    vault: Vault, manifest: Manifest, harm: str
) -> None:
    harms: dict[str, Callable[[Path], object]] = {
        "unlink": Path.unlink,
        "flip": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\0"),
        "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    }
    name = [chunk for table in manifest.tables for chunk in table.chunks][-1]
    last = vault.path / "parts" / name[:2] / name
    whole = last.read_bytes()
    harms[harm](last)
    with pytest.raises(VerificationError):
        refill(vault, manifest, instead={})
    assert not Job.objects.exists()
    last.write_bytes(whole)
    refill(vault, manifest, instead={})
    assert Job.objects.exists()
    assert parts(vault.path)


@pytest.mark.usefixtures("empty")
def test_a_manifest_that_says_something_else_than_its_parts_is_refused(
    vault: Vault, manifest: Manifest
) -> None:
    (job,) = (table for table in manifest.tables if table.name == "records_job")
    wrong = [
        replace(job, rows=job.rows + 1),
        replace(job, columns=job.columns[:-1]),
        replace(job, name="auth_user"),
        replace(job, columns=tuple(reversed(job.columns))),
    ]
    for table in wrong:
        tables = tuple(table if each is job else each for each in manifest.tables)
        with pytest.raises(SealbenchError):
            refill(vault, replace(manifest, tables=tables), instead={})
        assert not Job.objects.exists()
    with pytest.raises(ConflictError, match="newer"):
        refill(vault, replace(manifest, schema="9999_later"), instead={})
    refill(vault, manifest, instead={})


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def drawn() -> list[tuple[bytes, object, str, int | None]]:
    """Return rows of any bytes, texts and values, the same ones in every run."""
    found: list[tuple[bytes, object, str, int | None]] = []

    @given(st.binary(max_size=300), JSONS, WORDS, st.none() | st.integers(0, 2**40))
    def draw(sealed: bytes, purposes: object, need: str, retired: int | None) -> None:
        found.append((sealed, purposes, need, retired))

    draw()
    return found


def test_any_row_survives_the_way(cast: Cast, vault: Vault, tmp_path: Path) -> None:
    (kind,) = (each for each in kept() if each.model is ServiceKind)
    rows = drawn()
    assert len(rows) > 30
    for number, (sealed, purposes, need, retired) in enumerate(rows):
        ServiceKind.objects.create(
            pk=f"{number:024}",
            sealed=sealed,
            purposes=[purposes],
            login_need=need[:16],
            retired_at=retired,
        )
    out = _rows(kind)
    values = [
        json.dumps(each.purposes, sort_keys=True) for each in ServiceKind.objects.order_by("pk")
    ]
    manifest = vault.read(create_backup(cast.bench, vault, keep=Keep()).id)
    (tmp_path / "other").mkdir()
    fresh_database(tmp_path / "other")
    refill(vault, manifest, instead={})
    assert _rows(kind) == out
    assert [
        json.dumps(each.purposes, sort_keys=True) for each in ServiceKind.objects.order_by("pk")
    ] == values
    connections.close_all()


def _rows(each: Kept) -> list[bytes]:
    with moment() as at:
        return [row for _, row in rows_of(at, each)]


def test_a_backup_names_the_migration_that_all_others_come_before(manifest: Manifest) -> None:
    graph = MigrationLoader(connection).graph
    before = graph.forwards_plan(("records", manifest.schema))
    ours = {node for node in graph.nodes if node[0] == "records"}
    assert ours <= set(before)
