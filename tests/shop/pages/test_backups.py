from dataclasses import replace
from pathlib import Path

from sealbench.backup import Keep, Vault
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.record_backup import record_backup
from sealbench.shop.procedures.record_backup_failure import record_backup_failure
from sealbench.shop.procedures.record_drill import record_drill
from tests.support.cast import Cast


def page(cast: Cast, who: str = "olga", path: str = "/backups/") -> str:
    answer = cast.client(who).get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def made_a_backup(bench: Bench, folder: Path) -> None:
    """Make a backup in *folder*, and record it as the keeper does."""
    vault = Vault.make(folder, home=bench.house.id)
    manifest = vault.read(create_backup(bench, vault, keep=Keep()).id)
    bench.run(record_backup, manifest=manifest, actor=KEEPER_ACTOR)


def test_those_who_oversee_see_what_stands(cast: Cast, tmp_path: Path) -> None:
    bench = cast.bench
    assert "not set up" in page(cast)
    made_a_backup(bench, tmp_path / "vault")
    bench.run(record_drill, backups=3, findings=0, actor=KEEPER_ACTOR)
    for who in ("olga", "adam"):
        shown = page(cast, who)
        assert "verified" in shown
        assert "3 backups, every living client reads" in shown
        assert str(tmp_path) not in shown
    bench.run(record_backup_failure, code="unavailable")
    bench.run(record_drill, backups=3, findings=2, actor=KEEPER_ACTOR)
    assert "Failed since" in page(cast)
    assert "2 findings" in page(cast)


def test_those_who_do_not_oversee_do_not(cast: Cast) -> None:
    for who in ("tariq", "dora"):
        assert cast.client(who).get("/backups/").status_code == 403
        assert "/backups/" not in page(cast, who, "/")


def test_management_is_warned_on_every_page_and_nobody_else(cast: Cast) -> None:
    bench = cast.bench
    assert "No backup was ever made" not in page(cast, path="/people/")
    bench.run(record_backup_failure, code="unavailable")
    assert "The last backup failed" not in page(cast, path="/people/")  # a trial home
    object.__setattr__(bench, "config", replace(bench.config, trial=False))
    assert "The last backup failed" in page(cast, path="/people/")
    for who in ("tariq", "dora", "adam"):
        assert "The last backup failed" not in page(cast, who, "/policy/")
