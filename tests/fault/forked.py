"""Acts in processes that are forked from one which has imported everything already.

Starting Python and importing the shop takes a second of processor; the act itself far less.
What is killed is a process of its own all the same, with nothing of the test in its memory.
"""

import ctypes
import importlib
import itertools
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.fault.act", "tests.fault.place_act", __name__])
_PATIENCE = 120.0  # seconds
_TOLD = 2**23 + 7  # more than any process has for a number
_SET_TRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)
_ATTACHED = ("-e", f"inject=getppid:retval={_TOLD}")


def run(
    module: str,
    act: str,
    environment: Mapping[str, str],
    options: Sequence[str] = (),
    *,
    thread: int | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    """Run *act* of *module* in a fork; with *options*, under strace from before its first call.

    Watched is the *thread* of that number, by the order of their starts (0 is the first), or all.
    """
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        ready, waiting = _FORKS.Pipe(duplex=False)
        lane = (waiting, thread or 0) if options else None
        begun = module, act, dict(environment), str(out), str(err), lane
        process = _FORKS.Process(target=_begin, args=begun)
        process.start()
        waiting.close()
        if options:
            _trace(ready, [*options, *(["-f"] if thread is None else [])])
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{act} did not end")
        return subprocess.CompletedProcess(
            [module, act], process.exitcode, out.read_bytes(), err.read_bytes()
        )


def _trace(ready: Connection, options: Sequence[str]) -> None:
    """Watch the thread that says its number, to its end.

    strace itself tells the thread that it is there, by an answer that no kernel gives.
    """
    thread = ready.recv()
    with suppress(EOFError):
        ready.recv()  # its last call before it waits has returned
    command = ["strace", "-qq", *options, *_ATTACHED, "-p", str(thread)]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PATIENCE
    )
    assert done.returncode == 0, done.stderr.decode()


def _begin(
    module: str,
    act: str,
    environment: Mapping[str, str],
    out: str,
    err: str,
    lane: tuple[Connection, int] | None,
) -> None:
    sys.dont_write_bytecode = True
    os.environ.clear()
    os.environ.update(environment)
    for path, descriptor in ((out, 1), (err, 2)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    _at_each_thread(lane)
    importlib.import_module(module).main(act)


def _at_each_thread(lane: tuple[Connection, int] | None) -> None:
    """Let the watched thread wait for strace, and every other say by a call that it started."""
    numbers = itertools.count()

    def started(*_event: object) -> None:
        sys.setprofile(None)
        number = next(numbers)
        if lane is not None and number == lane[1]:
            _await_tracer(lane[0])
        else:
            os.getppid()

    threading.setprofile(started)
    started()


def _await_tracer(waiting: Connection) -> None:
    """Wait until strace is there; only then its counts are those of the act."""
    ctypes.CDLL(None).prctl(_SET_TRACER, _ANY, 0, 0, 0)  # it is no parent of ours
    waiting.send(threading.get_native_id())
    waiting.close()
    ends = time.monotonic() + _PATIENCE / 2
    while os.getppid() != _TOLD:
        if time.monotonic() > ends:
            raise TimeoutError("strace did not come")
        time.sleep(0.001)
