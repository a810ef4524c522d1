r"""A store with one small file per key, overwritten in place when the key is ended.

The folder belongs on its own small file system, outside every backup; the marker file
`.sealbench-never-backup` lets a backup refuse it.  A key file is
`SBKEY1\0\0` (8) || key (32) || SHA-256 of both (32), written once under a temporary name,
synced and linked into place.  Ending a key overwrites whatever lies under its name, also
what no longer parses: a torn overwrite leaves key bytes behind a broken header
(SECURITY 3.6).
"""

import hashlib
import os
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sealbench.errors import ConflictError, GoneError, UnavailableError, VerificationError
from sealbench.keyring.key import SIZE, Key
from sealbench.keyring.node import Node, Realm
from sealbench.keyring.store import KeyStore, Turn

_MAGIC = b"SBKEY1\0\0"
_MARKER = ".sealbench-never-backup"
_CACHE = 4096


@dataclass(frozen=True, slots=True)
class _Kept:
    """A key in memory, and the file (*path*, *mark*) from which it was read."""

    path: str
    mark: tuple[int, int]
    key: Key


class DirectoryKeyStore(KeyStore):
    """Keep keys as files under *path*, in two levels of folders."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._cache: dict[Node, _Kept] = {}

    @classmethod
    def make(cls, path: Path) -> Self:
        """Return the store in a new folder at *path*."""
        _make_folder(path)
        (path / _MARKER).touch(mode=0o600)
        _sync_folder(path)
        return cls(path)

    def key(self, node: Node) -> Key:
        """Return the key of *node*, from memory while its file is the one that was read.

        Another process may have ended the key: one look at the file costs a microsecond.
        """
        kept = self._cache.get(node)
        if kept is not None:
            if _mark(kept.path) == kept.mark:
                return kept.key
            self._forget(node)
        return self._read(node)

    def prepare(self, turns: Sequence[Turn]) -> None:
        """Write and sync each grown key under its name."""
        for turn in turns:
            for node, key in turn.grown.items():
                self._write(node, key)

    def finish(self, turns: Sequence[Turn]) -> None:
        """Overwrite, read back and unlink each ended key."""
        for turn in turns:
            for node in turn.ended:
                self._destroy(node)

    def names(self, realm: Realm) -> Iterable[str]:
        """Yield the name of every node that has a file in *realm*."""
        self._require_folder()
        return [found.name for found in (self._path / realm).glob("*/*") if found.suffix != ".new"]

    def _require_folder(self) -> None:
        """Tell a key that is gone from a folder that is: absence proves nothing without it."""
        if not (self._path / _MARKER).exists():
            raise UnavailableError(
                "the key folder is not there", hint="mount or restore it, then try again"
            )

    def _file(self, node: Node) -> Path:
        shard = hashlib.sha256(node.name.encode()).hexdigest()[:2]
        return self._path / node.realm / shard / node.name

    def _read(self, node: Node) -> Key:
        path = self._file(node)
        mark = _mark(path)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            self._require_folder()
            raise GoneError("there is no key for this record any more") from None
        except OSError as exc:
            raise UnavailableError("the key folder cannot be read") from exc
        key = _parse(data)
        with self._lock:
            if len(self._cache) >= _CACHE:
                self._cache.clear()
            # An end that came between the read and here wins: nothing dead is kept.
            if mark is not None and _mark(path) == mark:
                self._cache[node] = _Kept(str(path), mark, key)
        return key

    def _forget(self, node: Node) -> None:
        with self._lock:
            self._cache.pop(node, None)

    def _write(self, node: Node, key: Key) -> None:
        final = self._file(node)
        self._require_folder()
        try:
            if not _is_kept(final, key):
                _make_folder(final.parent)
                _put(final, _MAGIC + key.secret() + _sum(key.secret()))
        except OSError as exc:
            raise UnavailableError("the key folder cannot be written") from exc

    def _destroy(self, node: Node) -> None:
        path = self._file(node)
        self._require_folder()
        with self._lock:
            self._cache.pop(node, None)
            try:
                for found in (path, path.with_suffix(".new")):
                    _overwrite(found)
                if path.parent.exists():
                    _sync_folder(path.parent)
            except OSError as exc:
                raise UnavailableError(
                    "a key that must die could not be overwritten",
                    hint="free the key folder and run: sealbench resume",
                ) from exc


def _mark(path: str | Path) -> tuple[int, int] | None:
    """Return what changes whenever a file is replaced or overwritten; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path costs more than the call
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _sum(secret: bytes) -> bytes:
    return hashlib.sha256(_MAGIC + secret).digest()


def _parse(data: bytes) -> Key:
    secret = data[len(_MAGIC) : len(_MAGIC) + SIZE]
    if data != _MAGIC + secret + _sum(secret):
        raise VerificationError(
            "a key file is damaged",
            hint="restore it from the escrow, or end the record that it belongs to",
        )
    return Key(secret)


def _is_kept(final: Path, key: Key) -> bool:
    """Tell whether *final* holds *key*; raise ConflictError when it holds another."""
    if not final.exists():
        return False
    if _parse(final.read_bytes()).secret() != key.secret():
        raise ConflictError("this node has a key already")
    return True


def _put(final: Path, data: bytes) -> None:
    """Write and sync *data* under a name beside *final*, then link it there: all or nothing."""
    fresh = final.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _write_synced(fresh, data)
    os.link(fresh, final)
    fresh.unlink()
    _sync_folder(final.parent)


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _overwrite(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        size = max(os.fstat(descriptor).st_size, len(_MAGIC) + 2 * SIZE)
        noise = secrets.token_bytes(size)
        os.pwrite(descriptor, noise, 0)
        os.fdatasync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        if os.pread(descriptor, size, 0) != noise:
            raise OSError("the overwrite was not read back")
    finally:
        os.close(descriptor)
    path.unlink()


def _make_folder(path: Path) -> None:
    """Make *path* and what lies above it, each private and synced into its parent."""
    if path.is_dir():
        return
    _make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
