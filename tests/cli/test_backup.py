"""`sealbench backup` in processes of its own: beside a server, and where none runs."""

import json
import subprocess
from pathlib import Path

import pytest
from tests.cli.test_running_server import made, running
from tests.cli.test_shop_commands import command, copy, home
from tests.support.server import Server

from sealbench.backup import NEVER, Vault

__all__ = ["copy", "home", "made", "running"]  # fixtures


def create(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return command(home, "backup", "create", *arguments)


def test_it_makes_a_folder_when_told_to_and_adds_to_it(copy: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    without = create(copy, str(vault))
    assert without.returncode == 7
    assert "--new" in without.stderr
    first = create(copy, "--new", "--json", str(vault))
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert set(told) == {
        *("backup", "dropped", "files", "folder", "leaves", "rows", "whole", "written")
    }
    assert told["written"] == told["whole"] > 10_000
    second = create(copy, str(vault))
    assert second.returncode == 0, second.stderr
    assert "verified" in second.stdout
    assert len(Vault.open(vault).ids()) == 2
    again = create(copy, "--new", str(vault))
    assert again.returncode == 6
    assert command(copy, "ledger", "check").returncode == 0


def test_the_settings_name_the_folders(copy: Path, tmp_path: Path) -> None:
    nobody = create(copy)
    assert nobody.returncode == 2
    assert "SEALBENCH_BACKUPS" in nobody.stderr
    one, two = tmp_path / "one", tmp_path / "two"
    with (copy / "settings.env").open("a") as settings:
        settings.write(f"SEALBENCH_BACKUPS={one}:{two}\n")
    assert create(copy, "--new").returncode == 0
    assert create(copy).returncode == 0
    assert [len(Vault.open(each).ids()) for each in (one, two)] == [2, 2]


@pytest.mark.parametrize("place", ["keys/vault", "keys", "", "marked/deep"])
def test_a_folder_with_keys_is_refused(copy: Path, place: str) -> None:
    (copy / "marked").mkdir()
    (copy / "marked" / NEVER).touch()
    done = create(copy, "--new", str(copy / place))
    assert done.returncode == 4, done.stderr
    assert not (copy / place / "vault.json").exists()


def test_it_works_beside_a_server_which_records_it(running: Server, tmp_path: Path) -> None:
    done = create(running.home, "--new", "--json", str(tmp_path / "vault"))
    assert done.returncode == 0, done.stderr
    backup = json.loads(done.stdout)["backup"]
    assert Vault.open(tmp_path / "vault").ids() == [backup]
    checked = json.loads(command(running.home, "ledger", "check", "--json").stdout)
    assert checked["found"] == 0
    assert checked["size"] >= 1
    assert "command done" in running.log.read_text()
    assert "record_backup" in running.log.read_text()
