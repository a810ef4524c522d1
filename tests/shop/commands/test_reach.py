"""Where a command is done: by the server, here, or after a wait; and servers that fail it."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from sealbench.canon import JSON
from sealbench.errors import ConflictError, RefusedError, UnavailableError
from sealbench.shop.bench import Bench
from sealbench.shop.commands import door, reach, wire
from sealbench.shop.commands.deeds import RESUME, Deed, Tell
from sealbench.shop.commands.status import read_status
from sealbench.shop.config import Config
from sealbench.shop.home import Lock, lock_of

Speak = Callable[[socket.socket], None]


def silent(_text: str) -> None:
    """Tell nobody."""


def assert_free(home: Config) -> None:
    lock = lock_of(home)
    lock.take()
    lock.release()


@pytest.fixture
def served(home: Config) -> Iterator[Callable[[Speak], Config]]:
    """Return what makes a server that holds the home and says what a test wants, once."""
    lock = lock_of(home)
    lock.take()
    threads: list[threading.Thread] = []

    def start(speak: Speak) -> Config:
        listening = door.listen(home)

        def run() -> None:
            with listening:
                line, _ = listening.accept()
            with line:
                line.recv(1_000)
                speak(line)

        threads.append(threading.Thread(target=run))
        threads[0].start()
        return home

    yield start
    for thread in threads:
        thread.join(20)
    lock.release()


def test_where_nobody_holds_the_home_the_command_does_it(home: Config) -> None:
    where: list[str] = []

    def run(bench: Bench, tell: Tell) -> JSON:
        tell("here")
        with pytest.raises(ConflictError):
            lock_of(bench.config).take()
        return {"did": 1}

    assert reach.carry_out(home, Deed("here", run), tell=where.append) == {"did": 1}
    assert where == ["here"]
    assert_free(home)


def test_a_deed_that_fails_here_gives_the_lock_back(home: Config) -> None:
    def run(_bench: Bench, _tell: Tell) -> JSON:
        raise RefusedError("A1-1")

    with pytest.raises(RefusedError):
        reach.carry_out(home, Deed("fail", run), tell=silent)
    assert_free(home)


def test_a_home_that_is_held_is_waited_for(home: Config) -> None:
    lock = lock_of(home)
    lock.take()
    timer = threading.Timer(0.4, lock.release)
    timer.start()
    assert reach.carry_out(home, RESUME, tell=silent) == {"finished": 0, "public": 0}
    timer.join(20)


def test_a_server_that_starts_is_waited_for(
    home: Config, served: Callable[[Speak], Config]
) -> None:
    said = wire.result({"finished": 7, "public": 9})
    timer = threading.Timer(0.4, served, args=[lambda line: line.sendall(said)])
    timer.start()
    assert reach.carry_out(home, RESUME, tell=silent) == {"finished": 7, "public": 9}
    timer.join(20)


def test_a_home_that_stays_held_is_a_conflict(
    home: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "PATIENCE", 0.3)
    lock = lock_of(home)
    lock.take()
    with pytest.raises(ConflictError, match="held by another command, or by a server"):
        reach.carry_out(home, RESUME, tell=silent)
    lock.release()


def test_a_server_that_ends_in_the_middle_is_unavailable(
    served: Callable[[Speak], Config],
) -> None:
    home = served(lambda line: line.sendall(wire.progress("begun")))
    told: list[str] = []
    with pytest.raises(UnavailableError, match="ended before it answered") as caught:
        reach.carry_out(home, RESUME, tell=told.append)
    assert told == ["begun"]
    assert "run this again" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"", "ended before"),
        (wire.result({"public": 1})[:-1], "ended before"),
        (b"x" * (wire.LONGEST_REPLY + 1) + b"\n", "ended before"),
        (b"HTTP/1.1 400 Bad Request\r\n", "does not know"),
    ],
    ids=["nothing", "a line without its end", "a line too long", "another protocol"],
)
def test_what_is_no_whole_answer_is_none(
    served: Callable[[Speak], Config], said: bytes, error: str
) -> None:
    home = served(lambda line: line.sendall(said))
    with pytest.raises(UnavailableError, match=error):
        reach.carry_out(home, RESUME, tell=silent)


def test_a_server_that_never_ends_its_talk_is_left(
    served: Callable[[Speak], Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_MOST_LINES", 3)
    home = served(lambda line: line.sendall(wire.progress("on") * 4))
    with pytest.raises(UnavailableError):
        reach.carry_out(home, RESUME, tell=silent)


def test_a_server_that_hangs_is_left(
    served: Callable[[Speak], Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_GRACE", 0.2)
    left = threading.Event()

    def hang(_line: socket.socket) -> None:
        left.wait(20)

    home = served(hang)
    with pytest.raises(UnavailableError, match="in time"):
        reach.carry_out(home, Deed("hang", RESUME.run, patience=0.1), tell=silent)
    left.set()


def test_no_server_is_found_and_no_folder_made_where_none_ran(home: Config) -> None:
    assert reach.find_server(home) is None
    assert door.connect(home) is None
    assert not (home.home / "run").exists()


def test_a_home_that_nobody_holds_has_no_server(home: Config) -> None:
    turn = reach.await_turn(home)
    assert isinstance(turn, Lock)
    turn.release()
    assert reach.find_server(home) is None


def test_a_server_says_what_it_is(served: Callable[[Speak], Config]) -> None:
    said: dict[str, object] = {"site": "http://localhost:1", "version": "9", "process": 7}
    home = served(lambda line: line.sendall(wire.result(said)))  # type: ignore[arg-type]  # plain
    found = reach.find_server(home)
    assert found is not None
    assert (found.site, found.version, found.process) == ("http://localhost:1", "9", 7)


@pytest.mark.parametrize("told", [{}, {"site": 1, "version": "9", "process": 7}])
def test_a_status_of_another_form_is_none(told: JSON) -> None:
    with pytest.raises(UnavailableError):
        read_status(told)
