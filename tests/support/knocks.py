"""Knocking at a home's socket: bytes as a test wants them, by the user that it wants."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

NOBODY = 65_534
REQUEST = b'{"v":1,"command":"status"}\n'
_AS_USER = """
import os, socket, sys
folder, user, request = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
os.chdir(folder)  # as root: what leads here is closed to others
if user:
    os.setgroups([]); os.setgid(user); os.setuid(user)
line = socket.socket(socket.AF_UNIX)
line.settimeout(20)
try:
    line.connect("commands.sock")
except PermissionError:
    sys.exit("no way in")
try:
    line.sendall(request)
except BrokenPipeError:
    pass  # refused before it was said
print(line.makefile().readline(), end="")
"""


def connect(home: Path) -> socket.socket:
    """Return a connection to the socket of *home*, whose path may be of any length."""
    folder = os.open(home / "run", os.O_RDONLY)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(20)
    try:
        line.connect(f"/proc/self/fd/{folder}/commands.sock")
    except BaseException:
        line.close()
        raise
    finally:
        os.close(folder)
    return line


def ask(home: Path, *parts: bytes) -> bytes:
    """Send *parts* and no more, and return all that is answered."""
    with connect(home) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have heard enough
            for part in parts:
                line.sendall(part)
            line.shutdown(socket.SHUT_WR)
        return heard(line)


def heard(line: socket.socket) -> bytes:
    """Return what comes until the end."""
    found = b""
    with suppress(ConnectionResetError):
        while more := line.recv(65_536):
            found += more
    return found


def ask_as(home: Path, *, user: int) -> "subprocess.CompletedProcess[str]":
    """Ask for the status in a process of *user*."""
    return subprocess.run(
        [sys.executable, "-c", _AS_USER, str(home / "run"), str(user), REQUEST.decode()],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
