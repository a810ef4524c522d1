"""`sealbench backup restore` in processes of its own: a home lost, and made anew."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.test_shop_commands import command
from tests.support.cast import Cast
from tests.support.desk import intake, take_in
from tests.support.escrow import Kept

from sealbench.backup import Keep, Vault
from sealbench.seal import new_identity
from sealbench.shop.procedures.create_backup import create_backup


@dataclass
class Lost:
    """What a shop has left after its disk: a vault, a place of the escrow, and the sheet."""

    vault: Path
    place: Path
    sheet: str
    ids: Sequence[str]


@pytest.fixture
def lost(cast: Cast, tmp_path: Path) -> Lost:
    kept = Kept(cast)
    kept.set_recovery()
    kept.register(tmp_path / "place")
    take_in(cast, intake(cast))
    vault = Vault.make(tmp_path / "vault", home=cast.bench.house.id)
    create_backup(cast.bench, vault, keep=Keep())
    return Lost(vault.path, tmp_path / "place", kept.paper, vault.ids())


def restore(
    home: Path, lost: Lost, *arguments: str, sheet: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run the command on *home*, which has its settings and nothing else."""
    home.mkdir(exist_ok=True)
    (home / "settings.env").write_text(
        "SEALBENCH_SITE=http://localhost:8000\nSEALBENCH_TRIAL=yes\n"
    )
    return subprocess.run(
        [
            *(sys.executable, "-m", "sealbench.cli", "backup", "restore", str(lost.vault)),
            *("--place", str(lost.place), "--recovery", "-", *arguments),
        ],
        env={"PATH": os.environ["PATH"], "SEALBENCH_HOME": str(home)},
        input=sheet or lost.sheet,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_home_comes_back_and_is_served(lost: Lost, tmp_path: Path) -> None:
    home = tmp_path / "new"
    done = restore(home, lost, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["backup"], told["clients"], told["ended"]) == (lost.ids[0], 1, 0)
    assert command(home, "ledger", "check").returncode == 0
    assert command(home, "serve", "--setup-only").returncode == 0
    again = restore(home, lost)
    assert again.returncode == 6
    assert "already" in again.stderr
    drilled = command(home, "backup", "drill", str(lost.vault))
    assert drilled.returncode == 0, drilled.stderr
    assert "1 clients read, 0 ended" in drilled.stdout


def test_what_is_wrong_is_told_and_nothing_is_left(lost: Lost, tmp_path: Path) -> None:
    home = tmp_path / "new"
    wrong = restore(home, lost, sheet=new_identity())
    assert wrong.returncode == 3
    assert "does not open" in wrong.stderr
    assert restore(home, lost, sheet="not a key").returncode == 2
    assert restore(home, lost, "--at", "20200101T000000Z-00000000").returncode == 5
    assert lost.sheet not in wrong.stdout + wrong.stderr
    part = max((lost.vault / "parts").glob("*/*"), key=lambda path: path.stat().st_size)
    whole = part.read_bytes()
    part.write_bytes(whole[:-1])
    assert restore(home, lost).returncode == 3
    part.write_bytes(whole)
    assert not (home / "keys").exists()
    assert restore(home, lost).returncode == 0


def test_a_drill_tells_findings(lost: Lost, tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert restore(home, lost).returncode == 0
    part = max((lost.vault / "parts").glob("*/*"), key=lambda path: path.stat().st_size)
    part.write_bytes(b"")
    done = command(home, "backup", "drill", "--json", str(lost.vault))
    assert done.returncode == 1
    assert json.loads(done.stdout)["wrong"]
