"""SIGKILL while a mail is on its way: none is lost, and one that left may come once more."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, connections

from sealbench.clock import SystemClock
from sealbench.policy import Policy
from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.mail import Cover
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.deliver_notices import deliver_notices, pause
from sealbench.shop.records.models import Mail
from tests.fault.act import FILE
from tests.fault.homes import put_to_rest
from tests.support.cast import make_cast
from tests.support.clocks import MovedClock, StoppedClock
from tests.support.desk import IDA, intake, take_in
from tests.support.post_office import SENDER, USER, Office, post_office

pytestmark = pytest.mark.fault

_PATIENCE = 60.0  # seconds


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "office"
    folder.mkdir()
    with post_office(folder, Cover.NONE, starttls=False) as made:
        yield made


@pytest.fixture
def home(home: Config, office: Office) -> Config:
    """Leave a home at rest, as a stopped server does, in which one mail is due."""
    config = replace(home, mail=office.server)
    clock = MovedClock(minutes=5)
    bench = opening.open_bench(config, clock)
    cast = make_cast(bench, clock)
    only = replace(IDA, phone="", channel="e-mail")
    take_in(cast, intake(cast, "Battery", client=only, reason="Only when signed in."))
    bench.executor.close()
    put_to_rest(home)
    lines = (
        f"SITE={home.site}", "TRIAL=yes", f"MAIL=smtp://{USER}@localhost:{office.server.port}",
        f"MAIL_FROM={SENDER}", f"MAIL_PASSWORD_FILE={office.server.password_file}",
    )  # fmt: skip
    text = "".join(f"SEALBENCH_{line}\n" for line in lines)
    (home.home / "settings.env").write_text(text, encoding="utf-8")
    (home.home / FILE).write_text("{}", encoding="utf-8")
    return config


def deliver(home: Config) -> "subprocess.Popen[bytes]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SEALBENCH_")}
    environment = {**kept, "SEALBENCH_HOME": str(home.home), "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "tests.fault.act", "deliver"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


@pytest.fixture
def reopened(home: Config, rules: Policy) -> Iterator[Callable[[], Bench]]:
    """Open the home in this process, a pause later, as the next server does."""
    opened: list[Bench] = []

    def reopen() -> Bench:
        connections.close_all()
        settings = connections.settings["default"]
        settings["NAME"] = connection.settings_dict["NAME"] = str(home.database)
        later = StoppedClock(SystemClock().now())
        later.pass_by(seconds=pause(1))
        opened.append(opening.open_bench(home, later, rules))
        return opened[-1]

    yield reopen
    for bench in opened:
        bench.executor.close()
    connections.close_all()


@pytest.mark.parametrize(("moment", "before", "after"), [("greeting", 0, 1), ("letter", 1, 2)])
def test_a_server_that_is_killed_beside_a_mail(
    home: Config,
    office: Office,
    reopened: Callable[[], Bench],
    moment: str,
    before: int,
    after: int,
) -> None:
    running = deliver(home)

    def kill() -> None:
        os.kill(running.pid, signal.SIGKILL)
        time.sleep(0.2)  # so that no answer reaches it

    setattr(office, f"on_{moment}", kill)
    assert running.wait(_PATIENCE) == -signal.SIGKILL
    setattr(office, f"on_{moment}", lambda: None)
    bench = reopened()
    assert len(office.letters) == before
    assert (Mail.objects.get().tries, Mail.objects.get().sent_at) == (1, None)
    assert deliver_notices(bench, {}) == 1
    assert len(office.letters) == after
    assert Mail.objects.get().sent_at is not None
    assert check_ledger(bench).found == 0


def test_a_server_that_is_not_killed_sends_one(
    home: Config, office: Office, reopened: Callable[[], Bench]
) -> None:
    assert deliver(home).wait(_PATIENCE) == 0
    bench = reopened()
    assert deliver_notices(bench, {}) == 0
    assert (len(office.letters), Mail.objects.get().tries) == (1, 1)
