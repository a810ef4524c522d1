"""Debian's `age`, which asks for a passphrase on a terminal and nowhere else."""

import os
import pty
from pathlib import Path


def open_under(passphrase: str, source: Path, target: Path) -> int:
    """Open the age file *source* into *target*, and return the exit code of `age`."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp("age", ["age", "--decrypt", "--output", str(target), str(source)])  # noqa: S606
    told = b""
    while b"passphrase" not in told:
        told += os.read(terminal, 1024)
    os.write(terminal, passphrase.encode() + b"\n")
    _drain(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _drain(terminal: int) -> None:
    try:
        while os.read(terminal, 1024):
            pass
    except OSError:  # Linux says so when the other side is closed
        os.close(terminal)
