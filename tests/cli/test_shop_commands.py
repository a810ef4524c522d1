"""The commands of the shop on one sample home, each in a process of its own."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from tests.support.buckets import NAME, warehouse
from tests.support.post_office import SENDER, USER, post_office

from sealbench.shop.config import Config, read
from sealbench.shop.home import lock_of
from sealbench.shop.mail import Cover

BUCKET = "files: the object store takes and gives them back"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "home"
    done = command(folder, "serve", "--demo", "--setup-only")
    assert done.returncode == 0, done.stderr
    assert "Corner Repairs" in done.stdout
    return folder


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """Return a home of the same shop that a test may harm."""
    target = tmp_path / "home"
    subprocess.run(["cp", "-a", str(home), str(target)], check=True)
    return target


@pytest.fixture
def held(home: Path) -> Iterator[Config]:
    """Hold the home's lock, as a running server does."""
    config = read({"SEALBENCH_HOME": str(home)})
    lock = lock_of(config)
    lock.take()
    yield config
    lock.release()


def command(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "SEALBENCH_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "sealbench.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_sample_shop_is_made_once(home: Path) -> None:
    again = command(home, "serve", "--demo", "--setup-only")
    assert again.returncode == 0
    assert "has people already" in again.stdout


def test_the_ledger_of_the_sample_shop_holds(home: Path) -> None:
    done = command(home, "ledger", "check", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["size"] == told["events"] > 30
    assert not told["found"]


def test_a_changed_event_is_found(copy: Path) -> None:
    database = sqlite3.connect(copy / "data" / "shop.db")
    database.execute("UPDATE records_event SET sealed = zeroblob(60) WHERE leaf_id = 5")
    database.commit()
    database.close()
    assert command(copy, "ledger", "check").returncode == 3


def test_a_leaf_cannot_be_changed_and_is_found_when_it_was(copy: Path) -> None:
    database = sqlite3.connect(copy / "data" / "shop.db")
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        database.execute('UPDATE records_leaf SET "commit" = zeroblob(32) WHERE "index" = 5')
    database.execute("DROP TRIGGER records_leaf_UPDATE_never")
    database.execute('UPDATE records_leaf SET "commit" = zeroblob(32) WHERE "index" = 5')
    database.commit()
    database.close()
    assert command(copy, "ledger", "check").returncode == 3


def test_resume_finds_nothing_to_finish_and_says_so(home: Path) -> None:
    done = command(home, "resume")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0 erasures finished")


def test_a_server_does_not_start_on_a_home_that_is_held(held: Config) -> None:
    done = command(held.home, "serve", "--setup-only")
    assert done.returncode == 6
    assert "a server or another command is at work on this home" in done.stderr


def test_the_doctor_finds_a_home_in_order_and_one_that_is_not(home: Path, copy: Path) -> None:
    assert command(home, "doctor").returncode == 0
    (copy / "keys").chmod(0o755)
    done = command(copy, "doctor", "--json")
    assert done.returncode == 1
    assert [each["name"] for each in json.loads(done.stdout) if each["advice"]] == [
        "key folder is private"
    ]


def test_the_doctor_asks_the_mail_server_only_when_told_to(copy: Path, tmp_path: Path) -> None:
    with post_office(tmp_path, Cover.NONE, starttls=False) as office:
        secret = office.server.password_file
        assert secret is not None
        with (copy / "settings.env").open("a") as file:
            file.write(f"SEALBENCH_MAIL=smtp://{USER}@localhost:{office.server.port}\n")
            file.write(f"SEALBENCH_MAIL_FROM={SENDER}\n")
            file.write(f"SEALBENCH_MAIL_PASSWORD_FILE={secret}\n")
        secret.chmod(0o644)
        assert advice(command(copy, "doctor", "--json")) == {"mail password is private"}
        secret.chmod(0o600)
        assert command(copy, "doctor").returncode == 0
        assert office.greetings == []
        assert command(copy, "doctor", "--mail").returncode == 0
        assert office.greetings == ["localhost"]
        secret.write_text("another")
        done = command(copy, "doctor", "--mail", "--json")
        assert advice(done) == {"mail server answers"}
        assert "another" not in done.stdout + done.stderr
    assert command(copy, "doctor").returncode == 0
    assert advice(command(copy, "doctor", "--mail", "--json")) == {"mail server answers"}


def test_the_doctor_tries_the_bucket_and_leaves_nothing_in_it(copy: Path, tmp_path: Path) -> None:
    with warehouse(tmp_path) as place:
        secret = tmp_path / "objects.secret"
        secret.chmod(0o644)
        with (copy / "settings.env").open("a") as file:
            file.writelines(f"SEALBENCH_{name}={value}\n" for name, value in place.values.items())
        assert advice(command(copy, "doctor", "--json")) == {"object store's secret is private"}
        secret.chmod(0o600)
        done = command(copy, "doctor")
        assert done.returncode == 0, done.stdout
        assert "fine   files: the object store takes and gives them back" in done.stdout
        assert "<KeyCount>0</KeyCount>" in place.names()
        urlopen(Request(f"{place.endpoint}/{NAME}", method="DELETE"), timeout=10).close()
        assert advice(command(copy, "doctor", "--json")) == {BUCKET}
    done = command(copy, "doctor", "--json")
    assert advice(done) == {BUCKET}
    assert NAME not in done.stdout + done.stderr


def test_the_doctor_tries_the_folder_of_files(copy: Path) -> None:
    folder = copy / "data" / "objects"
    before = sorted(folder.iterdir())
    assert command(copy, "doctor").returncode == 0
    assert sorted(folder.iterdir()) == before
    folder.rename(copy / "elsewhere")
    assert advice(command(copy, "doctor", "--json")) == {"files: their folder is missing"}


def advice(done: "subprocess.CompletedProcess[str]") -> set[str]:
    """Return the names of the checks that found something."""
    return {each["name"] for each in json.loads(done.stdout) if each["advice"]}


def test_a_lost_secret_stops_the_start(copy: Path) -> None:
    (copy / "keys" / "log.key").unlink()
    done = command(copy, "serve", "--setup-only")
    assert done.returncode == 7
    assert "log.key" in done.stderr


def test_an_unknown_setting_stops_the_start(copy: Path) -> None:
    with (copy / "settings.env").open("a") as file:
        file.write("SEALBENCH_SIET=https://seal.example.org\n")
    done = command(copy, "serve", "--setup-only")
    assert done.returncode == 2
    assert "SEALBENCH_SIET" in done.stderr


def test_the_policy_says_what_it_would_decide(home: Path) -> None:
    asked = ("policy", "explain", "--person", "Olga Brandt", "--action")
    done = command(home, *asked, "people:view", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["granted"], [rule["id"] for rule in told["rules"]]) == (True, ["people:view"])
    refused = command(home, *asked, "login:expire", "--job", "1001", "--login", "a" * 24)
    assert refused.returncode == 5
    talk = command(home, *asked, "job:take-in", "--at", "2026-11-23T22:00")
    assert talk.stdout.splitlines()[-1].startswith("assumed: screened True")
    assert command(home, *asked, "login:peek").returncode == 2
