"""A home while it is restored: marked from the first step on, and begun anew after a crash.

The mark is made only where there was nothing to lose, and names the database that was empty then:
what a second try clears away is what the first one wrote, never a shop's records.
"""

import hashlib
import os
import shutil
from pathlib import Path

from sealbench.durable import sync_folder
from sealbench.errors import ConflictError, UnavailableError
from sealbench.shop.config import Config
from sealbench.shop.home import RESTORING


def is_begun(config: Config) -> bool:
    """Tell whether a restore into this home was begun; raise ConflictError for another database."""
    try:
        found = (config.home / RESTORING).read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    if found != _database(config):
        raise ConflictError(
            "a restore into another database was begun from this home",
            hint="set DATABASE_URL as it was, or take an empty home",
        )
    return True


def begin(config: Config) -> None:
    """Mark the home; raise ConflictError where it has keys.

    The mark gets its name once it is whole: half a mark would name no database, and nothing could
    be begun anew from it.
    """
    if config.keys.exists():
        raise ConflictError("this home has keys already", hint="restore into an empty home")
    config.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = config.home / f"{RESTORING}.new"
    fresh.unlink(missing_ok=True)  # left by a crash, and read by nobody
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, _database(config).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.rename(config.home / RESTORING)
    sync_folder(config.home)


def clear(config: Config) -> None:
    """Take away what a restore that was cut short has written to disk; the mark must be there."""
    if not is_begun(config):
        raise ConflictError("no restore into this home was begun")
    try:
        for keys in (config.keys, config.keys.with_name(f"{config.keys.name}.new")):
            _destroy(keys)
        for suffix in ("", "-wal", "-shm", "-journal"):
            config.database.with_name(config.database.name + suffix).unlink(missing_ok=True)
        for folder in (config.files, config.tiles):
            if folder.exists():
                shutil.rmtree(folder)
        sync_folder(config.home)
    except OSError as exc:
        raise UnavailableError("what was left of a restore could not be cleared away") from exc


def end(config: Config) -> None:
    """Take the mark away: the home is whole."""
    os.sync()  # all that was written, before the mark goes
    (config.home / RESTORING).unlink()
    sync_folder(config.home)


def _destroy(keys: Path) -> None:
    """Overwrite every file of a key folder before it goes: a root lies in it."""
    if not keys.exists():
        return
    for path in (each for each in keys.rglob("*") if each.is_file()):
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    shutil.rmtree(keys)


def _database(config: Config) -> str:
    return hashlib.sha256(config.database_url.encode()).hexdigest()
