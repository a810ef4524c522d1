"""A home on disk: its folders, its lock, and the two secrets that every start needs.

Secrets are made once, with the key folder; afterwards a missing one stops the start and is
never silently replaced: a ledger must not go on under a key that its genesis does not name.
"""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sealbench.errors import ConflictError, UnavailableError
from sealbench.keyring import KEYS, Bare, Cover, Key, Realm, RootFiles, SystemdCreds
from sealbench.shop.config import Config

LOG_KEY = "log.key"
WEB_SECRET = "web.secret"  # noqa: S105 - the name of a file
ROOTS = "roots"
RESTORING = "restoring"
"""Lies in a home from the first step of a restore to the last."""
_SEED = 32
_TICK = 0.05  # seconds


@dataclass(slots=True)
class Lock:
    """The home's lock: one writer at a time on one home."""

    path: Path
    _descriptor: int = -1

    def take(self, *, wait: bool = False, patience: float = 0.0) -> None:
        """Take the lock, for which a worker waits; others have *patience* for some seconds.

        Raise ConflictError when a server or a command holds it still.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        if wait:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            return
        end = time.monotonic() + patience
        while not self._is_free():
            if time.monotonic() > end:
                os.close(self._descriptor)
                raise ConflictError(
                    "a server or another command is at work on this home",
                    hint="stop the server first, or use its pages",
                )
            time.sleep(_TICK)

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)

    def _is_free(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def lock_of(config: Config) -> Lock:
    """Return the lock of the home."""
    return Lock(config.home / "run" / "lock")


def require_whole(config: Config) -> None:
    """Raise UnavailableError while a restore of this home was begun and not finished."""
    if (config.home / RESTORING).exists():
        raise UnavailableError(
            "a restore of this home was begun and not finished",
            hint="run it again, it begins anew: sealbench backup restore",
        )


def make_home(config: Config) -> None:
    """Make the folders and secrets of a new home; a home that has keys stays as it is.

    Raise UnavailableError when there is a database and no key folder, or half a restored home.
    """
    require_whole(config)
    if config.keys.exists():
        return
    if config.database.exists():
        raise UnavailableError(
            "the key folder of this home is gone",
            hint=f"mount or restore {config.keys}; without it nothing here can be read",
        )
    make_folders(config)
    make_keys(config, os.urandom(_SEED), {realm: (1, Key.random()) for realm in Realm})


def make_folders(config: Config) -> None:
    """Make the folders of a home that hold no keys."""
    for folder in (config.home, config.home / "data", config.tiles):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_keys(config: Config, log_key: bytes, roots: Mapping[Realm, tuple[int, Key]]) -> None:
    """Make the key folder with *roots* and their epochs; all of it, or none."""
    fresh = config.keys.with_name(f"{config.keys.name}.new")
    if fresh.exists():
        shutil.rmtree(fresh)  # left by a set-up that was cut short, used by nobody
    fresh.mkdir(mode=0o700)
    _write(fresh / LOG_KEY, log_key)
    _write(fresh / WEB_SECRET, secrets.token_urlsafe(48).encode())
    for realm, (epoch, root) in roots.items():
        RootFiles.make(fresh / ROOTS, realm, root, epoch=epoch)
    fresh.rename(config.keys)


def roots_of(config: Config) -> dict[Realm, RootFiles]:
    """Return where the roots of the home's keys live."""
    covers: list[Cover] = [Bare(), SystemdCreds()]
    if config.roots in KEYS:
        covers = [SystemdCreds(config.roots), Bare()]
    named = {cover.name: cover for cover in covers}
    return {realm: RootFiles(config.keys / ROOTS, realm, named) for realm in Realm}


def read_secret(config: Config, name: str) -> bytes:
    """Return the secret *name*; raise UnavailableError when it is missing."""
    try:
        return (config.keys / name).read_bytes()
    except OSError as exc:
        raise UnavailableError(
            f"{name} is missing from the key folder", hint=f"restore {config.keys / name}"
        ) from exc


def _write(path: Path, secret: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
