"""Folders and files that are there whole after a crash, or not there."""

import os
from pathlib import Path

from sealbench.durable import sync_folder
from sealbench.errors import RefusedError

NEVER = ".sealbench-never-backup"
"""Marks a folder of keys: nothing at or below it may be copied, and no copy lies there."""


def check_place(path: Path, *, keys: Path) -> None:
    """Raise RefusedError where a vault at *path* would lie with keys, or keys in the vault."""
    place, secret = path.resolve(), keys.resolve()
    if place.is_relative_to(secret) or secret.is_relative_to(place):
        raise RefusedError("a backup beside keys is none", hint="name a folder on another disk")
    for above in (place, *place.parents):
        if (above / NEVER).exists():
            raise RefusedError(
                f"{above} is marked as a folder of keys, which no backup may lie in",
                hint="name a folder on another disk",
            )


def make_folder(path: Path) -> None:
    """Make *path* within a folder that is there, private and durable."""
    if path.is_dir():
        return
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def write_synced(path: Path, data: bytes) -> None:
    """Write *data* to *path*, which is a name of nobody else's, and make it durable."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_cached(descriptor: int) -> None:
    """Have the next read come from the disk and not from memory."""
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
