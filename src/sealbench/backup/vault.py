"""The folder that keeps backups: parts under their hashes, and a manifest for each backup.

    vault.json        what it is, and whose
    lock              held by whoever writes, shared by those who read
    parts/ab/abcd…    a chunk or a file, named by its SHA-256
    backups/ID.json   a manifest: written last, so that what it names is there
    unfinished/       what a crash left; emptied by the next who writes

A part is written aside, synced, read back from the disk and moved to its name.  One that is
there already is compared, and written anew where it has rotted.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sealbench import canon
from sealbench.backup.folder import forget_cached, make_folder, write_synced
from sealbench.backup.manifest import Manifest
from sealbench.backup.row import Value, read_rows, write_row
from sealbench.durable import sync_folder
from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    UnavailableError,
    VerificationError,
)

_MARK = "vault.json"
_VERSION = 1
_AT_ONCE = 1 << 20  # bytes
_FILE_COLUMNS = 3
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


@dataclass(frozen=True, slots=True)
class Put:
    """A part in the vault: its name, its length, and whether it had to be written."""

    name: str
    size: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file of a backup: its path within the home's objects, its length, and its part."""

    path: str
    size: int
    part: str

    def to_row(self) -> bytes:
        """Return its row in the list of files."""
        return write_row((self.path, self.size, self.part))

    @classmethod
    def from_row(cls, row: Sequence[Value]) -> Self:
        """Return the file in *row*; raise VerificationError for a path that leads elsewhere."""
        match row:
            case [str(path), int(size), str(part)] if _PATH.fullmatch(path):
                return cls(path, size, part)
        raise VerificationError("the list of files of a backup is damaged")


@dataclass(frozen=True, slots=True)
class Vault:
    """Backups of the one home whose id is *home*, in the folder *path*."""

    path: Path
    home: str

    @classmethod
    def make(cls, path: Path, *, home: str) -> Self:
        """Return a new vault in *path*, which is empty or not there; its parent must be."""
        with _storage():
            if path.exists() and any(path.iterdir()):
                raise ConflictError(
                    "the folder for backups is not empty", hint="name a new one, or an empty one"
                )
            make_folder(path)
            for name in ("parts", "backups", "unfinished"):
                make_folder(path / name)
            write_synced(path / _MARK, canon.to_bytes({"v": _VERSION, "home": home}))
            sync_folder(path)
        return cls(path, home)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the vault in *path*; raise UnavailableError where there is none."""
        try:
            data = (path / _MARK).read_bytes()
        except OSError as exc:
            raise UnavailableError(
                "there are no backups in this folder",
                hint="mount its disk; a new folder is made by: sealbench backup create --new DIR",
            ) from exc
        told = canon.from_bytes(data)
        home = told.get("home")
        if told.get("v") != _VERSION or not isinstance(home, str):
            raise MalformedError("not a folder of backups that this version knows")
        return cls(path, home)

    @contextmanager
    def locked(self, *, shared: bool = False) -> Iterator[None]:
        """Hold the vault, alone or with others who read; raise ConflictError if it is held."""
        with _storage():
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
                fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                raise ConflictError(
                    "another backup, restore or drill is at work in this folder",
                    hint="wait for it to end",
                ) from exc
            if not shared:
                self._clear()
            yield
        finally:
            os.close(descriptor)

    def put(self, data: bytes) -> Put:
        """Keep *data* as a part, verified on the disk."""
        name = hashlib.sha256(data).hexdigest()
        with _storage():
            if self._holds(name, data):
                return Put(name, len(data), is_new=False)
            aside = self._aside(name)
            write_synced(aside, data)
            self._settle(aside, name)
        return Put(name, len(data), is_new=True)

    def put_blocks(self, blocks: Iterable[bytes]) -> Put:
        """Keep what *blocks* are together as a part, verified on the disk."""
        aside = self.path / "unfinished" / f"file-{os.getpid()}"
        digest, size = hashlib.sha256(), 0
        with _storage(), aside.open("wb") as target:
            aside.chmod(0o600)
            for data in blocks:
                digest.update(data)
                size += len(data)
                target.write(data)
            target.flush()
            os.fsync(target.fileno())
        name = digest.hexdigest()
        with _storage():
            if self.size_of(name) == size and self._hash(self._part(name)) == name:
                aside.unlink()
                return Put(name, size, is_new=False)
            self._settle(aside, name)
        return Put(name, size, is_new=True)

    def get(self, name: str) -> bytes:
        """Return the part *name*; raise VerificationError where it is missing or altered."""
        try:
            data = self._part(name).read_bytes()
        except FileNotFoundError as exc:
            raise _missing() from exc
        except OSError as exc:
            raise UnavailableError("the folder of backups cannot be read") from exc
        if hashlib.sha256(data).hexdigest() != name:
            raise _altered()
        return data

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield the part *name* in blocks; raise VerificationError at the end of one altered."""
        digest = hashlib.sha256()
        try:
            with self._part(name).open("rb") as source:
                while data := source.read(_AT_ONCE):
                    digest.update(data)
                    yield data
        except FileNotFoundError as exc:
            raise _missing() from exc
        except OSError as exc:
            raise UnavailableError("a file of the backup could not be read") from exc
        if digest.hexdigest() != name:
            raise _altered()

    def verify(self, name: str) -> None:
        """Read the part *name* from the disk; raise VerificationError unless it is whole."""
        if self.size_of(name) is None:
            raise _missing()
        with _storage():
            found = self._hash(self._part(name))
        if found != name:
            raise _altered()

    def size_of(self, name: str) -> int | None:
        """Return how long the part *name* is, None where there is none."""
        try:
            return self._part(name).stat().st_size
        except OSError:
            return None

    def keep(self, manifest: Manifest) -> None:
        """Write *manifest*, whose parts were put before, and make the whole backup durable."""
        data = manifest.to_bytes()
        for name in manifest.chunks():
            if self.size_of(name) is None:
                raise _missing()
        aside = self.path / "unfinished" / manifest.id
        place = self._manifest(manifest.id)
        with _storage():
            for folder in sorted((self.path / "parts").iterdir()):
                sync_folder(folder)
            sync_folder(self.path / "parts")
            write_synced(aside, data)
            aside.rename(place)
            sync_folder(place.parent)
            with place.open("rb") as file:
                forget_cached(file.fileno())
                if file.read() != data:
                    raise UnavailableError("the disk gave back another manifest than was written")

    def ids(self) -> Sequence[str]:
        """Return the ids of all backups, the oldest first."""
        with _storage():
            return sorted(each.stem for each in (self.path / "backups").glob("*.json"))

    def read(self, backup: str) -> Manifest:
        """Return the manifest of *backup*, of which nothing but its form is verified yet."""
        if backup not in self.ids():
            raise AbsentError("there is no such backup in this folder")
        with _storage():
            data = self._manifest(backup).read_bytes()
        try:
            manifest = Manifest.from_bytes(data)
        except MalformedError as exc:
            raise VerificationError(f"the manifest of {backup} is damaged: {exc}") from exc
        if manifest.id != backup:
            raise VerificationError(f"the manifest of {backup} is that of another backup")
        return manifest

    def files_of(self, manifest: Manifest) -> Iterator[File]:
        """Yield the files of *manifest*; raise VerificationError where their list is damaged."""
        for chunk in manifest.objects.chunks:
            for row in read_rows(self.get(chunk), columns=_FILE_COLUMNS):
                yield File.from_row(row)

    def drop(self, backups: Sequence[str]) -> int:
        """Remove *backups* and the parts that no other needs; return how many parts went.

        Raise VerificationError, with nothing removed, when a backup that stays cannot be read:
        which parts it needs would not be known.
        """
        kept = [self.read(each) for each in self.ids() if each not in backups]
        used = {name for each in kept for name in each.chunks()}
        used |= {file.part for each in kept for file in self.files_of(each)}
        with _storage():
            for backup in backups:
                self._manifest(backup).unlink()
            sync_folder(self.path / "backups")  # first: no manifest names a part that is gone
            idle = [part for part in (self.path / "parts").glob("*/*") if part.name not in used]
            for part in idle:
                part.unlink()
        return len(idle)

    def _holds(self, name: str, data: bytes) -> bool:
        part = self._part(name)
        return self.size_of(name) == len(data) and part.read_bytes() == data

    def _settle(self, aside: Path, name: str) -> None:
        """Move what lies *aside* to its name, if the disk gives back what was written."""
        if self._hash(aside) != name:
            raise UnavailableError("the disk gave back other bytes than were written")
        part = self._part(name)
        make_folder(part.parent)
        aside.rename(part)

    def _hash(self, path: Path) -> str:
        with path.open("rb") as file:
            forget_cached(file.fileno())
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _clear(self) -> None:
        with _storage():
            for left in (self.path / "unfinished").iterdir():
                left.unlink()

    def _aside(self, name: str) -> Path:
        return self.path / "unfinished" / name

    def _part(self, name: str) -> Path:
        return self.path / "parts" / name[:2] / name

    def _manifest(self, backup: str) -> Path:
        return self.path / "backups" / f"{backup}.json"


@contextmanager
def _storage() -> Iterator[None]:
    """Turn what the disk says into an error of its family."""
    try:
        yield
    except OSError as exc:
        raise UnavailableError(
            "the folder of backups cannot be read or written",
            hint="look at its disk: mounted, not full, and writable by this user",
        ) from exc


def _missing() -> VerificationError:
    return VerificationError("a part of the backup is missing")


def _altered() -> VerificationError:
    return VerificationError("a part of the backup is not what was written")
