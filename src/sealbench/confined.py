"""A process of its own for bytes that strangers made: little memory, little time, nothing else.

The parent calls `run`; the module that it names calls `confine` before it reads a byte of its
standard input, and `shut` once it has loaded what it needs.  Bytes come in by standard input
and answers go out by standard output: nothing is ever written to a disk.
"""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sealbench.errors import UnavailableError

_NICE = 5
_PIECE = 65_536
# No thread pools: each would take memory and outlive nothing.
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}


@contextmanager
def run(
    arguments: Sequence[str], data: bytes, *, seconds: float
) -> Iterator[Iterator[bytes]]:  # a manager, so that whoever stops listening ends the process
    """Start our interpreter with *arguments*, give it *data*, and yield the lines that it answers.

    After *seconds* it is killed, and the lines end.  Raise UnavailableError where no process
    could be started.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    except OSError as exc:
        raise UnavailableError("no process could be started") from exc
    end = threading.Timer(seconds, process.kill)
    end.daemon = True
    end.start()
    try:
        yield _answers(process, data)
    finally:
        end.cancel()
        process.kill()
        process.wait()
        _close(process)


def _answers(process: "subprocess.Popen[bytes]", data: bytes) -> Iterator[bytes]:
    if process.stdin is None or process.stdout is None:
        return
    with suppress(BrokenPipeError):  # it ended before it had read all: what it said counts
        process.stdin.write(data)
        process.stdin.close()
    yield from process.stdout


def _close(process: "subprocess.Popen[bytes]") -> None:
    for each in (process.stdin, process.stdout):
        if each is not None:
            with suppress(BrokenPipeError):
                each.close()


def confine(*, memory: int, seconds: int) -> None:
    """Limit this process to *memory* bytes, *seconds* of CPU, no file and no core dump."""
    os.nice(_NICE)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))


def shut() -> None:
    """Open nothing any more: no file, no connection, no process that could be talked to."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def take(most: int) -> bytes:
    """Return what the parent gives, at most *most* bytes and one more."""
    return sys.stdin.buffer.read(most + 1)


def end() -> None:
    """End this process at once: what it holds needs no clearing away."""
    sys.stdout.flush()
    os._exit(0)
