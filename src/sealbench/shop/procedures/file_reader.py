"""Reading a file for the screen while it streams by: what is text, and what was found in it (A2).

What begins like a picture, a sound, a film, a PDF, an archive or an office document is not
read, and that is said wherever the file is shown (law 10).  Everything else is read as text,
in the letters that it seems to be written in, so that no odd ending hides a list of passwords.
"""

import codecs
from dataclasses import dataclass, field

from sealbench.errors import MalformedError
from sealbench.screen import Finding, screen

MOST_TEXT = 2_000_000  # bytes; the screen reads about 0.15 megabytes in a second of CPU
_HEAD = 64
_WINDOW = 32_768  # letters that are screened at once
_OVERLAP = 1_024  # letters that are screened twice: what lies across a border is found too

_KNOWN = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*",
    b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd", b"OggS", b"fLaC", b"ID3", b"\xff\xfb", b"\x1a\x45\xdf\xa3",
)  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_unreadable(head: bytes) -> bool:
    """Tell whether *head* begins something that the screen cannot read yet."""
    if head.startswith(b"BM"):
        return head[6:10] == b"\0\0\0\0"  # a bitmap; "BM" alone begins many a text
    riff = head[:4] == b"RIFF" and head[8:12] in {b"WEBP", b"WAVE", b"AVI "}
    return riff or head[4:8] == b"ftyp" or head.startswith(_KNOWN)


@dataclass(slots=True)
class FileReader:
    """Reads one file as its bytes come."""

    blocks: bool = False
    findings: list[Finding] = field(default_factory=list)
    _head: bytearray = field(default_factory=bytearray, repr=False)
    _decoder: codecs.IncrementalDecoder | None = field(default=None, repr=False)
    _unread: bool = False
    _text: str = field(default="", repr=False)
    _size: int = 0

    @property
    def was_read(self) -> bool:
        """Tell whether the screen has read the file, or could not."""
        return not self._unread

    def take(self, data: bytes) -> None:
        """Read *data*; raise MalformedError where there is more text than can be screened."""
        if self._unread or self.blocks:
            return
        if self._decoder is None:
            self._head += data
            if len(self._head) < _HEAD:
                return
            data = self._begin()
        self._read(data)

    def finish(self) -> None:
        """Read what is left."""
        if self._unread or self.blocks:
            return
        if self._decoder is None:
            self._read(self._begin())
        if self._decoder is not None:
            self._text += self._decoder.decode(b"", final=True)
        self._screen(self._text)
        self._text = ""

    def _begin(self) -> bytes:
        """Decide what the file is by its head, and return it to be read."""
        head = bytes(self._head)
        self._unread = is_unreadable(head)
        self._decoder = codecs.getincrementaldecoder(_letters(head))("replace")
        return head

    def _read(self, data: bytes) -> None:
        if self._unread or self._decoder is None:
            return
        self._size += len(data)
        if self._size > MOST_TEXT:
            raise MalformedError(
                "this text is too long to be screened",
                hint="attach the part that matters, less than two megabytes",
            )
        self._text += self._decoder.decode(data)
        while len(self._text) >= _WINDOW and not self.blocks:
            self._screen(self._text[:_WINDOW])
            self._text = self._text[_WINDOW - _OVERLAP :]

    def _screen(self, text: str) -> None:
        verdict = screen(text)
        self.blocks = self.blocks or verdict.blocks
        self.findings += verdict.findings


def _letters(head: bytes) -> str:
    """Return the encoding that *head* seems to be in; what is no UTF-8 is read letter by letter."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[::2], head[1::2]
    if odd.count(0) * 2 > len(odd):
        return "utf-16-le"
    if even.count(0) * 2 > len(even):
        return "utf-16-be"
    return "utf-8"
