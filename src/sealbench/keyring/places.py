"""Places of the escrow in a folder: on another file system, or on a second disk.

The file is laid out once; from then on it is overwritten in place, synced, read back past the
cache, and never renamed, grown or made anew: a file that is missing means that the disk is.
The tree's nodes lie beside it as a mirror, files written by rename: ciphertext under the root,
needed when the home is lost between an erasure and the next backup.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sealbench.durable import sync_folder
from sealbench.errors import UnavailableError, VerificationError
from sealbench.keyring.escrow import PlaceKind
from sealbench.keyring.escrow_file import SIZE, SLOT, check_owner, noise

FILE = "sealbench.escrow"
NODES = "sealbench.escrow.nodes"
MARKER = ".sealbench-escrow-place"
WHOLE = ".all"  # the ending of a file that holds every node


class Driver(Protocol):
    """One place, whatever reaches it; every method raises UnavailableError while it is away.

    A driver knows bytes of a fixed size and no key: what it carries is sealed already.
    """

    @property
    def kind(self) -> PlaceKind:
        """How the place is reached."""
        ...

    def make(self, home: str) -> None:
        """Lay out the file, the first time; raise VerificationError where it is somebody else's."""
        ...

    def read(self) -> bytes:
        """Return the whole file, past any cache."""
        ...

    def write(self, block: bytes, slot: int) -> None:
        """Overwrite the file with *block*, of which only *slot* differs, and read it back."""
        ...

    def keep(self, nodes: bytes, epoch: int, *, whole: bool = False) -> None:
        """Keep what changed with *epoch*, or the *whole* tree, where the place has a mirror."""
        ...

    def trim(self, epoch: int) -> int:
        """Let go of what came to nothing and what a whole tree replaced; return how many stay."""
        ...

    def wipe(self) -> None:
        """Overwrite all of the file, read it back, and leave the place."""
        ...


class DirectoryPlace:
    """A place in the folder *path*."""

    kind = PlaceKind.DIRECTORY

    def __init__(self, path: Path) -> None:
        self._path = path

    def make(self, home: str) -> None:
        """Lay out the file; one that this home left here before is used again."""
        with _reaching():
            if not self._path.is_dir():
                raise UnavailableError("the folder is not there", hint="mount it or make it")
            if not (self._path / FILE).exists():
                _write_new(self._path / FILE, noise() + noise())
                sync_folder(self._path)
            check_owner(self._read_file(), home)

    def read(self) -> bytes:
        """Return the file as the disk has it."""
        with _reaching():
            self._check_there()
            return self._read_file()

    def write(self, block: bytes, slot: int) -> None:
        """Overwrite *slot* in place, and read the whole file back."""
        with _reaching():
            self._check_there()
            with _opened(self._path / FILE, os.O_RDWR) as descriptor:
                start = slot * SLOT
                _write_all(descriptor, block[start : start + SLOT], start)
                os.fdatasync(descriptor)
            if self._read_file() != block:
                raise UnavailableError("what was written was not read back")

    def keep(self, nodes: bytes, epoch: int, *, whole: bool = False) -> None:
        """Write *nodes* as one file named by *epoch*, all of it or nothing."""
        if not nodes:
            return
        with _reaching():
            self._check_there()
            folder = self._path / NODES
            if not folder.is_dir():
                folder.mkdir(mode=0o700)
                sync_folder(self._path)
            _replace(folder / f"{epoch}{WHOLE if whole else ''}", nodes)
            sync_folder(folder)

    def trim(self, epoch: int) -> int:
        """Delete what no restore of *epoch* reads, and say how many files are left."""
        with _reaching():
            living = mirror_files(self._path, epoch=epoch)
            folder = self._path / NODES
            for found in folder.iterdir() if folder.is_dir() else ():
                if found not in living:
                    found.unlink()
            return len(living)

    def wipe(self) -> None:
        """Overwrite both slots, read them back, and take away the file and its mirror."""
        with _reaching():
            self._check_there()
            with _opened(self._path / FILE, os.O_RDWR) as descriptor:
                over = noise() + noise()
                _write_all(descriptor, over, 0)
                os.fdatasync(descriptor)
            if self._read_file() != over:
                raise UnavailableError("the overwrite was not read back")
            self._leave()

    def _leave(self) -> None:
        folder = self._path / NODES
        for found in folder.iterdir() if folder.is_dir() else ():
            found.unlink()
        with suppress(FileNotFoundError):
            folder.rmdir()
        (self._path / FILE).unlink()
        sync_folder(self._path)

    def _check_there(self) -> None:
        if not (self._path / FILE).exists():
            raise UnavailableError("the escrow file is not there", hint="mount it again")

    def _read_file(self) -> bytes:
        with _opened(self._path / FILE, os.O_RDONLY) as descriptor:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            block = os.pread(descriptor, SIZE + 1, 0)
        if len(block) != SIZE:
            raise VerificationError("the escrow file has another size", hint="register it anew")
        return block


class DiskPlace(DirectoryPlace):
    """A place on a disk that comes and goes: a marker tells it from an empty mount point.

    The marker holds the place's own id: two sticks that are mounted at one path are two places.
    """

    kind = PlaceKind.DISK

    def __init__(self, path: Path, place: str) -> None:
        super().__init__(path)
        self._place = place

    def make(self, home: str) -> None:
        """Leave the marker and lay out the file."""
        marker = self._path / MARKER
        with _reaching():
            if not self._path.is_dir():
                raise UnavailableError("the disk is not mounted there", hint="plug it in")
            if (self._path / FILE).exists():
                check_owner(self._read_file(), home)
            # A stick that was a place before, and ended, is taken over with its file.
            _replace(marker, self._place.encode())
        super().make(home)

    def _check_there(self) -> None:
        marker = self._path / MARKER
        try:
            found = marker.read_bytes()
        except FileNotFoundError:
            raise UnavailableError("the disk is not mounted there", hint="plug it in") from None
        if found != self._place.encode():
            raise UnavailableError("another disk is mounted there", hint="plug in the right one")
        super()._check_there()

    def _leave(self) -> None:
        (self._path / MARKER).unlink()
        super()._leave()


def mirror_files(path: Path, *, epoch: int) -> list[Path]:
    """Return the files of the mirror at *path* that make up the tree of *epoch*, in their order."""
    folder = path / NODES
    found = []
    for file in folder.iterdir() if folder.is_dir() else ():
        number = file.name.removesuffix(WHOLE)
        if number.isdecimal() and int(number) <= epoch:
            # What changed with an epoch comes before a whole tree that was read under it.
            found.append((int(number), file.name.endswith(WHOLE), file))
    ordered = sorted(found)
    first = max((at for at, (_, whole, _) in enumerate(ordered) if whole), default=0)
    return [file for _, _, file in ordered[first:]]


def read_mirror(path: Path, *, epoch: int) -> list[bytes]:
    """Return what the mirror at *path* holds of the tree of *epoch*, later files after earlier."""
    return [file.read_bytes() for file in mirror_files(path, epoch=epoch)]


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as exc:
        raise UnavailableError("the escrow file is not there", hint="mount it again") from exc
    except PermissionError as exc:
        raise UnavailableError("the folder may not be written", hint="look at its rights") from exc
    except OSError as exc:
        raise UnavailableError("the folder cannot be written", hint="look at the disk") from exc


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes, start: int) -> None:
    done = 0
    while done < len(data):
        done += os.pwrite(descriptor, data[done:], start + done)


def _write_new(path: Path, data: bytes) -> None:
    """Write *data* to a name that is not taken; a crash leaves nothing of another size there."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    _write_synced(fresh, data)
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on most sticks
        fresh.rename(path)
    fresh.unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    _write_synced(fresh, data)
    fresh.rename(path)


def _write_synced(path: Path, data: bytes) -> None:
    with _created(path) as descriptor:
        _write_all(descriptor, data, 0)
        os.fsync(descriptor)


@contextmanager
def _created(path: Path) -> Iterator[int]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
