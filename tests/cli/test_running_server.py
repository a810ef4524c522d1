"""Commands beside a real server: they reach it, and it dies, starts and is replaced under them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.agreement.brought_files import P256, PASSPHRASE, Issuer, pack
from tests.cli.test_shop_commands import command
from tests.support.knocks import NOBODY, REQUEST, ask, ask_as
from tests.support.server import Server

from sealbench.clock import SystemClock
from sealbench.shop.config import read
from sealbench.shop.home import lock_of

SITE = "https://seal.example.org"
Begin = Callable[..., "subprocess.Popen[str]"]
CONNECTED = "03"  # the state in the system's table


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """Return a trial home that was set up; each test gets a copy."""
    folder = Path(tempfile.mkdtemp(prefix="sealbench-run-"))
    done = command(folder / "home", "serve", "--setup-only")
    assert done.returncode == 0, done.stderr
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def running(made: Path) -> Iterator[Server]:
    """Return a server that tests only ask."""
    yield from serve(made, "asked")


@pytest.fixture
def server(made: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return a server that a test may end."""
    yield from serve(made, f"own{abs(hash(request.node.name))}")


def serve(made: Path, name: str) -> Iterator[Server]:
    home = made.with_name(name)
    shutil.copytree(made, home)
    server = Server(home)
    listen = f"127.0.0.1:{server.port}"
    lines = (f"SITE={server.site}", "TRIAL=yes", f"LISTEN={listen}")
    (home / "settings.env").write_text("".join(f"SEALBENCH_{line}\n" for line in lines))
    server.start()
    try:
        assert until(lambda: has_socket(server))
        yield server
    finally:
        server.stop()


def has_socket(server: Server) -> bool:
    return (server.home / "run" / "commands.sock").is_socket()


def until(true: Callable[[], bool], *, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Return what begins a command; one that did not end is ended."""
    begun: list[subprocess.Popen[str]] = []

    def start(home: Path, *arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "sealbench.cli", *arguments],
            env={"PATH": os.environ["PATH"], "SEALBENCH_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def supervisor(server: Server) -> int:
    return int(json.loads(ask(server.home, REQUEST))["result"]["process"])


def worker(server: Server) -> int:
    """Return the process that holds the home, the newest if one is being replaced."""
    parent = supervisor(server)
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return int(children[-1])


def test_resume_is_done_by_the_server_that_runs(running: Server) -> None:
    done = command(running.home, "resume")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "0 erasures finished, 0 leaves public\n"
    done = command(running.home, "resume", "--json")
    assert json.loads(done.stdout) == {"finished": 0, "public": 0}
    assert running.log.read_text().count("command=resume") >= 2


def test_two_commands_at_once_are_both_done(running: Server, begin: Begin) -> None:
    both = [begin(running.home, "resume") for _ in range(2)]
    assert [(each.communicate(timeout=60)[0], each.returncode) for each in both] == [
        ("0 erasures finished, 0 leaves public\n", 0)
    ] * 2


def test_the_doctor_asks_the_server(running: Server) -> None:
    done = command(running.home, "doctor", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)[-1] == {"name": "server: running", "advice": ""}


def test_the_ledger_is_checked_beside_the_server(running: Server) -> None:
    done = command(running.home, "ledger", "check", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["found"] == 0


def test_a_move_names_the_process_to_stop_and_writes_nothing(running: Server) -> None:
    before = (running.home / "settings.env").read_bytes()
    done = command(running.home, "site", "set", SITE)
    assert done.returncode == 6
    assert f"a server is running on this home as {running.site}" in done.stderr
    assert f"stop it (process {supervisor(running)})" in done.stderr
    assert (running.home / "settings.env").read_bytes() == before


@pytest.mark.parametrize(
    "said", [b"hunter2\n", b'{"v":1,"command":"hunter2"}\n', b'{"v":1,', b"a" * 100_000]
)
def test_what_is_no_request_is_told_so_and_the_server_lives_on(
    running: Server, said: bytes
) -> None:
    assert json.loads(ask(running.home, said))["error"]["code"] == "malformed"
    assert "result" in json.loads(ask(running.home, REQUEST))
    assert "hunter2" not in running.log.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_of_the_machine_is_refused(running: Server) -> None:
    socket = running.home / "run" / "commands.sock"
    assert ask_as(running.home, user=NOBODY).stderr.strip() == "no way in"
    socket.chmod(0o666)
    socket.parent.chmod(0o755)
    try:
        refused = json.loads(ask_as(running.home, user=NOBODY).stdout)
        assert refused["error"]["code"] == "refused"
        assert "result" in json.loads(ask_as(running.home, user=0).stdout)
    finally:
        socket.parent.chmod(0o700)
        socket.chmod(0o600)


def certificate(home: Path, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sealbench.cli", "certificate", *arguments],
        env={"PATH": os.environ["PATH"], "SEALBENCH_HOME": str(home)},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_certificate_is_brought_to_the_server_that_runs(server: Server, tmp_path: Path) -> None:
    home = server.home
    assert certificate(home, "show").returncode == 7  # there is none yet
    issuer = Issuer("Documents root", now=SystemClock().now())
    file = tmp_path / "documents.p12"
    file.write_bytes(pack(P256, issuer.issue(days=(-1, 60)), issuer.chain))
    wrong = certificate(home, "bring", str(file), typed="another\n")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "passphrase" in wrong.stderr
    assert certificate(home, "bring", str(tmp_path / "none.p12")).returncode == 7
    assert certificate(home, "show").returncode == 7  # nothing half kept
    done = certificate(home, "bring", str(file), "--json", typed=f"{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["brought"], found["former"], found["days"]) == (True, 0, 59)
    assert certificate(home, "show", "--pem").stdout == found["pem"]
    assert certificate(home, "bring", str(file), typed=PASSPHRASE).returncode == 6
    doctor = command(home, "doctor").stdout
    assert "wrong  certificate for documents: it ends on" in doctor
    assert PASSPHRASE not in server.log.read_text()
    made = certificate(home, "renew")
    assert made.stdout.startswith("made here\n"), made.stderr
    assert certificate(home, "renew").returncode == 6
    assert certificate(home, "renew", "--early", "--json").returncode == 0
    assert "fine   certificate for documents" in command(home, "doctor").stdout
    server.stop()
    alone = json.loads(certificate(home, "show", "--json").stdout)
    assert (alone["brought"], alone["former"]) == (False, 2)


def test_a_server_that_is_stopped_takes_its_socket_away_and_then_the_home_moves(
    server: Server,
) -> None:
    server.stop()
    assert not has_socket(server)
    assert command(server.home, "resume").returncode == 0
    assert command(server.home, "site", "set", SITE).returncode == 0
    assert f"SEALBENCH_SITE={SITE}\n" in (server.home / "settings.env").read_text()
    doctor = json.loads(command(server.home, "doctor", "--json").stdout)
    assert doctor[-1] == {"name": "server: not running", "advice": ""}


def test_the_doctor_finds_a_server_that_runs_as_the_home_was_before(server: Server) -> None:
    settings = server.home / "settings.env"
    settings.write_text(settings.read_text().replace(server.site, SITE))
    done = command(server.home, "doctor")
    assert done.returncode == 1
    assert "wrong  server: running as it was before  restart the server" in done.stdout


def test_a_server_that_dies_in_the_middle_is_unavailable_and_leaves_nothing_in_the_way(
    server: Server, begin: Begin
) -> None:
    os.kill(worker(server), signal.SIGSTOP)  # it takes no word any more
    asked = begin(server.home, "resume")
    assert until(lambda: is_connected(asked.pid))
    server.stop(signal.SIGKILL)
    _, told = asked.communicate(timeout=60)
    assert asked.returncode == 7
    assert "the server ended before it answered" in told
    assert "hint: run this again" in told
    assert has_socket(server)  # stale
    done = command(server.home, "resume")
    assert (done.returncode, done.stdout) == (0, "0 erasures finished, 0 leaves public\n")
    server.start()
    assert until(lambda: has_socket(server))
    assert command(server.home, "resume").returncode == 0
    assert "command=resume" in server.log.read_text()


def is_connected(process: int) -> bool:
    """Tell whether *process* is at a socket of Unix that somebody listens at."""
    own = set()
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            own.add(link.readlink().name)
    rows = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    return any(f"socket:[{row[6]}]" in own for row in rows if row[5] == CONNECTED)


def test_a_worker_that_is_killed_has_a_successor_who_hears(server: Server) -> None:
    first = worker(server)
    os.kill(first, signal.SIGKILL)
    done = command(server.home, "resume")  # waits for the successor, or does it in between
    assert done.returncode == 0, done.stderr
    assert until(lambda: hears(server))
    assert worker(server) != first


def test_a_worker_that_is_replaced_hands_the_socket_on(server: Server) -> None:
    first = worker(server)
    os.kill(supervisor(server), signal.SIGHUP)
    assert until(lambda: "Stopped old worker-1" in server.log.read_text())
    assert until(lambda: hears(server))
    assert worker(server) != first
    assert command(server.home, "resume").returncode == 0


def hears(server: Server) -> bool:
    try:
        return "result" in json.loads(ask(server.home, REQUEST))
    except (OSError, ValueError):
        return False


def test_a_command_waits_for_who_holds_the_home(made: Path, tmp_path: Path, begin: Begin) -> None:
    home = tmp_path / "home"
    shutil.copytree(made, home)
    lock = lock_of(read({"SEALBENCH_HOME": str(home)}))
    lock.take()
    both = [begin(home, "resume") for _ in range(2)]
    with pytest.raises(subprocess.TimeoutExpired):
        both[0].communicate(timeout=3)
    lock.release()
    assert [each.communicate(timeout=60)[1] for each in both] == ["", ""]
    assert [each.returncode for each in both] == [0, 0]
