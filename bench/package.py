"""A return package of photographs against the same bytes written and hashed once."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bench.table import Figure, from_rounds
from sealbench.package import Content, PackageFile, check_package, write_package
from sealbench.seal import by_identity, new_identity, recipient_of, to_recipients

_BLOCK = hashlib.shake_256(b"photograph").digest(1 << 18)  # nothing that packing makes smaller
_BLOCKS = 20
_SIZE = _BLOCKS * len(_BLOCK)


def packages(*, rounds: int, files: int) -> list[Figure]:
    """Return the MB per second of writing and of checking *files* photographs of 5 MB."""
    identity = new_identity()
    unwrap, wrap = by_identity(identity), to_recipients([recipient_of(identity)])
    wrote: list[float] = []
    checked: list[float] = []
    floor: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.age"
        for _ in range(rounds):
            floor.append(_rate(path, files, lambda file: _plain(file, files)))
            wrote.append(
                _rate(path, files, lambda file: write_package(_content(files), file, wrap))
            )
            began = time.perf_counter()
            with path.open("rb") as file:
                check_package(file, unwrap)
            checked.append(files * _SIZE / 1e6 / (time.perf_counter() - began))
    return [
        from_rounds("return package written", wrote, floor, "MB per second"),
        from_rounds("return package checked", checked, floor, "MB per second"),
    ]


def _content(files: int) -> Content:
    photo = PackageFile("photo.jpg", "1", "image/jpeg", _SIZE, _blocks)
    return Content(datetime(2026, 1, 1, tzinfo=UTC), {}, {}, files=(photo for _ in range(files)))


def _blocks() -> Iterator[bytes]:
    return (_BLOCK for _ in range(_BLOCKS))


def _plain(file: BinaryIO, files: int) -> None:
    digest = hashlib.sha256()
    for _ in range(files):
        for block in _blocks():
            digest.update(block)
            file.write(block)


def _rate(path: Path, files: int, write: Callable[[BinaryIO], object]) -> float:
    began = time.perf_counter()
    with path.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    return files * _SIZE / 1e6 / (time.perf_counter() - began)
