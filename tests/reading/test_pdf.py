"""PDFs in this process: what is read of them, and what is sent back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealbench.reading import Unread, UnreadError
from sealbench.reading.pdf import Pdf
from tests.agreement import hostile_pdfs as make
from tests.agreement.hostile_pdfs import action, annotated, bomb, lettered, pdf, stream
from tests.reading import made
from tests.reading.made import LOGIN

PAIR = f"Password: {LOGIN}"


def test_text_and_remarks_and_titles_are_read() -> None:
    text, seen = Pdf(lettered(PAIR, "and no more of it")).page(1)
    assert PAIR in text
    assert seen is None
    remark = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(" + PAIR.encode() + b")>>"
    assert PAIR in Pdf(annotated(remark)).page(1)[0]
    titled = pdf(trailer=b"/Info 5 0 R", more={5: b"<</Title(" + PAIR.encode() + b")>>"})
    assert PAIR in Pdf(titled).titles()


def test_a_page_that_is_a_picture_is_looked_at() -> None:
    scanned = Pdf(made.saved(made.noted("Password:", LOGIN), "PDF"))
    text, seen = scanned.page(1)
    assert not text.strip()
    assert max(seen.size) == 1600


HOSTILE = {
    "no pdf": (b"%PDF-1.7\nnothing", Unread.DAMAGED),
    "encrypted": (
        pdf(trailer=b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<" + b"00" * 32
            + b">/U<" + b"11" * 32 + b">>>/ID[<00><00>]"),
        Unread.ENCRYPTED,
    ),
    "a script by name": (
        pdf(root=b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert(1))>>]>>>>"),
        Unread.SCRIPT,
    ),
    "a script at the opening": (
        pdf(root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), Unread.SCRIPT,
    ),
    "a script spelled otherwise": (
        annotated(action(b"J#61vaScript", b"/J#53(1)")), Unread.SCRIPT,
    ),
    "launch": (annotated(action(b"Launch", b"/F(calc.exe)")), Unread.SCRIPT),
    "xfa": (pdf(root=b"/AcroForm<</Fields[]/XFA(x)>>"), Unread.SCRIPT),
    "another file": (
        pdf(
            root=b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/EF<</F 5 0 R>>>>]>>>>",
            more={5: stream(b"MZ", b"/Type/EmbeddedFile")},
        ),
        Unread.CARRIES,
    ),
    "too many pages": (make.pages(301), Unread.PAGES),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_sent_back(name: str) -> None:
    data, unread = HOSTILE[name]
    with pytest.raises(UnreadError) as found:
        Pdf(data)
    assert found.value.unread is unread


def test_more_pages_to_look_at_than_time_allows_are_sent_back() -> None:
    scanned = Pdf(make.pages(21))
    for number in range(1, 21):
        scanned.page(number)
    with pytest.raises(UnreadError) as found:
        scanned.page(21)
    assert found.value.unread is Unread.PICTURES


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_bent_pdf_has_a_verdict(data: st.DataObject) -> None:
    sources = [lettered(PAIR), annotated(b"<</Subtype/Text/Rect[0 0 9 9]/Contents(x)>>"),
               pdf(contents=bomb(1 << 12))]  # fmt: skip
    raw = bytearray(data.draw(st.sampled_from(sources)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    try:
        found = Pdf(bytes(raw))
        assert isinstance(found.page(1)[0], str)
    except UnreadError:
        return
