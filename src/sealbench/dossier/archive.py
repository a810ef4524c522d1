"""The file `dossier.zip`: written the same way each time, read with suspicion.

A dossier comes from a stranger's hands into a client's or a lawyer's: nothing is unpacked
to a disk, every size is bounded before a byte is inflated, and what does not belong there
makes the whole file malformed.
"""

import io
import zipfile
import zlib
from dataclasses import replace
from typing import Final

from sealbench import canon
from sealbench.dossier import form
from sealbench.dossier.readable import README, render_report
from sealbench.dossier.value import Dossier
from sealbench.errors import MalformedError

MOST_BYTES: Final = 64 * 1024 * 1024  # of the file, and of all that is in it
_MOST_PROOF = 64 * 1024
_RECORDS = "dossier.json"
_README = "README.txt"
_REPORT = "report.html"
_FIXED = (_README, _REPORT, _RECORDS)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_START = b"PK\x03\x04"
_ENCRYPTED = 0x1
_PROOF = "proofs/{}.tlog-proof"


def write_dossier(dossier: Dossier) -> bytes:
    """Return the zip of *dossier*: the same bytes each time for the same records."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in _files(dossier):
            archive.writestr(_info(name), data)
    return buffer.getvalue()


def read_dossier(data: bytes) -> Dossier:
    """Return the dossier in the zip *data*, of which nothing is verified yet.

    Raise MalformedError for anything that is not exactly the files of a dossier.
    """
    if len(data) > MOST_BYTES:
        raise MalformedError("larger than a dossier")
    if not data.startswith(_START):
        raise MalformedError("not a zip file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _read_all(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as exc:
        raise exc if isinstance(exc, MalformedError) else MalformedError("not a zip file") from exc
    return _dossier(files)


def _files(dossier: Dossier) -> list[tuple[str, bytes]]:
    return [
        *_readable(dossier).items(),
        (_RECORDS, canon.to_bytes(form.to_json(dossier))),
        *((_PROOF.format(entry.counter), entry.proof.encode()) for entry in dossier.entries),
    ]


def _readable(dossier: Dossier) -> dict[str, bytes]:
    return {_README: README.encode(), _REPORT: render_report(dossier).encode()}


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = archive.infolist()
    if archive.comment:
        raise MalformedError("a dossier has no comment")
    _check_members(members)
    return {info.filename: _read(archive, info) for info in members}


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in members]
    if len(set(names)) != len(names) or len(names) > len(_FIXED) + form.MOST_ENTRIES:
        raise MalformedError("a file stands there twice, or too many do")
    if sum(info.file_size for info in members) > MOST_BYTES:
        raise MalformedError("larger than a dossier")
    for info in members:
        _check_member(info)


def _check_member(info: zipfile.ZipInfo) -> None:
    # The name as it stands in the file: the library cuts names at a NUL.
    if info.orig_filename != info.filename or not _is_known(info.filename):
        raise MalformedError("a file that does not belong to a dossier")
    if info.flag_bits & _ENCRYPTED:
        raise MalformedError("a dossier is not encrypted")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise MalformedError("packed in an unknown way")
    if info.filename not in _FIXED and info.file_size > _MOST_PROOF:
        raise MalformedError("larger than a proof")


def _is_known(name: str) -> bool:
    if name in _FIXED:
        return True
    number = name.removeprefix("proofs/").removesuffix(".tlog-proof")
    digits = number.isascii() and number.isdigit() and len(number) <= len(str(form.MOST_ENTRIES))
    return digits and _PROOF.format(int(number)) == name


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise MalformedError("a file is longer or shorter than stated")
    return data


def _dossier(files: dict[str, bytes]) -> Dossier:
    if not set(_FIXED) <= files.keys():
        raise MalformedError("a file of the dossier is missing")

    def proof_of(counter: int) -> str:
        try:
            return files[_PROOF.format(counter)].decode()
        except (KeyError, UnicodeDecodeError) as exc:
            raise MalformedError("the proof of an event is missing") from exc

    dossier = form.from_json(canon.from_bytes(files[_RECORDS]), proof_of)
    if len(files) != len(_FIXED) + len(dossier.entries):
        raise MalformedError("a proof of no event")
    readable = _readable(dossier).items()
    return replace(dossier, altered=tuple(name for name, text in readable if files[name] != text))
