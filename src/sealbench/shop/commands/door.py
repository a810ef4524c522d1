"""The home's socket `run/commands.sock`: where it lies, who may use it, who knocks.

A socket's address holds 107 bytes and a home may lie deeper, so both sides name it through a
descriptor of its folder: the length of the home's path does not matter.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sealbench.errors import RefusedError
from sealbench.shop.config import Config

NAME = "commands.sock"
_WAITING = 16  # commands that the system lets wait for their turn
_CREDENTIALS = struct.Struct("iII")  # process, user, group: struct ucred of Linux
_ROOT = 0


def listen(config: Config) -> socket.socket:
    """Return a socket that listens in the home; its lock must be held.

    What lies there is of a worker that is gone, since the lock is ours.
    """
    with _folder(config) as folder:
        os.fchmod(folder, 0o700)
        with suppress(FileNotFoundError):
            os.unlink(NAME, dir_fd=folder)
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            os.fchmod(door.fileno(), 0o600)  # bind gives the file what its socket has
            door.bind(_address(folder))
            door.listen(_WAITING)
        except OSError:
            door.close()
            raise
    return door


def remove(config: Config) -> None:
    """Take the socket away; the home's lock must be held."""
    with suppress(FileNotFoundError), _folder(config) as folder:
        os.unlink(NAME, dir_fd=folder)


def connect(config: Config) -> socket.socket | None:
    """Return a connection to the server of this home, or None where nobody takes it.

    Raise RefusedError where the home is somebody else's.
    """
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _folder(config) as folder:
            line.connect(_address(folder))
    # Nobody, one that is gone, or too many that wait.
    except (FileNotFoundError, ConnectionRefusedError, BlockingIOError):
        line.close()
        return None
    except PermissionError as exc:
        line.close()
        raise RefusedError(
            "this home belongs to another user of the machine",
            hint="run it as the user that the server runs as, or as root",
        ) from exc
    except BaseException:
        line.close()
        raise
    return line


def require_owner(line: socket.socket) -> None:
    """Raise RefusedError unless this process's user, or root, is at the other end."""
    told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(told)
    if user not in {os.geteuid(), _ROOT}:
        raise RefusedError(
            "only the user that the server runs as, or root, may ask it",
            hint="run it as that user",
        )


@contextmanager
def _folder(config: Config) -> Iterator[int]:
    descriptor = os.open(config.home / "run", os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _address(folder: int) -> str:
    return f"/proc/self/fd/{folder}/{NAME}"
