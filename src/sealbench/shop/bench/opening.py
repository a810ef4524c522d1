"""Opening a home: its lock, its keys, its log's key, and the bench on them."""

import fcntl
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sealbench import policy
from sealbench.clock import Clock, SystemClock
from sealbench.errors import ConflictError, UnavailableError
from sealbench.keyring import DirectoryKeyStore
from sealbench.shop.bench import Bench, make_bench, make_house
from sealbench.shop.config import Config

_LOG_KEY = "log.key"
_WEB_SECRET = "web.secret"  # noqa: S105 - the name of a file
_SEED = 32


@dataclass(slots=True)
class Lock:
    """The home's lock: one writer at a time on one home."""

    path: Path
    _descriptor: int = -1

    def take(self, *, wait: bool = False) -> None:
        """Take the lock; raise ConflictError when a server holds it and *wait* is false."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as exc:
            os.close(self._descriptor)
            raise ConflictError(
                "a server is running on this home", hint="stop it first, or use its pages"
            ) from exc

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)


def lock_of(config: Config) -> Lock:
    """Return the lock of the home."""
    return Lock(config.home / "run" / "lock")


def prepare_home(config: Config) -> None:
    """Make the folders and secrets of a new home; leave what is there as it is."""
    for folder in (config.home, config.keys, config.home / "data", config.tiles):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_secret(config.keys / _LOG_KEY, os.urandom(_SEED))
    _make_secret(config.keys / _WEB_SECRET, secrets.token_urlsafe(48).encode())


def found_house(config: Config, *, name: str) -> None:
    """Make the house's row and key in a database that has none."""
    make_house(_keys(config), name=name)


def open_bench(config: Config, clock: Clock | None = None) -> Bench:
    """Return the bench of a home that was prepared; its lock must be held."""
    path = config.keys / _LOG_KEY
    try:
        seed = path.read_bytes()
    except OSError as exc:
        raise UnavailableError(
            "the key of the ledger is missing", hint=f"restore {_LOG_KEY} in the key folder"
        ) from exc
    return make_bench(
        config=config,
        clock=clock or SystemClock(),
        keys=_keys(config),
        log_key=seed,
        rules=policy.Policy.load(),
    )


def _keys(config: Config) -> DirectoryKeyStore:
    return DirectoryKeyStore(config.keys / "nodes")


def _make_secret(path: Path, secret: bytes) -> None:
    """Write *secret* unless there is one; never replace it silently."""
    if path.exists():
        return
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.rename(path)
