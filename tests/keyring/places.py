"""Places for tests: real folders, and a real program that keeps one file."""

import sys
from collections.abc import Callable
from pathlib import Path

from sealbench.keyring.command_place import CommandPlace
from sealbench.keyring.places import DirectoryPlace, DiskPlace, Driver

HOME = "mfrggzdfmztwq2lkmnrxe2lo"

_PROGRAM = """#!{python}
import os, sys
path = {path!r}
if sys.argv[1] == "write":
    block = sys.stdin.buffer.read()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.pwrite(descriptor, block, 0)
    os.fdatasync(descriptor)
else:
    sys.stdout.buffer.write(open(path, "rb").read())
"""


def program(folder: Path, kept: Path, text: str = _PROGRAM) -> Path:
    """Return a program in *folder* that keeps its file at *kept*."""
    folder.mkdir(exist_ok=True)
    path = folder / "second-machine"
    path.write_text(text.format(python=sys.executable, path=str(kept)), encoding="utf-8")
    path.chmod(0o700)
    return path


def directory(folder: Path) -> tuple[Driver, Path]:
    (folder / "place").mkdir()
    return DirectoryPlace(folder / "place"), folder / "place" / "sealbench.escrow"


def disk(folder: Path) -> tuple[Driver, Path]:
    (folder / "disk").mkdir()
    return DiskPlace(folder / "disk", HOME), folder / "disk" / "sealbench.escrow"


def command(folder: Path) -> tuple[Driver, Path]:
    kept = folder / "kept"
    return CommandPlace(program(folder / "programs", kept)), kept


PLACES: dict[str, Callable[[Path], tuple[Driver, Path]]] = {
    "directory": directory,
    "disk": disk,
    "command": command,
}
