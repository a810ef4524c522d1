import pytest

from sealbench.reading import HEAD, Kind, kind_of
from tests.reading import made


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", Kind.TEXT),
        (b"Fan replaced", Kind.TEXT),
        (b"BMW, blue", Kind.TEXT),
        (b"RIFF raff", Kind.TEXT),
        (b"PK note", Kind.TEXT),
        (b"BM\x36\0\0\0\0\0\0\0", Kind.PICTURE),
        (b"\xff\xd8\xff\xe1", Kind.PICTURE),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.PICTURE),
        (b"RIFF\0\0\0\0WAVE", Kind.SOUND),
        (b"\0\0\0\x18ftypheic", Kind.OTHER_PICTURE),
        (b"\0\0\0\x18ftypavif", Kind.OTHER_PICTURE),
        (b"\0\0\0\x18ftypisom", Kind.SOUND),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\xef\xbb\xbf\n%PDF-1.7\n", Kind.PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
        (b"\x1f\x8b\x08", Kind.ARCHIVE),
        (b"Rar!\x1a\x07", Kind.ARCHIVE),
        (b"notes".ljust(257, b"\0") + b"ustar\0", Kind.ARCHIVE),
        (made.docx("x")[:HEAD], Kind.ZIP),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_a_file_is_what_it_begins_as(head: bytes, kind: Kind) -> None:
    assert kind_of(head) is kind
