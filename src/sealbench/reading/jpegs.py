"""JPEGs that lie in a file as a camera made them: what it wrote beside the pixels is blanked (A5).

A PDF holds them byte by byte (ISO 32000-1, 7.4.8).  Zeros take the place of what is blanked, so
that no byte moves and the tables of the PDF stay true.
"""

import re

_BEGINNING = re.compile(rb"\xff\xd8(?=\xff)")  # ISO/IEC 10918-1, B.1.1.3: start of image
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA
_COMMENT = 0xFE
_LENGTH = 2  # bytes of the length of a segment, which it counts itself
_OF_MAKERS = range(0xE0, 0xF0)
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})  # markers without a length, none before a scan
_NEEDED = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
"""Segments of makers that a reader of the pixels needs: density, colours, transformation."""


def blanked(data: bytes) -> bytes:
    """Return *data*, as long as before, with nothing but pixels and colours in its JPEGs.

    What is blanked are the segments of makers (EXIF, GPS, XMP, IPTC, previews) and comments, also
    of second pictures behind the first one.  Without any, *data* itself is returned.
    """
    cleared = bytearray(data)
    for beginning in _BEGINNING.finditer(data):
        for start, end in _told(data, beginning.end()):
            cleared[start:end] = bytes(end - start)
    return data if cleared == data else bytes(cleared)


def _told(data: bytes, at: int) -> list[tuple[int, int]]:
    """Return where the picture whose first marker is at *at* has more than its pixels.

    Bytes that merely look like a beginning lead to no frame and no scan, and have nothing.
    """
    found: list[tuple[int, int]] = []
    framed = False
    while data[at : at + 1] == b"\xff":
        marker = data[at + 1 : at + 2]
        if marker == b"\xff":  # a fill byte
            at += 1
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        start, end = at + 2 + _LENGTH, at + 2 + size
        if not marker or marker[0] in _ALONE or size < _LENGTH or end > len(data):
            return []
        if marker[0] == _SCAN:
            return found if framed else []
        framed = framed or marker[0] in _FRAMES
        if _is_told(marker[0], data[start:end]):
            found.append((start, end))
        at = end
    return []


def _is_told(marker: int, content: bytes) -> bool:
    if marker == _COMMENT:
        return True
    return marker in _OF_MAKERS and not any(
        marker == needed and content.startswith(name) for needed, name in _NEEDED
    )
