"""Office documents: ZIPs of XML, each member read within limits; macros are refused."""

import codecs
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sealbench.reading import markup
from sealbench.reading.kinds import Kind, kind_of
from sealbench.reading.unread import (
    MOST_MEMBERS,
    MOST_PICTURES,
    MOST_UNPACKED,
    Unread,
    UnreadError,
)

_MOST_RATIO = 200  # of a member that unpacks to more than a megabyte
_MEGABYTE = 1_000_000
_PIECE = 65_536
_ENCRYPTED = 0x1
_MARKS = frozenset({"[Content_Types].xml", "mimetype"})
_SHEET = re.compile(r"(?:.*/)?worksheets/[^/]+\.xml")
_XML = (".xml", ".rels", ".rdf", ".vml")
_SIGNATURES = re.compile(r"_xmlsignatures/.*|.*[.](?:psdsor|psdsxs|sigs)|meta-inf/.*signatures.*")
_UTF8 = 0x800
_MACROS = ("vbaproject.bin", "vbadata.xml")


def load() -> None:
    """Load what reads: later no file can be opened."""
    for letters in ("cp437", "utf-8", "utf-16-le"):  # of names and texts
        codecs.lookup(letters)
    markup.text(b"<nothing/>")


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a document: its *text*, or else its *picture*, or else a document *inside* it.

    *named*: the text is the names of all members.
    """

    name: str = ""
    text: str = ""
    named: bool = False
    picture: bytes = b""
    inside: bytes = b""


class Office:
    """One office document; its parts are counted from 1."""

    def __init__(self, data: bytes) -> None:
        """Open *data*; raise UnreadError for an archive that is no office document."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError):
            raise UnreadError(Unread.DAMAGED) from None
        members = self._zip.infolist()
        if not _MARKS.intersection(member.filename for member in members):
            raise UnreadError(Unread.ARCHIVE)
        if len(members) > MOST_MEMBERS:
            raise UnreadError(Unread.UNPACKED)
        _refuse_hidden(data, members)
        self._members = [member for member in members if not member.is_dir()]
        self._left = MOST_UNPACKED
        self._pictures = 0
        self.parts = len(self._members)

    def read(self) -> Iterator[Part]:
        """Yield the parts, the first of which holds the names of all."""
        names = "\n".join(posixpath.basename(each.filename) for each in self._members)
        yield Part(text=names, named=True)
        shared = self._shared()
        for member in self._members:
            yield self._part(member, self._unpacked(member), shared)

    def with_parts(self, made: Mapping[str, bytes]) -> bytes:
        """Return the document, once it was read, with what was *made* of the parts named there."""
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w") as out:
            for member in sorted(self._zip.infolist(), key=lambda each: each.header_offset):
                same = zipfile.ZipInfo(_name(member), member.date_time)
                same.compress_type, same.external_attr = member.compress_type, member.external_attr
                same.create_system = member.create_system
                out.writestr(same, made.get(member.filename) or self._zip.read(member))
        return box.getvalue()

    @property
    def is_signed(self) -> bool:
        """Tell whether a signature is over the document (ECMA-376-2, 13; ODF 1.2, part 3, 2.4)."""
        return any(_SIGNATURES.fullmatch(each.filename.lower()) for each in self._members)

    def _part(self, member: zipfile.ZipInfo, data: bytes, shared: list[str]) -> Part:
        name = member.filename.lower()
        if name.endswith(_MACROS) or name.startswith(("basic/", "scripts/")):
            raise UnreadError(Unread.SCRIPT)
        match kind_of(data[:1024]):
            case Kind.PICTURE:
                self._pictures += 1
                if self._pictures > MOST_PICTURES:
                    raise UnreadError(Unread.PICTURES)
                return Part(member.filename, picture=data)
            case Kind.ZIP:
                return Part(member.filename, inside=data)
            case Kind.TEXT:
                return Part(member.filename, _text(member.filename, data, shared))
            case _:
                raise UnreadError(Unread.CARRIES)

    def _shared(self) -> list[str]:
        """Return the texts that the cells of a workbook refer to."""
        for member in self._members:
            if member.filename.endswith("xl/sharedStrings.xml"):
                return markup.strings(self._unpacked(member))
        return []

    def _unpacked(self, member: zipfile.ZipInfo) -> bytes:
        if member.flag_bits & _ENCRYPTED:
            raise UnreadError(Unread.ENCRYPTED)
        out = bytearray()
        for piece in self._pieces(member):
            out += piece
            self._left -= len(piece)
            ratio = len(out) / max(1, member.compress_size)
            if self._left < 0 or (len(out) > _MEGABYTE and ratio > _MOST_RATIO):
                raise UnreadError(Unread.UNPACKED)
        return bytes(out)

    def _pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(member) as packed:
                while piece := packed.read(_PIECE):
                    yield piece
        except Exception:  # noqa: BLE001 - unpackers of foreign bytes stumble in many ways
            raise UnreadError(Unread.DAMAGED) from None


def _refuse_hidden(data: bytes, members: list[zipfile.ZipInfo]) -> None:
    """Raise UnreadError where a name is there twice, or bytes lie where no member says so."""
    names = [member.filename for member in members]
    first = min((member.header_offset for member in members), default=0)
    if len(set(names)) < len(names) or first or not data.startswith(b"PK"):
        raise UnreadError(Unread.DAMAGED)


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name that was stored, in UTF-8 though nothing said so."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode()
    except UnicodeError:
        return member.filename


def _text(name: str, data: bytes, shared: list[str]) -> str:
    if _SHEET.fullmatch(name):
        return markup.sheet(data, shared)
    if name.lower().endswith(_XML) or data.lstrip()[:5] == b"<?xml":
        return markup.text(data)
    return _letters(data)


def _letters(data: bytes) -> str:
    """Return *data* read as letters, of whatever width: settings, fonts, drawings."""
    wide = data.decode("utf-16-le", "ignore") if b"\0" in data else ""
    return "\n".join([data.decode("utf-8", "replace"), wide])
