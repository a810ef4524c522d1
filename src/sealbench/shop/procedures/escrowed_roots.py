"""What a place of the escrow gives to whoever holds the recovery sheet: roots, and nodes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sealbench.errors import UnavailableError, VerificationError
from sealbench.keyring import Box, Place, mirror
from sealbench.keyring.places import FILE, read_mirror
from sealbench.shop.bench.escrow import open_escrow
from sealbench.shop.procedures.backup_keys import Root


def open_place(
    path: Path, identity: str, *, home: str
) -> tuple[Sequence[Root], Mapping[Place, Box]]:
    """Return the roots in the place at *path*, its folder or its file, and its mirror of nodes.

    Raise VerificationError for another shop's place or a key that does not open it, and
    MalformedError for what is none.
    """
    file = path / FILE if path.is_dir() else path
    try:
        block = file.read_bytes()
    except OSError as exc:
        raise UnavailableError(
            "the file of the escrow cannot be read", hint=f"name the folder that has {FILE} in it"
        ) from exc
    found = open_escrow(block, identity)
    if any(each.home != home for each in found):
        raise VerificationError("this is the escrow of another shop than the backups")
    roots = [Root(each.epoch, each.root, each.size) for each in found]
    files = read_mirror(path, epoch=roots[0].epoch) if path.is_dir() else ()
    return roots, mirror.merged(files)
