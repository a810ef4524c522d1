"""`sealbench erase` ends what the rules let the clock end, and says what holds the rest."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.support.cast import Cast, make_cast
from tests.support.clocks import StoppedClock
from tests.support.endings import announced, leaver
from tests.support.server import free_port

from sealbench.clock import SystemClock
from sealbench.shop.bench import opening
from sealbench.shop.commands import deeds
from sealbench.shop.config import Config
from sealbench.shop.records.models import Client, Termination

WAITS = "C2-16  The client has not confirmed the return, and the 14 days of notice are not over."


def silent(_text: str) -> None:
    """Tell nobody."""


def test_what_is_due_is_ended_and_what_is_not_is_told(cast: Cast, clock: StoppedClock) -> None:
    announced(cast)
    clock.pass_by(days=14)
    other = leaver(cast)
    other.stop()
    told = deeds.WAITING.run(cast.bench, silent)
    assert [each["rule"] for each in told["waiting"]] == ["C2-16"]  # type: ignore[index,union-attr,call-overload]  # a list of objects
    assert Client.objects.count() == 2
    done = deeds.ERASE.run(cast.bench, silent)
    assert (done["finished"], done["destroyed"]) == (4, 1)  # two jobs of each
    assert [each["case"] for each in done["waiting"]] == [other.case]  # type: ignore[index,union-attr,call-overload]  # a list of objects
    assert list(Client.objects.values_list("pk", flat=True)) == [other.client]
    again = deeds.ERASE.run(cast.bench, silent)
    assert (again["finished"], again["destroyed"]) == (0, 0)


def command(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sealbench.cli", "erase", *arguments],
        env={"PATH": os.environ["PATH"], "SEALBENCH_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.sqlite
def test_the_command_on_a_home_without_a_server(home: Config) -> None:
    site = f"http://localhost:{free_port()}"
    clock = StoppedClock(SystemClock().now() - timedelta(days=15))
    bench = opening.open_bench(replace(home, site=site), clock)
    cast = make_cast(bench, clock)
    announced(cast)  # to the command the 14 days are over
    held = leaver(cast)
    held.stop()
    bench.executor.close()
    lines = (f"SITE={site}", "TRIAL=yes")
    (home.home / "settings.env").write_text("".join(f"SEALBENCH_{line}\n" for line in lines))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    (home.home / "data").mkdir(exist_ok=True)
    (home.home / "shop.db").rename(home.home / "data" / "shop.db")
    listed = command(home.home, "--list")
    assert listed.stdout == f"waits  {held.case}  {WAITS}\n", listed.stderr
    done = command(home.home)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == (
        f"waits  {held.case}  {WAITS}\n4 erasures finished, 1 cases ended, 1 cases wait\n"
    )
    told = json.loads(command(home.home, "--json").stdout)
    assert (told["finished"], told["destroyed"], len(told["waiting"])) == (0, 0, 1)
    assert re.fullmatch(r"[a-z2-7]{24}", told["waiting"][0]["case"])


def test_there_is_no_way_to_name_a_client(home: Config) -> None:
    done = command(home.home, "a" * 24)
    assert done.returncode == 2
    assert not Termination.objects.exists()
