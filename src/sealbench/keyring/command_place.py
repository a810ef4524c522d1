"""A place that a program reaches: a second machine over SSH, a small device, a bucket.

    program write   # takes the file, 8192 bytes, on its standard input
    program read    # gives them back on its standard output

It overwrites in place, keeps no older version, and exits with 0 only once what it took is
durable.  It sees ciphertext alone.  Who holds the machine lays the program ready: a page can
name one, never its arguments.
"""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from sealbench.errors import UnavailableError
from sealbench.keyring.escrow import PlaceKind
from sealbench.keyring.escrow_file import SIZE, check_owner, noise

PATIENCE = 10.0  # seconds for one call
_WRITABLE_BY_OTHERS = 0o022
_KEPT = ("PATH", "HOME", "LANG", "SSH_AUTH_SOCK")


class CommandPlace:
    """A place behind *program*; it has no mirror of nodes."""

    kind = PlaceKind.COMMAND

    def __init__(self, program: Path, *, patience: float = PATIENCE) -> None:
        self._program = program
        self._patience = patience

    def make(self, home: str) -> None:
        """Put an empty file there, unless this home has left one before."""
        found = self._call("read", may_fail=True)
        if len(found) == SIZE:
            check_owner(found, home)
        else:
            self._exchange(noise() + noise())

    def read(self) -> bytes:
        """Return the file as the program gives it back."""
        found = self._call("read")
        if len(found) != SIZE:
            raise UnavailableError("the program gave back something else")
        return found

    def write(self, block: bytes, slot: int) -> None:
        """Hand the whole file over, of which only *slot* is new, and read it back."""
        del slot
        self._exchange(block)

    def keep(self, nodes: bytes, epoch: int, *, whole: bool = False) -> None:
        """Keep nothing: the program takes one file of a fixed size."""

    def trim(self, epoch: int) -> int:  # noqa: ARG002 - there is nothing of any epoch
        """Let go of nothing."""
        return 0

    def wipe(self) -> None:
        """Overwrite the whole file."""
        self._exchange(noise() + noise())

    def _exchange(self, block: bytes) -> None:
        self._call("write", block)
        if self.read() != block:
            raise UnavailableError("what was written was not read back")

    def _call(self, verb: str, given: bytes = b"", *, may_fail: bool = False) -> bytes:
        """Run the program; nothing that it says of an error is kept, for it may name an address."""
        program = check_program(self._program)
        try:
            running = subprocess.Popen(  # noqa: S603 - the program was checked just now
                [str(program), verb],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                cwd="/",
                start_new_session=True,
            )
        except OSError as exc:
            raise UnavailableError("the program could not be started") from exc
        try:
            found, _ = running.communicate(given, timeout=self._patience)
        except subprocess.TimeoutExpired:
            raise UnavailableError("the program did not answer in time") from None
        finally:
            _end(running)
        if running.returncode != 0 and not may_fail:
            raise UnavailableError(f"the program failed with {running.returncode}")
        return found


def check_program(path: Path) -> Path:
    """Return *path*; raise UnavailableError unless it is a program that only its owner changes.

    Whoever else could write it would run code of theirs beside the keys.
    """
    try:
        found = path.stat()
    except OSError as exc:
        raise UnavailableError("the program is not there") from exc
    if found.st_mode & _WRITABLE_BY_OTHERS or found.st_uid not in {0, os.geteuid()}:
        raise UnavailableError("somebody else may change the program", hint="chmod go-w it")
    if not path.is_file() or not os.access(path, os.X_OK):
        raise UnavailableError("the program cannot be run", hint="chmod u+x it")
    return path


def _end(running: "subprocess.Popen[bytes]") -> None:
    """End whatever of the program's session is left, a hanging connection above all."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    for pipe in (running.stdin, running.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    running.wait()
