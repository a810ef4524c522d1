"""Where a command's deed is done: by the server that runs, or here where none does.

Whoever holds the home's lock may write.  A running server holds it and hears commands; where
nobody holds it, the command does and runs an executor of its own; in between, while a
server starts or another command is at work, it waits its turn.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from sealbench.canon import JSON
from sealbench.errors import ConflictError, UnavailableError
from sealbench.shop import home
from sealbench.shop.commands import door, wire
from sealbench.shop.commands.status import STATUS, Status, read_status
from sealbench.shop.config import Config

if TYPE_CHECKING:  # these know Django, which asks for a home that is whole
    from sealbench.shop.commands.deeds import Deed, Tell

PATIENCE = 20.0  # seconds that a server may take to start, or another command to end
_TICK = 0.1
_STATUS_PATIENCE = 10.0
_GRACE = 10.0  # more than the server itself gives a deed, so that its answer comes first
_MOST_LINES = 10_000


def carry_out(settings: Config, deed: "Deed", *, tell: "Tell") -> JSON:
    """Have *deed* done on the home of *settings* and return what it tells.

    Raise the error that it ends by, in whichever process; UnavailableError when the server
    ends before it answered; ConflictError when the home stays held and nobody answers.
    """
    turn = await_turn(settings)
    if isinstance(turn, socket.socket):
        return _ask(
            turn,
            wire.request(deed.name, deed.arguments),
            patience=deed.patience + _GRACE,
            tell=tell,
        )
    from sealbench.shop.commands.opened import opened  # noqa: PLC0415 - after django.setup()

    with opened(settings, turn) as bench:
        return deed.run(bench, tell)


def await_turn(settings: Config) -> socket.socket | home.Lock:
    """Return a connection to the running server or the home's lock, taken: what comes first."""
    end = time.monotonic() + PATIENCE
    while True:
        line = door.connect(settings)
        if line is not None:
            return line
        lock = home.lock_of(settings)
        try:
            lock.take()
        except ConflictError as exc:
            if time.monotonic() > end:
                raise ConflictError(
                    "this home is held by another command, or by a server that does not answer",
                    hint="try again in a minute; if it stays so, restart the server",
                ) from exc
            time.sleep(_TICK)
        else:
            return lock


def find_server(settings: Config) -> Status | None:
    """Return what the server that runs on this home says of itself, or None where none runs.

    Raise ConflictError when the home is held and nobody answers.
    """
    if not home.lock_of(settings).path.exists():
        return None  # and a look makes no folder
    turn = await_turn(settings)
    if isinstance(turn, socket.socket):
        return status_of(turn)
    turn.release()
    return None


def status_of(line: socket.socket) -> Status:
    """Return what the server at the other end of *line* says of itself."""
    told = _ask(line, wire.request(STATUS), patience=_STATUS_PATIENCE, tell=lambda _text: None)
    return read_status(told)


def _ask(line: socket.socket, request: bytes, *, patience: float, tell: "Tell") -> JSON:
    try:
        with line:
            line.settimeout(patience)
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was said
                line.sendall(request)
            for said in _lines(line):
                reply = wire.read_reply(said)
                if isinstance(reply, wire.Result):
                    return reply.value
                tell(reply.text)
    except TimeoutError as exc:
        raise UnavailableError(
            "the server did not answer in time", hint="look at its log, then run this again"
        ) from exc
    except OSError as exc:
        raise _gone() from exc
    raise _gone()


def _lines(line: socket.socket) -> Iterator[bytes]:
    """Yield the lines that come whole."""
    with line.makefile("rb") as file:
        for _ in range(_MOST_LINES):
            said = file.readline(wire.LONGEST_REPLY)
            if not said.endswith(b"\n"):
                return
            yield said[:-1]


def _gone() -> UnavailableError:
    return UnavailableError(
        "the server ended before it answered",
        hint="run this again: it waits for the next server, or does it itself",
    )
