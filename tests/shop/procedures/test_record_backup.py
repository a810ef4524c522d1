from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.backup import Keep, Vault
from sealbench.errors import VerificationError
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.record_backup import record_backup
from sealbench.shop.records.models import BackupRun
from tests.support.cast import Cast
from tests.support.desk import house_events


def test_it_is_recorded_once(cast: Cast, tmp_path: Path) -> None:
    bench = cast.bench
    vault = Vault.make(tmp_path / "vault", home=bench.house.id)
    made = create_backup(bench, vault, keep=Keep())
    manifest = vault.read(made.id)
    assert bench.run(record_backup, manifest=manifest, actor=COMMAND_ACTOR)
    assert not bench.run(record_backup, manifest=manifest, actor=COMMAND_ACTOR)
    event = house_events(bench)[-1]
    assert event["type"] == "backup:made"
    assert (event["backup"], event["rows"], event["size"]) == (made.id, made.rows, made.size)
    assert [(run.kind, run.backup) for run in BackupRun.objects.all()] == [("made", made.id)]


@pytest.mark.parametrize(
    "change",
    [{"home": "another"}, {"size": 1}, {"sealed": b""}, {"id": "20260101T000000Z-00000000"}],
)
def test_one_that_this_home_did_not_write_is_not(
    cast: Cast, tmp_path: Path, change: dict[str, object]
) -> None:
    bench = cast.bench
    vault = Vault.make(tmp_path / "vault", home=bench.house.id)
    manifest = vault.read(create_backup(bench, vault, keep=Keep()).id)
    with pytest.raises(VerificationError):
        bench.run(record_backup, manifest=replace(manifest, **change), actor=COMMAND_ACTOR)  # type: ignore[arg-type]  # by name
    assert not BackupRun.objects.exists()
    assert bench.run(record_backup, manifest=manifest, actor=COMMAND_ACTOR)
