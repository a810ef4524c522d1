"""Where the published log lies: tiles that never change, and one checkpoint that does.

A store accepts only the paths of a log (`is_log_path`), so that a path from a request
reaches nothing else.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from sealbench.durable import sync_folder
from sealbench.errors import ConflictError, MalformedError, UnavailableError

CHECKPOINT = "checkpoint"
_INDEX = r"(?:x[0-9]{3}/)*[0-9]{3}"
_WIDTH = r"(?:[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_LEVEL = r"(?:[0-9]|[1-5][0-9]|6[0-3]|entries)"
_TILE = re.compile(rf"tile/{_LEVEL}/{_INDEX}(?:\.p/{_WIDTH})?")


class TileStore(Protocol):
    """Keeps the published files of one log, each whole or not at all.

    Every method raises MalformedError for a path that no log has, and UnavailableError
    if the medium fails.
    """

    def read(self, path: str) -> bytes | None:
        """Return what lies at *path*, or None."""
        ...

    def add(self, path: str, data: bytes) -> None:
        """Keep *data* at *path* durably; raise ConflictError if other bytes lie there."""
        ...

    def replace(self, path: str, data: bytes) -> None:
        """Keep *data* at *path* durably, instead of what was there."""
        ...

    def discard_partials(self, path: str) -> None:
        """Remove the partial tiles of the full tile at *path*, where there are any."""
        ...


class TileReader(Protocol):
    """Reads the published files of one log."""

    def read(self, path: str) -> bytes | None:
        """Return what lies at *path*, or None."""
        ...


def is_published(store: TileReader, path: str, data: bytes) -> bool:
    """Return whether *data* lies at *path*, or is where a partial tile has given way to.

    A partial tile may be removed once the full one is there (c2sp.org/tlog-tiles), which
    begins with it.
    """
    found = store.read(path)
    whole, partial, _ = path.partition(".p/")
    if found is None and partial:
        return (store.read(whole) or b"").startswith(data)
    return found == data


def is_log_path(path: str) -> bool:
    """Return whether *path* is the checkpoint or a tile of a log."""
    return path == CHECKPOINT or _TILE.fullmatch(path) is not None


@dataclass(slots=True)
class MemoryTileStore:
    """A store for tests and for looking at: its *files* are a plain dictionary."""

    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """Return what lies at *path*, or None."""
        return self.files.get(_checked(path))

    def add(self, path: str, data: bytes) -> None:
        """Keep *data* at *path*; raise ConflictError if other bytes lie there."""
        if self.files.setdefault(_checked(path), data) != data:
            raise _other_bytes(path)

    def replace(self, path: str, data: bytes) -> None:
        """Keep *data* at *path*, instead of what was there."""
        self.files[_checked(path)] = data

    def discard_partials(self, path: str) -> None:
        """Remove the partial tiles of the full tile at *path*."""
        prefix = f"{_checked(path)}.p/"
        for each in [name for name in self.files if name.startswith(prefix)]:
            del self.files[each]


@dataclass(frozen=True, slots=True)
class DirectoryTileStore:
    """A store in the directory *root*, fit to be served as it is.

    A file is written aside, synchronised, linked or renamed into place, and its directory
    synchronised: after a crash it is there whole or not there.
    """

    root: Path

    def read(self, path: str) -> bytes | None:
        """Return what lies at *path*, or None."""
        place = self._place(path)
        try:
            return place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise _unavailable() from exc

    def add(self, path: str, data: bytes) -> None:
        """Keep *data* at *path* durably; raise ConflictError if other bytes lie there."""
        # A link, unlike a rename, never takes the place of what is there.
        if self.read(path) is None and self._put(path, data, os.link):
            return
        if self.read(path) != data:
            raise _other_bytes(path)
        # Whoever put it there may have been stopped before its name was durable.
        sync_folder(self._place(path).parent)

    def replace(self, path: str, data: bytes) -> None:
        """Keep *data* at *path* durably, instead of what was there."""
        self._put(path, data, os.replace)

    def discard_partials(self, path: str) -> None:
        """Remove the partial tiles of the full tile at *path*."""
        place = self._place(path)
        try:
            shutil.rmtree(place.with_name(f"{place.name}.p"))
        except FileNotFoundError:
            return
        except OSError as exc:
            raise _unavailable() from exc

    def _place(self, path: str) -> Path:
        return self.root / _checked(path)

    def _put(self, path: str, data: bytes, move: "_Move") -> bool:
        """Write *data* aside and move it to *path*; return False if the move found a file."""
        place = self._place(path)
        try:
            _make_directory(place.parent)
            with _aside(place.parent, data) as aside:
                try:
                    move(aside, place)
                except FileExistsError:
                    return False
            sync_folder(place.parent)
        except OSError as exc:
            raise _unavailable() from exc
        return True


@dataclass(frozen=True, slots=True)
class PinnedStore:
    """A published log as it was at one moment: its files stay, its checkpoint moves on."""

    store: TileReader
    checkpoint: bytes | None

    @classmethod
    def now(cls, store: TileReader) -> Self:
        """Return *store* with the checkpoint that it has now."""
        return cls(store, store.read(CHECKPOINT))

    def read(self, path: str) -> bytes | None:
        """Return what lies at *path*, or None."""
        return self.checkpoint if path == CHECKPOINT else self.store.read(path)


class _Move(Protocol):
    def __call__(self, src: Path, dst: Path, /) -> None: ...


@contextmanager
def _aside(directory: Path, data: bytes) -> Iterator[Path]:
    """Hold *data* in a durable file beside its place, and clear away what is left of it."""
    handle, name = tempfile.mkstemp(dir=directory, prefix=".")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o644)  # the log is public, and another process may serve it
            file.write(data)
            file.flush()
            os.fsync(handle)
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def _make_directory(directory: Path) -> None:
    """Make *directory* and what leads to it, each name durable before it is used."""
    if directory.is_dir():
        return
    _make_directory(directory.parent)
    directory.mkdir(exist_ok=True)
    sync_folder(directory.parent)


def _checked(path: str) -> str:
    if not is_log_path(path):
        raise MalformedError("not a path of a log")
    return path


def _other_bytes(path: str) -> ConflictError:
    return ConflictError(f"other bytes are published at {path}")


def _unavailable() -> UnavailableError:
    return UnavailableError("the published log cannot be read or written")
