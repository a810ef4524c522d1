"""What the screen reads of a file: every text, in whatever letters, and however it is cut."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.shop.procedures.file_reader import MOST_TEXT, FileReader, is_unreadable

SECRET = "Office router\npassword: hunter2Hunter\nsecond floor\n"  # noqa: S105 - to be found
PLAIN = "Fan replaced, ran an hour under load, 61 degrees.\n"


def read(data: bytes, step: int = 65_536) -> FileReader:
    reader = FileReader()
    for start in range(0, len(data), step):
        reader.take(data[start : start + step])
    reader.finish()
    return reader


@pytest.mark.parametrize(
    "letters", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_a_login_is_found_in_any_letters(letters: str) -> None:
    found = read(("Für Zoë\n" + SECRET).encode(letters))
    assert found.was_read
    assert found.blocks
    assert found.findings
    assert read(PLAIN.encode(letters)).was_read
    assert not read(PLAIN.encode(letters)).blocks


@pytest.mark.parametrize(
    "text",
    [
        f'{{"note": "{SECRET.splitlines()[1]}"}}',
        f"<p>{SECRET}</p>",
        f"a;b;c\n1;2;{SECRET.splitlines()[1]}\n",
        "\x00" + SECRET,
        "MZ\x90\x00" + SECRET,
    ],
)
def test_a_login_is_found_in_any_kind_of_text(text: str) -> None:
    assert read(text.encode()).blocks


@given(before=st.integers(0, 70_000), step=st.integers(1, 9_000))
def test_a_login_is_found_wherever_it_lies_and_however_it_is_cut(before: int, step: int) -> None:
    filler = (PLAIN * (before // len(PLAIN) + 1))[:before] + "\n"
    data = (filler + SECRET + PLAIN).encode()
    assert read(data, max(step, len(data) // 40 + 1)).blocks


def test_what_the_screen_asks_about_is_asked() -> None:
    found = read(b"opens with code: 47110815\n")
    assert (len(found.findings), found.blocks) == (1, False)


def office() -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as made:
        made.writestr("word/document.xml", SECRET)
    return box.getvalue()


UNREADABLE = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0JFIF", b"GIF89a", b"%PDF-1.7\n", office(),
    b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"\x00\x00\x00\x18ftypheic", b"\x1f\x8b\x08\x00",
    b"BM\x36\x00\x00\x00\x00\x00\x00\x00",
)  # fmt: skip


@pytest.mark.parametrize("head", UNREADABLE, ids=lambda head: ascii(head[:8]))
def test_what_cannot_be_read_is_said_to_be_unread(head: bytes) -> None:
    found = read(head + SECRET.encode() * 50)
    assert not found.was_read
    assert not found.blocks


@pytest.mark.parametrize("text", [b"BMW, blue: ", b"RIFF raff: ", b"PK note: ", b"ID: "])
def test_a_text_that_begins_a_little_like_a_picture_is_read(text: bytes) -> None:
    assert not is_unreadable(text + SECRET.encode())
    assert read(text + SECRET.encode()).blocks


def test_more_text_than_can_be_screened_is_refused() -> None:
    with pytest.raises(MalformedError, match="too long"):
        read(PLAIN.encode() * (MOST_TEXT // len(PLAIN) + 2))


@pytest.mark.parametrize("data", [b"", b"x", b"\x00", b"\xff", b"\x00\x00\x00"])
def test_a_short_file_is_read(data: bytes) -> None:
    assert read(data).was_read
