"""A PostgreSQL cluster with what its operator keeps: a base backup, and an archive of its WAL.

For as long as the context lasts it is the one that this process asks.
"""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

from tests.support.postgres import founded, give, run, started

_PATIENCE = 100.0  # seconds


@dataclass(slots=True)
class Archived:
    """The cluster in `data` of *folder*, beside its backup in `base` and its `archive`."""

    folder: Path
    running: ExitStack

    def back_up(self) -> None:
        """Take the base backup."""
        where = ("-h", str(self.folder), "-U", "postgres", "-D", f"{self.folder}/base")
        run("pg_basebackup", *where, "-c", "fast", "-X", "none", "--no-sync")

    def mark(self, name: str) -> None:
        """Name this moment, to recover to it."""
        _ask("SELECT pg_create_restore_point(%s)", name)

    def end(self) -> None:
        """Wait until all that was written is in the archive, and lose the cluster."""
        last = _ask("SELECT pg_walfile_name(pg_switch_wal())")
        _until((self.folder / "archive" / last).exists)
        _let_go()
        self.running.close()

    @contextmanager
    def recovered(self, moment: str = "") -> Iterator[None]:
        """Run what the base backup and the archive give, up to *moment* or all of it."""
        data = self.folder / "recovered"
        subprocess.run(["cp", "-a", f"{self.folder}/base", str(data)], check=True)
        target = [f"recovery_target_name = '{moment}'"] if moment else []
        wanted = [
            f"restore_command = 'cp {self.folder}/archive/%f %p'",
            "recovery_target_action = promote",
            "archive_mode = off",
            *target,
        ]
        with (data / "postgresql.auto.conf").open("a") as settings:
            settings.writelines(f"{line}\n" for line in wanted)
        (data / "recovery.signal").touch()
        give(data / "recovery.signal")
        try:
            with started(data):
                _until(lambda: _ask("SELECT pg_is_in_recovery()") == "False")
                _let_go()  # what was asked meanwhile may only read
                yield
                _let_go()
        finally:
            shutil.rmtree(data)


@contextmanager
def archived() -> Iterator[Archived]:
    """Make the cluster, migrated, which runs until its `end`."""
    settings = connections.settings["default"]
    before = {name: settings[name] for name in ("HOST", "NAME")}
    with founded() as folder, ExitStack() as running:
        (folder / "archive").mkdir()
        give(folder / "archive")
        with (folder / "data" / "postgresql.auto.conf").open("a") as file:
            copy = f"cp %p {folder}/part && mv {folder}/part {folder}/archive/%f"
            file.write(f"archive_mode = on\narchive_command = '{copy}'\n")
        running.enter_context(started(folder / "data"))
        run("createdb", "-h", str(folder), "-U", "postgres", "sealbench")
        _lead_to({"HOST": str(folder), "NAME": "sealbench"})
        try:
            call_command("migrate", verbosity=0)
            yield Archived(folder, running)
        finally:
            _lead_to(before)


def _lead_to(place: dict[str, str]) -> None:
    _let_go()
    connections.settings["default"].update(place)
    connection.settings_dict.update(place)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < end, "the cluster does not get there"
        time.sleep(0.1)


def _let_go() -> None:
    """Close every connection: what they lead to is about to be another one."""
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's


def _ask(question: str, *values: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return str(cursor.fetchone()[0])
