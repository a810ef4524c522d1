"""JPEGs that lie in a PDF as a camera made them: what is not pixels or colours is blanked (A5).

A PDF holds them byte by byte (ISO 32000-1, 7.4.8).  Zeros take the place of what is blanked, so
that no byte moves and the tables of the PDF stay true.  The bytes are walked through once.
"""

import re
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(?=\xff\xd8)")  # ISO 32000-1, 7.3.8; B.1.1.3: start of image
_ENDING = b"endstream"
_LINE_ENDS = b"\r\n"
_MARKER = re.compile(rb"\xff([^\x00\xff])", re.DOTALL)  # ISO/IEC 10918-1, B.1.1.2, not in a scan
_LENGTH = 2  # bytes of the length of a segment, which it counts itself
_END, _COMMENT = 0xD9, 0xFE
_OF_MAKERS = range(0xE0, 0xF0)
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a segment
_NEEDED = ((0xE0, b"JFIF\0", 12), (0xE2, b"ICC_PROFILE\0", 65_535), (0xEE, b"Adobe", 12))
"""Segments that a reader of the pixels needs, and how many bytes: density, colours, transform."""


def blanked(data: bytes) -> bytes:
    """Return the PDF *data*, as long as before, with nothing but pixels and colours in its JPEGs.

    What is blanked are the segments of makers (EXIF, GPS, XMP, IPTC, previews), comments, and all
    that follows the end of a picture in its stream.  Without any, *data* itself is returned.
    """
    cleared = bytearray(data)
    done = 0
    while found := _STREAM.search(data, done):
        done = data.find(_ENDING, found.end())
        if done < 0:
            break
        while done > found.end() and data[done - 1] in _LINE_ENDS:
            done -= 1
        for first, last in _told(data, found.end(), done):
            cleared[first:last] = bytes(last - first)
    return data if cleared == data else bytes(cleared)


def _told(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the stream from *start* to *end* has more than a picture.

    Like readers of JPEG it goes on at the next marker where none is expected to be.
    """
    at = start
    while found := _MARKER.search(data, at, end):
        marker, at = found.group(1)[0], found.end()
        if marker == _END:
            yield at, end
            return
        if marker in _ALONE:
            continue
        first = min(end, at + _LENGTH)
        last = min(end, at + max(_LENGTH, int.from_bytes(data[at:first], "big")))
        kept = min(last, first + _kept(marker, data, first))
        yield kept, last
        at = last


def _kept(marker: int, data: bytes, first: int) -> int:
    """Return how many bytes of the segment whose content begins at *first* stay."""
    for needed, name, size in _NEEDED:
        if marker == needed and data.startswith(name, first):
            return size
    return 0 if marker == _COMMENT or marker in _OF_MAKERS else len(data)
