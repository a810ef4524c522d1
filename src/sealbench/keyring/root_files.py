r"""Roots in two files of 4096 bytes, made once and overwritten in place ever after.

A slot is `SBROOT1\0` || epoch (8) || cover (4) || length (2) || covered root || noise || SHA-256 of
all before it (32).  A wiped slot is the same with `SBWIPED1` and noise: because the sum is over
all 4096 bytes, a slot that checks out was written whole, so nothing older is left in it.

The folder belongs on its own small file system, outside every backup; the marker file
`.sealbench-never-backup` lets a backup refuse it.
"""

import fcntl
import hashlib
import os
import secrets
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from sealbench.durable import sync_folder
from sealbench.errors import UnavailableError
from sealbench.keyring.key import Key
from sealbench.keyring.node import Realm
from sealbench.keyring.roots import Bare, Cover, Roots

MARKER = ".sealbench-never-backup"
SIZE = 4096
_ROOT, _WIPED = b"SBROOT1\0", b"SBWIPED1"
_HEADER = struct.Struct("<8sQ4sH")
_SUM = 32
_SLOTS = (0, 1)


class _Slot(NamedTuple):
    """A slot that checks out: wiped, or the root of *epoch*."""

    epoch: int
    cover: str
    covered: bytes
    wiped: bool


class RootFiles(Roots):
    """The root of *realm* in the folder at *path*, each wrapped in *cover*."""

    def __init__(self, path: Path, realm: Realm, covers: Mapping[str, Cover] | None = None) -> None:
        """Use the first of *covers*, by their names, for what is written, any for what is read."""
        self._descriptors: list[int] = []
        self._path = path
        self._realm = realm
        self._covers = covers or {Bare.name: Bare()}
        self._chosen = next(iter(self._covers))

    @classmethod
    def make(cls, path: Path, realm: Realm, root: Key, *, epoch: int = 1) -> Self:
        """Return the roots in a folder at *path*, with *root* as the first."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path / MARKER).touch(mode=0o600)
        made = cls(path, realm)
        for slot in _SLOTS:
            with made._file(slot).open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(_wiped())
                file.flush()
                os.fsync(file.fileno())
        sync_folder(path)
        made._write(0, made._packed(epoch, root))
        return made

    def mark(self) -> bytes:
        """Return the headers of both slots: they name epochs, or are noise."""
        return b"".join(self._pread(slot, _HEADER.size) for slot in _SLOTS)

    def read(self, epoch: int) -> Key:
        """Return the root of *epoch*, the slot checked whole."""
        with self._lock(fcntl.LOCK_SH):
            slots = self._slots()
        for found in slots:
            if found is not None and not found.wiped and found.epoch == epoch:
                return self._uncovered(found)
        raise self._missing(epoch, slots)

    def prepare(self, epoch: int, root: Key) -> None:
        """Write *root* into the slot that does not hold the epoch before."""
        with self._lock(fcntl.LOCK_EX):
            here = self._slot_of(epoch - 1)
            packed = self._packed(epoch, root)
            self._write(1 - here, packed)
            found = _parse(packed)
        if found is None or self._uncovered(found).secret() != root.secret():
            raise UnavailableError("a root of the keys does not come back from its cover")

    def settle(self, epoch: int) -> None:
        """Overwrite the slot beside that of *epoch*, unless it holds a later root, whole.

        A root under another cover than the chosen one is covered anew first.
        """
        with self._lock(fcntl.LOCK_EX):
            here = self._slot_of(epoch)
            slots = self._slots()
            found, other = slots[here], slots[1 - here]
            if _is_past(other, epoch) and other is not None and not other.wiped:
                return
            if found is not None and found.cover != self._chosen:
                self._write(1 - here, self._packed(epoch, self._uncovered(found)))
                here = 1 - here
            self._write(1 - here, _wiped())

    def is_settled(self, epoch: int) -> bool:
        """Tell whether the slot beside that of *epoch* was overwritten whole."""
        with self._lock(fcntl.LOCK_SH):
            other = 1 - self._slot_of(epoch)
            return _is_past(self._slots()[other], epoch)

    def _slot_of(self, epoch: int) -> int:
        slots = self._slots()
        there = [
            (found.cover != self._chosen, slot)
            for slot, found in enumerate(slots)
            if found is not None and not found.wiped and found.epoch == epoch
        ]
        if not there:
            raise self._missing(epoch, slots)
        return min(there)[1]

    def _missing(self, epoch: int, slots: list[_Slot | None]) -> UnavailableError:
        """Return what is wrong, and the one thing to do about it."""
        there = [found.epoch for found in slots if found is not None and not found.wiped]
        if not there:
            return UnavailableError(
                f"the root of the {self._realm} keys is torn or gone",
                hint="restore it: docs/how-to/restore.md, when the key folder is lost",
            )
        if max(there) > epoch:
            return UnavailableError(
                f"the database is older than its keys (epoch {epoch}, keys {max(there)})",
                hint="an old database was put back: docs/how-to/restore.md, when only the "
                "database is lost",
            )
        return UnavailableError(
            f"the key folder is older than the database (epoch {max(there)}, database {epoch})",
            hint="an old key folder was put back: destroy that copy, then docs/how-to/restore.md",
        )

    def _packed(self, epoch: int, root: Key) -> bytes:
        cover = self._covers[self._chosen]
        covered = cover.close(root.secret())
        body = _HEADER.pack(_ROOT, epoch, cover.name.encode(), len(covered)) + covered
        return _summed(body)

    def _uncovered(self, slot: _Slot) -> Key:
        cover = self._covers.get(slot.cover)
        if cover is None:
            raise UnavailableError(
                f"the root of the {self._realm} keys was written under another cover",
                hint="start the version of sealbench that wrote it",
            )
        return Key(cover.open(slot.covered))

    def _slots(self) -> list[_Slot | None]:
        return [_parse(self._pread(slot, SIZE)) for slot in _SLOTS]

    def _file(self, slot: int) -> Path:
        return self._path / f"{self._realm}.{slot}"

    def _pread(self, slot: int, size: int) -> bytes:
        try:
            return os.pread(self._opened()[slot], size, 0)
        except OSError as exc:
            raise self._unreadable() from exc

    def _opened(self) -> list[int]:
        """Return the slots' descriptors: the files are made once and never replaced."""
        if not self._descriptors:
            try:
                for slot in _SLOTS:
                    self._descriptors.append(os.open(self._file(slot), os.O_RDWR))
            except OSError as exc:
                self._close()
                raise self._unreadable() from exc
        return self._descriptors

    def _close(self) -> None:
        while self._descriptors:
            os.close(self._descriptors.pop())

    def __del__(self) -> None:
        """Let go of the slots with the home: a drill opens three of them, one after the other."""
        self._close()

    def _unreadable(self) -> UnavailableError:
        return UnavailableError(
            f"the root of the {self._realm} keys cannot be read",
            hint=f"mount or restore {self._path}, then start again",
        )

    def _write(self, slot: int, data: bytes) -> None:
        try:
            _overwrite(self._opened()[slot], data)
        except OSError as exc:
            raise UnavailableError(
                f"the root of the {self._realm} keys cannot be written",
                hint=f"free {self._path} and run: sealbench resume",
            ) from exc

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Keep other processes, and other threads, from the slots: two may share one database."""
        try:
            descriptor = os.open(self._path / MARKER, os.O_RDONLY)
        except OSError as exc:
            raise self._unreadable() from exc
        try:
            fcntl.flock(descriptor, kind)
            yield
        finally:
            os.close(descriptor)


def _parse(data: bytes) -> _Slot | None:
    """Return what a slot holds, None where it is not whole."""
    if len(data) != SIZE or hashlib.sha256(data[:-_SUM]).digest() != data[-_SUM:]:
        return None
    magic, epoch, cover, length = _HEADER.unpack_from(data)
    if magic == _WIPED:
        return _Slot(0, "", b"", wiped=True)
    if magic != _ROOT:
        return None
    return _Slot(epoch, cover.decode(), data[_HEADER.size : _HEADER.size + length], wiped=False)


def _is_past(slot: _Slot | None, epoch: int) -> bool:
    return slot is not None and (slot.wiped or slot.epoch > epoch)


def _wiped() -> bytes:
    return _summed(_WIPED)


def _summed(body: bytes) -> bytes:
    whole = body + secrets.token_bytes(SIZE - _SUM - len(body))
    return whole + hashlib.sha256(whole).digest()


def _overwrite(descriptor: int, data: bytes) -> None:
    if os.pwrite(descriptor, data, 0) != SIZE:
        raise OSError("the slot was written in part")
    os.fdatasync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    if os.pread(descriptor, SIZE, 0) != data:
        raise OSError("the slot was not read back")
