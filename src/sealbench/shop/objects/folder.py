"""Objects as files of one private folder: written beside their names, synced, then renamed.

Written by hand and not by obstore's LocalStore: that one neither syncs a file before its name
appears nor makes it private (docs/adr/0011-objects.md).
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from sealbench.durable import sync_folder
from sealbench.errors import UnavailableError
from sealbench.ids import check_id
from sealbench.shop.objects.store import Found, ObjectStore, ObjectWriter

_BLOCK = 262_144
_PART = ".part"


class FolderObjects(ObjectStore):
    """Keep objects under *path*."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def make(cls, path: Path) -> Self:
        """Return the store at *path*, a private folder that is made where it is missing."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(path)

    def create(self, name: str) -> "_Part":
        """Begin the object *name*."""
        final = self._path / check_id(name)
        part = final.with_suffix(_PART)
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as exc:
            raise _full(exc) from exc
        return _Part(descriptor, part, final)

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the object *name* in blocks."""
        try:
            with (self._path / check_id(name)).open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block
        except OSError as exc:
            raise UnavailableError(
                "a file is not where files are kept", hint="restore data/objects from a backup"
            ) from exc

    def delete(self, name: str) -> None:
        """Take the object *name* away, and a beginning of it."""
        final = self._path / check_id(name)
        try:
            final.unlink(missing_ok=True)
            final.with_suffix(_PART).unlink(missing_ok=True)
            sync_folder(self._path)
        except OSError as exc:
            raise UnavailableError("a file could not be deleted") from exc

    def find(self) -> Iterator[Found]:
        """Yield all that is there."""
        try:
            with os.scandir(self._path) as entries:
                for entry in entries:
                    with suppress(FileNotFoundError):  # deleted meanwhile
                        yield Found(entry.name.removesuffix(_PART), int(entry.stat().st_mtime))
        except OSError as exc:
            raise UnavailableError("the folder of files cannot be read") from exc


class _Part(ObjectWriter):
    """The beginning of an object."""

    def __init__(self, descriptor: int, part: Path, final: Path) -> None:
        self._descriptor = descriptor
        self._part = part
        self._final = final

    def write(self, data: bytes) -> None:
        """Add *data*."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as exc:
            raise _full(exc) from exc

    def finish(self) -> None:
        """Sync the file, then its name."""
        try:
            os.fsync(self._descriptor)
            self._close()
            self._part.rename(self._final)
            sync_folder(self._final.parent)
        except OSError as exc:
            raise _full(exc) from exc

    def abandon(self) -> None:
        """Unlink what was written."""
        with suppress(OSError):
            self._close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)
            self._final.unlink(missing_ok=True)

    def _close(self) -> None:
        """Close the file once: by a second time its number may be another's."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _full(exc: OSError) -> UnavailableError:
    return UnavailableError(
        f"the file could not be written ({os.strerror(exc.errno or 0).lower()})",
        hint="nothing was kept; free some space, then send it again",
    )
