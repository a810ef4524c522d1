"""Check a return package against the manifest inside it.  Nothing is unpacked to a disk."""

import hashlib
import re
import zipfile
import zlib
from functools import partial
from typing import IO, BinaryIO

from sealbench.errors import MalformedError, VerificationError
from sealbench.package.archive import MANIFEST
from sealbench.package.names import harmless
from sealbench.package.value import Checked
from sealbench.seal import SealedReader, Unwrap

_PIECE = 256 * 1024
_LARGEST_MANIFEST = 256 * 1024 * 1024
_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f]+)")
_FLAGS = 0x8 | 0x800  # a descriptor after the data, a name in UTF-8
_START = b"PK\x03\x04"


def check_package(source: BinaryIO, unwrap: Unwrap) -> Checked:
    """Open the package *source* and compare each entry with the manifest in it.

    Raise MalformedError for another form, VerificationError for another key and for anything
    that is missing, added or altered.
    """
    names = check_archive(SealedReader(source, unwrap))
    source.seek(0)
    digest = _digest(source)
    return Checked(digest, source.tell(), len(names), names)


def is_package(source: BinaryIO) -> bool:
    """Return whether *source* is a zip with a manifest, whatever else is in it."""
    try:
        with zipfile.ZipFile(source) as archive:
            return MANIFEST in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    finally:
        source.seek(0)


def check_archive(source: BinaryIO | SealedReader) -> tuple[str, ...]:
    """Compare each entry of the zip *source* with its manifest, and return their names.

    Raise MalformedError for another form, VerificationError for what does not agree.
    """
    if source.read(len(_START)) != _START:
        raise MalformedError("not a zip file")
    try:
        with zipfile.ZipFile(source) as archive:
            return _compare(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as exc:
        raise MalformedError("not a zip file") from exc


def _compare(archive: zipfile.ZipFile) -> tuple[str, ...]:
    members = {info.filename: info for info in archive.infolist()}
    if len(members) != len(archive.infolist()) or archive.comment:
        raise MalformedError("an entry stands there twice, or a comment")
    for info in members.values():
        _check_member(info)
    wanted = _manifest(archive, members)
    if wanted.keys() != members.keys() - {MANIFEST}:
        raise VerificationError("an entry is missing or was added")
    for name, digest in wanted.items():
        with archive.open(members[name]) as entry:
            if _digest(entry) != digest:
                raise VerificationError("an entry was altered")
    return tuple(members)


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in iter(partial(file.read, _PIECE), b""):
        digest.update(piece)
    return digest.hexdigest()


def _check_member(info: zipfile.ZipInfo) -> None:
    parts = info.orig_filename.split("/")
    if any(harmless(part) != part for part in parts):
        raise MalformedError("a name that no package has")
    if info.flag_bits & ~_FLAGS or info.compress_type != zipfile.ZIP_DEFLATED:
        raise MalformedError("packed in another way")


def _manifest(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    if MANIFEST not in members or members[MANIFEST].file_size > _LARGEST_MANIFEST:
        raise MalformedError("no manifest")
    lines = archive.read(MANIFEST).decode(errors="replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    wanted = {each[2]: each[1] for each in found if each}
    if len(wanted) != len(lines):
        raise MalformedError("a manifest of another form")
    return wanted
