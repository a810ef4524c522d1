"""Office documents in this process: what is read of them, and what is sent back."""

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealbench.reading import Unread, UnreadError
from sealbench.reading.office import Office
from sealbench.reading.unread import MOST_MEMBERS
from tests.reading import made
from tests.reading.made import LOGIN

PAIR = f"Password: {LOGIN}"
BOMB = b"\0" * 30_000_000
NESTED = "".join(
    f'<!ENTITY {name} "{f"&{inner};" * 10}">'
    for name, inner in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = f'<!DOCTYPE z [<!ENTITY i "ha">{NESTED}]><z>&a;</z>'
OUTSIDE = '<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]><z>&a;</z>'


def said(data: bytes) -> str:
    return "\n".join(part.text for part in Office(data).read())


@pytest.mark.parametrize(
    "data",
    [
        made.docx(PAIR),
        made.docx_table(("Password", LOGIN)),
        made.docx_table(("User", "Password"), ("bob", LOGIN)),
        made.xlsx(("User", "Password", "Place"), ("bob", LOGIN, "2nd floor")),
        made.pptx(PAIR),
        made.odt(PAIR),
        made.ods(("User", "Password", "Place"), ("bob", LOGIN, "2nd floor")),
        made.docx("x", more={"word/comments.xml": f"<c><p>{PAIR}</p></c>"}),
        made.docx("x", more={"docProps/core.xml": f"<c><title>{PAIR}</title></c>"}),
        made.docx("x", more={"word/footer1.xml": f'<c><docPr descr="{PAIR}"/></c>'}),
        made.docx("x", more={"customXml/item.bin": PAIR.encode("utf-16-le")}),
    ],
    ids=range(11),
)
def test_a_login_reaches_the_screen_beside_its_word(data: bytes) -> None:
    assert PAIR in said(data)


def test_pictures_and_documents_in_it_are_handed_on() -> None:
    inner, photo = made.docx(PAIR), made.jpeg(made.noted("x"))
    more = {"word/media/image1.jpeg": photo, "word/embeddings/a.docx": inner}
    parts = list(Office(made.docx("x", more=more)).read())
    assert [part.picture for part in parts if part.picture] == [photo]
    assert [part.inside for part in parts if part.inside] == [inner]


def encrypted() -> bytes:
    data = bytearray(made.docx(PAIR))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    box = io.BytesIO(made.docx("x"))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(box, "a") as again:
        again.writestr("word/document.xml", PAIR)
    return box.getvalue()


HOSTILE = {
    "an archive": (made.zipped({"a.txt": PAIR}), Unread.ARCHIVE),
    "an archive with a path out": (made.zipped({"../../etc/cron.d/a": "x"}), Unread.ARCHIVE),
    "no zip": (b"PK\x03\x04" + bytes(100), Unread.DAMAGED),
    "cut off": (made.docx(PAIR)[:-40], Unread.DAMAGED),
    "something before it": (b"PK\x03\x04 hello " + made.docx("x"), Unread.DAMAGED),
    "encrypted": (encrypted(), Unread.ENCRYPTED),
    "a name twice": (twice(), Unread.DAMAGED),
    "a bomb": (made.docx("x", more={"word/a.bin": BOMB}), Unread.UNPACKED),
    "a bomb of members": (
        made.docx("x", more={f"word/{n}.xml": "<a/>" for n in range(MOST_MEMBERS)}),
        Unread.UNPACKED,
    ),
    "a billion laughs": (made.docx("x", more={"word/a.xml": LAUGHS}), Unread.UNPACKED),
    "something from outside": (made.docx("x", more={"word/a.xml": OUTSIDE}), Unread.UNPACKED),
    "deep xml": (
        made.docx("x", more={"word/a.xml": "<a>" * 9000 + "</a>" * 9000}), Unread.UNPACKED,
    ),
    "broken xml": (made.docx("x", more={"word/a.xml": "<a"}), Unread.DAMAGED),
    "a macro": (made.docx("x", more={"word/vbaProject.bin": b"x"}), Unread.SCRIPT),
    "a macro of basic": (made.docx("x", more={"Basic/Standard/a.xml": "<a/>"}), Unread.SCRIPT),
    "a file in it": (made.docx("x", more={"word/a.bin": b"7z\xbc\xaf\x27\x1c"}), Unread.CARRIES),
    "too many pictures": (
        made.docx("x", more={f"word/media/{n}.png": b"\x89PNG\r\n\x1a\n" for n in range(21)}),
        Unread.PICTURES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_within_limits_is_sent_back(name: str) -> None:
    data, unread = HOSTILE[name]
    tracemalloc.start()
    try:
        with pytest.raises(UnreadError) as found:
            said(data)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.value.unread is unread
    assert found.value.hint
    assert most < 30_000_000


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_bent_document_has_a_verdict(data: st.DataObject) -> None:
    sources = [made.docx(PAIR), made.xlsx(("a", "b")), made.odt(PAIR)]
    raw = bytearray(data.draw(st.sampled_from(sources)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    try:
        said(bytes(raw))
    except UnreadError:
        return
