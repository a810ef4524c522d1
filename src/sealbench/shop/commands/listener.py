"""The server's end of the home's socket: one thread, one command after the other.

A request is bounded in size and time, and whatever a command sends or fails to send, the
next one is heard.  What was asked is logged by the name of a deed that exists, never as it
came.
"""

import socket
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.util import Finalize
from typing import Protocol

import structlog
from django.db import connections

from sealbench.canon import JSON
from sealbench.errors import MalformedError, SealbenchError
from sealbench.shop.bench import Bench
from sealbench.shop.commands import door, wire
from sealbench.shop.commands.deeds import DEEDS, Deed, Known

_SECONDS = 2.0  # for a request to come whole, and for each line to be taken
_LAST_WORDS = 5.0  # seconds that a deed has when the server stops
_PAUSE = 1.0

log = structlog.get_logger()


class AtTurn(Protocol):
    """How a deed that writes gets its turn: the keeper, who does one thing at a time."""

    def __call__(self, errand: Callable[[], JSON], *, patience: float) -> JSON:
        """Run *errand* and return what it returns."""
        ...


class Listener:
    """Hears commands until it is closed."""

    def __init__(self, bench: Bench, at_turn: AtTurn, deeds: Mapping[str, Known] = DEEDS) -> None:
        self._bench = bench
        self._at_turn = at_turn
        self._deeds = deeds
        self._stopped = threading.Event()
        self._door = door.listen(bench.config)
        self._thread = threading.Thread(target=self._loop, name="commands", daemon=True)

    def start(self) -> None:
        """Begin to hear."""
        self._thread.start()

    def close(self) -> None:
        """Hear nobody any more, and give the running deed a moment to end."""
        self._stopped.set()
        door.remove(self._bench.config)
        self._door.shutdown(socket.SHUT_RDWR)  # wakes the thread; closing alone would not
        self._thread.join(_LAST_WORDS)
        self._door.close()

    def _loop(self) -> None:
        while not self._stopped.is_set():
            try:
                line, _ = self._door.accept()
            except OSError as exc:
                if not self._stopped.wait(_PAUSE):  # no descriptor is free: later one will be
                    log.warning("command not heard", error=type(exc).__name__)
                continue
            try:
                with line:
                    self._answer(line)
            except Exception as exc:  # noqa: BLE001 - one command must not end the others
                log.error("command failed", error=type(exc).__name__)  # noqa: TRY400 - the traceback may hold data
            finally:
                connections.close_all()

    def _answer(self, line: socket.socket) -> None:
        say = _Talk(line).say
        try:
            deed = self._deed(line)
            value = self._do(deed, lambda text: say(wire.progress(text)))
        except SealbenchError as exc:
            log.warning("command not done", code=exc.code)
            say(wire.error(exc))
        except Exception:
            say(wire.fault())
            raise
        else:
            if deed.writes:
                log.info("command done", command=deed.name)
            say(wire.result(value))

    def _deed(self, line: socket.socket) -> Deed:
        door.require_owner(line)
        asked = wire.read_request(_read(line))
        if asked.command not in self._deeds:
            raise MalformedError(
                "the server does not know this command",
                hint="restart the server after an upgrade",
            )
        return self._deeds[asked.command].given(asked.arguments)

    def _do(self, deed: Deed, tell: Callable[[str], None]) -> JSON:
        errand = partial(deed.run, self._bench, tell)
        return self._at_turn(errand, patience=deed.patience) if deed.writes else errand()


def start(bench: Bench, at_turn: AtTurn) -> None:
    """Start a listener on *bench*, whose lock this process holds until it ends.

    A home where no socket can be made is served without one: clients come first.
    """
    try:
        listener = Listener(bench, at_turn)
    except OSError as exc:
        log.error("commands cannot reach this server", error=type(exc).__name__)  # noqa: TRY400 - says all
        return
    listener.start()
    # Not `atexit`: a worker is a forked process, which ends without it.
    Finalize(None, listener.close, exitpriority=10)


def _read(line: socket.socket) -> bytes:
    """Return the one line that came, without its end; the whole of it has one deadline."""
    end = time.monotonic() + _SECONDS
    read = b""
    while b"\n" not in read:
        line.settimeout(max(end - time.monotonic(), 0.001))
        try:
            more = line.recv(wire.LONGEST_REQUEST + 1 - len(read))
        except TimeoutError as exc:
            raise MalformedError("the request did not end in time") from exc
        except OSError as exc:
            raise MalformedError("the request broke off") from exc
        if not more:
            raise MalformedError("the request broke off")
        read += more
        if len(read) > wire.LONGEST_REQUEST:
            raise MalformedError("the request is too long")
    asked, _, rest = read.partition(b"\n")
    if rest:
        raise MalformedError("more than one request")
    return asked


class _Talk:
    """What is told to one command, which may be gone: what was begun is done to its end."""

    def __init__(self, line: socket.socket) -> None:
        self._line: socket.socket | None = line

    def say(self, told: bytes) -> None:
        """Send a line, if the ones before were taken."""
        if self._line is None:
            return
        self._line.settimeout(_SECONDS)
        try:
            self._line.sendall(told)
        except OSError:
            self._line = None
