"""The ground that a place of the escrow stands on: what forbids it, and what speaks against it.

Where older versions of a file survive, an erased client's key survives with them.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_COPY_ON_WRITE = frozenset({"btrfs", "zfs", "bcachefs", "nilfs2", "overlay", "apfs"})
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "fuse.rclone"})
_VERSIONED = (
    ".git", ".hg", ".svn", ".bzr", "_darcs", ".fslckout", ".stversions", ".dropbox", ".snapshots",
    ".zfs", ".dropbox.cache", ".owncloudsync.log", ".sync_journal.db", ".stfolder",
)  # fmt: skip


class Ground(StrEnum):
    """What was found; the text is what an event and a page's sentence are looked up by."""

    ABSENT = "absent"
    RELATIVE = "relative"
    VERSIONED = "versioned"
    BACKED_UP = "backed up"
    SAME_DISK = "same disk"
    IN_HOME = "in the home"
    SAME_DEVICE = "same device"
    COPY_ON_WRITE = "copy on write"
    NETWORK = "network"
    IN_MEMORY = "in memory"


@dataclass(frozen=True, slots=True)
class Findings:
    """What forbids a place, and what its manager must know of it."""

    refusals: tuple[Ground, ...] = ()
    warnings: tuple[Ground, ...] = ()


def inspect(path: Path, *, home: Path, backups: Sequence[Path] = (), disk: bool) -> Findings:
    """Look at the folder *path* as a place for the escrow of *home*; *disk* must be another one."""
    if not path.is_absolute() or ".." in path.parts:
        return Findings(refusals=(Ground.RELATIVE,))
    if not path.is_dir():
        return Findings(refusals=(Ground.ABSENT,))
    real, home = path.resolve(), home.resolve()
    refusals = list(_refusals(real, home, backups))
    warnings = list(_warnings(real, home))
    if disk and Ground.SAME_DEVICE in warnings:
        warnings.remove(Ground.SAME_DEVICE)
        refusals.append(Ground.SAME_DISK)
    return Findings(tuple(refusals), tuple(warnings))


def _refusals(real: Path, home: Path, backups: Sequence[Path]) -> Iterator[Ground]:
    above = (real, *real.parents)
    if any((folder / name).exists() for folder in above for name in _VERSIONED):
        yield Ground.VERSIONED
    if any(backup.resolve() in above for backup in backups):
        yield Ground.BACKED_UP
    # Everything in the home but its keys is copied into backups.
    if home in above:
        yield Ground.IN_HOME


def _warnings(real: Path, home: Path) -> Iterator[Ground]:
    if real.stat().st_dev == home.stat().st_dev:
        yield Ground.SAME_DEVICE
    kind = file_system(real)
    if kind in _COPY_ON_WRITE:
        yield Ground.COPY_ON_WRITE
    if kind in _NETWORK:
        yield Ground.NETWORK
    if kind in {"tmpfs", "ramfs"}:
        yield Ground.IN_MEMORY


def keeps_old_blocks(path: Path) -> bool:
    """Tell whether the file system under *path* writes anew instead of over what is there."""
    return file_system(path.resolve()) in _COPY_ON_WRITE


def file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """Return the type of the file system that *path* lies on, nothing where it is not known."""
    found = ("", "")
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        parts = fields.split(" ")
        if len(parts) < 5:  # noqa: PLR2004 - the mount point is the fifth (proc(5))
            continue
        point = parts[4].replace("\\040", " ")
        inside = os.path.commonpath([point, path]) == point if point.startswith("/") else False
        if inside and len(point) >= len(found[0]):
            found = point, rest.split(" ")[0]
    return found[1]
