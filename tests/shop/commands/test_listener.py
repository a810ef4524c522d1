"""The server's end of the socket: who is heard, what is refused, and that it lives on."""

import json
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.canon import JSON
from sealbench.errors import ConflictError, GoneError, RefusedError, UnavailableError
from sealbench.shop.bench import Bench
from sealbench.shop.commands import door, listener, reach, wire
from sealbench.shop.commands.deeds import DEEDS, RESUME, Deed, Tell
from sealbench.shop.commands.listener import Listener
from sealbench.shop.config import Config
from sealbench.shop.home import lock_of
from sealbench.shop.keeper import Keeper
from sealbench.shop.records.models import Erasure, Head
from tests.shop.commands.test_wire import ODD
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.desk import take_in
from tests.support.knocks import NOBODY, REQUEST, ask, ask_as, connect, heard

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def at_once(errand: Callable[[], JSON], *, patience: float) -> JSON:
    assert patience > 0
    return errand()


def silent(_text: str) -> None:
    """Tell nobody."""


@pytest.fixture
def place(bench: Bench) -> Path:
    (bench.config.home / "run").mkdir(mode=0o755)
    return bench.config.home


@pytest.fixture
def hearing(bench: Bench, place: Path) -> Iterator[Path]:
    """Return the home of a listener that hears."""
    heard = Listener(bench, at_once)
    heard.start()
    yield place
    heard.close()


@pytest.fixture
def hear(bench: Bench, place: Path) -> Iterator[Callable[[Deed], Config]]:
    """Return what makes a listener for one deed."""
    made: list[Listener] = []

    def start(deed: Deed) -> Config:
        assert place.exists()
        made.append(Listener(bench, at_once, {**DEEDS, deed.name: deed}))
        made[0].start()
        return bench.config

    yield start
    for each in made:
        each.close()


def lives(home: Path) -> bool:
    return "result" in json.loads(ask(home, REQUEST))


def code(answer: bytes) -> str:
    (line,) = answer.splitlines()
    return str(json.loads(line)["error"]["code"])


def test_the_socket_is_its_owners_and_goes_when_it_is_closed(bench: Bench, place: Path) -> None:
    heard = Listener(bench, at_once)
    file = place / "run" / door.NAME
    mode = file.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    heard.start()
    assert lives(place)
    heard.close()
    assert not file.exists()


def test_the_socket_of_a_worker_that_is_gone_is_replaced(bench: Bench, place: Path) -> None:
    door.listen(bench.config).close()  # its file stays, as after a kill
    with pytest.raises(ConnectionRefusedError):
        connect(place)
    assert door.connect(bench.config) is None
    heard = Listener(bench, at_once)
    heard.start()
    assert lives(place)
    heard.close()


def test_a_home_may_lie_deep(bench: Bench, tmp_path: Path) -> None:
    deep = replace(bench.config, home=tmp_path.joinpath(*["a" * 60] * 3))
    (deep.home / "run").mkdir(parents=True)
    assert len(str(deep.home / "run" / door.NAME)) > 108
    heard = Listener(replace(bench, config=deep), at_once)
    heard.start()
    assert lives(deep.home)
    line = door.connect(deep)
    assert line is not None
    assert reach.status_of(line).site == deep.site
    heard.close()


def test_where_no_socket_can_be_made_the_home_is_served_without_one(
    bench: Bench, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "run" / door.NAME).mkdir()
    listener.start(bench, at_once)
    assert "commands cannot reach this server" in capsys.readouterr().out


@pytest.mark.parametrize("line", ODD.values(), ids=ODD)
def test_a_request_of_another_form_is_told_so_and_the_next_is_heard(
    hearing: Path, line: bytes
) -> None:
    assert code(ask(hearing, line + b"\n")) == "malformed"
    assert lives(hearing)


@pytest.mark.parametrize(
    "parts",
    [
        (b'{"v":1,"command":"format"}\n',),
        (b'{"v":1,"command":"status"}',),
        (b"",),
        (REQUEST + REQUEST,),
        (REQUEST + b"\n",),
        (b" " * wire.LONGEST_REQUEST + REQUEST,),
        (b"a" * 5_000_000,),
    ],
    ids=["unknown", "no end", "nothing", "two", "an empty line more", "too long", "far too long"],
)
def test_a_line_that_is_no_request_is_told_so_and_the_next_is_heard(
    hearing: Path, parts: tuple[bytes, ...]
) -> None:
    assert code(ask(hearing, *parts)) == "malformed"
    assert lives(hearing)


def test_the_longest_request_is_heard(hearing: Path) -> None:
    padded = b" " * (wire.LONGEST_REQUEST - len(REQUEST)) + REQUEST
    assert "result" in json.loads(ask(hearing, padded))


def test_a_request_may_come_in_pieces(hearing: Path) -> None:
    assert "result" in json.loads(ask(hearing, *(bytes([each]) for each in REQUEST)))


def test_nothing_of_what_was_asked_is_logged(
    hearing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert b"hunter2" not in ask(hearing, b'{"v":1,"command":"hunter2"}\n')
    assert b"hunter2" not in ask(hearing, b"hunter2\n")
    assert lives(hearing)
    told = capsys.readouterr()
    assert told.out.count("command not done") == 2
    assert "hunter2" not in told.out + told.err


def test_who_is_slow_is_not_waited_for(hearing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_SECONDS", 0.3)
    with connect(hearing) as slow:
        slow.sendall(REQUEST[:5])
        assert code(heard(slow)) == "malformed"
    assert lives(hearing)


def test_a_drip_does_not_lengthen_the_time(hearing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_SECONDS", 0.3)
    ended = threading.Event()
    with connect(hearing) as slow:

        def drip() -> None:
            for each in REQUEST[:-1]:
                try:
                    slow.sendall(bytes([each]))
                except OSError:
                    return
                ended.wait(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        assert code(heard(slow)) == "malformed"
        ended.set()
        thread.join(20)
    assert lives(hearing)


def test_who_goes_away_does_not_stop_what_was_begun(hear: Callable[[Deed], Config]) -> None:
    begun, go, done = threading.Event(), threading.Event(), threading.Event()

    def run(_bench: Bench, tell: Tell) -> JSON:
        begun.set()
        assert go.wait(20)
        for _ in range(3):
            tell("still at it")
        done.set()
        return {}

    config = hear(Deed("long", run))
    with connect(config.home) as line:
        line.sendall(wire.request("long"))
        assert begun.wait(20)
    go.set()
    assert done.wait(20)
    assert lives(config.home)


def test_who_does_not_listen_does_not_stop_what_was_begun(
    hear: Callable[[Deed], Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "_SECONDS", 0.2)
    done = threading.Event()

    def run(_bench: Bench, tell: Tell) -> JSON:
        for _ in range(1_000):
            tell("x" * 10_000)
        done.set()
        return {}

    config = hear(Deed("loud", run))
    with connect(config.home) as line:
        line.sendall(wire.request("loud"))
        assert done.wait(20)  # a thousand times 0.2 seconds would be too long
        assert lives(config.home)


def test_an_error_of_a_deed_comes_through_as_it_is(hear: Callable[[Deed], Config]) -> None:
    def run(_bench: Bench, _tell: Tell) -> JSON:
        raise GoneError("this was destroyed", hint="look elsewhere")

    config = hear(deed := Deed("fail", run))
    with pytest.raises(GoneError, match="this was destroyed") as caught:
        reach.carry_out(config, deed, tell=silent)
    assert caught.value.hint == "look elsewhere"
    assert lives(config.home)


def test_a_fault_of_a_deed_says_nothing_of_what_it_was(
    hear: Callable[[Deed], Config], capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_bench: Bench, _tell: Tell) -> JSON:
        raise KeyError("what a client wrote")

    config = hear(Deed("fault", run))
    answer = ask(config.home, wire.request("fault"))
    assert code(answer) == "error"
    assert lives(config.home)
    told = capsys.readouterr()
    assert "KeyError" in told.out
    assert "client wrote" not in told.out + told.err + answer.decode()


def test_progress_comes_before_the_result(hear: Callable[[Deed], Config]) -> None:
    def run(_bench: Bench, tell: Tell) -> JSON:
        tell("one")
        tell("two")
        return {"did": 2}

    config = hear(deed := Deed("steps", run))
    told: list[str] = []
    assert reach.carry_out(config, deed, tell=told.append) == {"did": 2}
    assert told == ["one", "two"]


def test_commands_at_once_are_done_one_after_the_other(hear: Callable[[Deed], Config]) -> None:
    inside: list[int] = []
    most: list[int] = []

    def run(_bench: Bench, _tell: Tell) -> JSON:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.1)
        inside.pop()
        return {}

    config = hear(deed := Deed("turn", run))
    threads = [
        threading.Thread(target=reach.carry_out, args=(config, deed), kwargs={"tell": silent})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most == [1, 1, 1, 1]


def test_resume_by_the_server_finishes_and_publishes(cast: Cast, place: Path) -> None:
    job = take_in(cast).id
    erasure = attest_and_close(cast, job)
    assert Erasure.objects.get(pk=erasure).confirmed_at is None
    keeper = Keeper(cast.bench, ())
    keeper.start()
    heard = Listener(cast.bench, keeper.ask)
    heard.start()
    answer = ask(place, wire.request("resume")).splitlines()
    assert [set(json.loads(line)) - {"v"} for line in answer[:-1]] == [{"progress"}] * 2
    head = Head.objects.get(pk=1)
    assert json.loads(answer[-1])["result"] == {"finished": 1, "public": head.size}
    assert head.published == head.size
    assert Erasure.objects.get(pk=erasure).confirmed_at is not None
    heard.close()
    keeper.stop()


def test_a_deed_that_writes_waits_for_its_turn_and_one_that_looks_does_not(
    bench: Bench, place: Path
) -> None:
    def never(errand: Callable[[], JSON], *, patience: float) -> JSON:
        assert callable(errand)
        assert patience == RESUME.patience
        raise UnavailableError("the server did not come to it in time")

    heard = Listener(bench, never)
    heard.start()
    assert code(ask(place, wire.request("resume"))) == "unavailable"
    assert lives(place)
    heard.close()


@AS_ROOT
def test_another_user_finds_no_way_to_the_socket(hearing: Path) -> None:
    assert ask_as(hearing, user=NOBODY).stderr.strip() == "no way in"
    assert "result" in json.loads(ask_as(hearing, user=0).stdout)


@AS_ROOT
def test_another_user_who_found_a_way_is_refused_before_a_word_is_read(hearing: Path) -> None:
    (hearing / "run").chmod(0o755)
    (hearing / "run" / door.NAME).chmod(0o666)
    assert code(ask_as(hearing, user=NOBODY).stdout.encode()) == "refused"
    assert "result" in json.loads(ask_as(hearing, user=0).stdout)


def test_a_home_of_another_user_is_refused(
    bench: Bench, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.exists()

    def closed(_self: socket.socket, _address: str) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "connect", closed)
    with pytest.raises(RefusedError, match="another user"):
        door.connect(bench.config)


def test_a_server_too_busy_to_take_a_connection_is_waited_for(
    bench: Bench, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.exists()

    def busy(_self: socket.socket, _address: str) -> None:
        raise BlockingIOError

    monkeypatch.setattr(socket.socket, "connect", busy)
    monkeypatch.setattr(reach, "PATIENCE", 0.2)
    lock = lock_of(bench.config)
    lock.take()
    with pytest.raises(ConflictError, match="does not answer"):
        reach.await_turn(bench.config)
    lock.release()
