"""Nightly backups by the clock, what becomes of failures, and what management is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections

from sealbench.backup import Vault
from sealbench.policy import Policy
from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.keep_backups import keep_backups, last_hour
from sealbench.shop.queries.backups import backups, trouble
from sealbench.shop.records.models import BackupRun
from tests.backup.samples import parts
from tests.support.clocks import StoppedClock
from tests.support.desk import house_events


@pytest.fixture
def bench(home: Config, clock: StoppedClock, rules: Policy, tmp_path: Path) -> Iterator[Bench]:
    """Return a bench whose settings name two folders, of which the first is there."""
    folders = f"{tmp_path / 'one'}:{tmp_path / 'two'}"
    made = opening.open_bench(replace(home, backups=folders, trial=False), clock, rules)
    Vault.make(tmp_path / "one", home=made.house.id)
    yield made
    made.executor.close()
    connections.close_all()


@pytest.fixture
def both(bench: Bench, tmp_path: Path) -> Bench:
    Vault.make(tmp_path / "two", home=bench.house.id)
    return bench


def kinds() -> list[str]:
    return list(BackupRun.objects.order_by("pk").values_list("kind", flat=True))


def test_each_night_has_its_backup_and_each_week_its_drill(
    both: Bench, clock: StoppedClock, tmp_path: Path
) -> None:
    assert trouble(both) == "none"
    assert keep_backups(both)
    assert kinds() == ["made", "made", "drilled"]
    assert not keep_backups(both)
    clock.pass_by(hours=14)  # 02:00
    assert not keep_backups(both)
    clock.pass_by(hours=1)
    assert keep_backups(both)
    assert kinds() == ["made", "made", "drilled", "made", "made"]
    assert [len(Vault.open(tmp_path / each).ids()) for each in ("one", "two")] == [2, 2]
    assert trouble(both) == ""
    clock.pass_by(days=7)
    assert trouble(both) == "late"
    assert keep_backups(both)
    assert kinds()[-1] == "drilled"
    types = [event["type"] for event in house_events(both)]
    assert (types.count("backup:made"), types.count("backups:drilled")) == (6, 2)


def test_a_folder_that_is_away_keeps_no_other_from_its_backup(
    bench: Bench, clock: StoppedClock, tmp_path: Path
) -> None:
    assert keep_backups(bench)
    assert kinds() == ["made", "failed"]
    assert len(Vault.open(tmp_path / "one").ids()) == 1
    assert trouble(bench) == "failed"
    assert backups(bench).failed
    event = house_events(bench)[-1]
    assert (event["type"], event["code"]) == ("backup:failed", "unavailable")
    assert str(tmp_path) not in str(event)
    clock.pass_by(minutes=59)
    assert not keep_backups(bench)
    Vault.make(tmp_path / "two", home=bench.house.id)
    clock.pass_by(minutes=1)
    assert keep_backups(bench)
    assert trouble(bench) == ""


def test_findings_of_a_drill_are_told(both: Bench, clock: StoppedClock, tmp_path: Path) -> None:
    keep_backups(both)
    clock.pass_by(days=8)
    for part in parts(tmp_path / "one"):
        part.unlink()
    # What the new backup needs is written anew; what only the old one had is gone.
    keep_backups(both)
    assert backups(both).tried == 4
    assert (trouble(both) == "findings") == (backups(both).findings > 0)


def test_a_trial_home_without_folders_is_left_alone(
    home: Config, clock: StoppedClock, rules: Policy
) -> None:
    made = opening.open_bench(home, clock, rules)
    assert not keep_backups(made)
    assert trouble(made) == ""
    assert backups(made).trouble == "none"
    made.executor.close()


@pytest.mark.parametrize(
    ("at", "expected"), [("11:59", 23), ("12:00", 23), ("12:01", 22), ("00:00", 23)]
)
def test_the_hour_that_was_last(at: str, expected: int) -> None:
    assert last_hour(datetime(2026, 11, 23, 12, tzinfo=UTC), at).day == expected
