"""PDFs written by hand: a plain one, and each way of hiding something in one."""

import zlib
from collections.abc import Mapping

ENDING = b"\n%%EOF\n"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R%s>>"
_FONT = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


def pdf(
    *,
    root: bytes = b"",
    page: bytes = b"",
    contents: bytes = stream(b"0 0 10 10 re f"),
    more: Mapping[int, bytes] | None = None,
    trailer: bytes = b"",
    count: int = 1,
) -> bytes:
    """A PDF of one page; *root*, *page* and *trailer* are entries of these, *more* objects."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        2: b"<</Type/Pages/Count %d/Kids[3 0 R]>>" % count,
        3: _PAGE % (page if b"/Resources" in page else b"/Resources<<>>" + page),
        4: contents,
        **(more or {}),
    }
    return written(objects, trailer)


def lettered(*lines: str) -> bytes:
    """A PDF of one page that says *lines*."""
    shown = "".join(f"({line})Tj 0 -20 Td " for line in lines)
    return pdf(page=_FONT, contents=stream(f"BT /F 12 Tf 40 500 Td {shown}ET".encode()))


def written(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """The *objects*, numbered without a gap, with their table."""
    made, places = b"%PDF-1.7\n", []
    for number in sorted(objects):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    made += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (size, trailer)
    return made + b"startxref\n%d" % start + ENDING


def pages(count: int) -> bytes:
    """A PDF of so many pages."""
    kids = b" ".join(b"%d 0 R" % (number + 4) for number in range(count))
    return written(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
            3: stream(b""),
            **{
                number + 4: _PAGE.replace(b"4 0 R", b"3 0 R") % b"/Resources<<>>"
                for number in range(count)
            },
        }
    )


def bomb(size: int, times: int = 1) -> bytes:
    """A stream of *size* zeros, packed *times* times."""
    packing = zlib.compressobj(9)
    data = b"".join(packing.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packing.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter[%s]" % (b"/FlateDecode " * times))


def action(kind: bytes, more: bytes = b"") -> bytes:
    """An annotation that does something when it is touched."""
    return b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/%s%s>>>>" % (kind, more)


def annotated(annotation: bytes, **changes: bytes) -> bytes:
    return pdf(page=b"/Annots[5 0 R]", more={5: annotation}, **changes)  # type: ignore[arg-type]  # all of them bytes


def object_stream(size: int) -> bytes:
    """A table and an object stream, which unpacks to *size*."""
    head, start = b"%PDF-1.7\n", 9
    inner = b"1 0 2 36 <</Type/Catalog/Pages 2 0 R      >> <</Type/Pages/Count 1/Kids[3 0 R]>>"
    packed = zlib.compress(inner + b" " * size, 9)
    held = b"4 0 obj\n" + stream(packed, b"/Type/ObjStm/N 2/First 9/Filter/FlateDecode")
    body = b"3 0 obj\n" + _PAGE.replace(b"/Contents 4 0 R", b"") % b"/Resources<<>>" + b"\nendobj\n"
    made = head + body + held + b"\nendobj\n"
    rows = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (1, start, 0), (1, start + len(body), 0)]
    rows.append((1, len(made), 0))
    table = b"".join(
        bytes([kind]) + at.to_bytes(4, "big") + bytes([more]) for kind, at, more in rows
    )
    entry = stream(table, b"/Type/XRef/W[1 4 1]/Size 6/Root 1 0 R")
    return made + b"5 0 obj\n" + entry + b"\nendobj\nstartxref\n%d" % len(made) + ENDING


def circular_table() -> bytes:
    """A table that names itself as the one before it."""
    made = pdf(trailer=b"/Prev 0000000000")
    start = made.index(b"xref\n0")
    return made.replace(b"/Prev 0000000000", b"/Prev %010d" % start)
