"""What the screen reads of a file: every text, in whatever letters, and however it is cut."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.reading import UnreadError
from sealbench.shop.bench.seats import Seats
from sealbench.shop.procedures.file_reader import MOST_TEXT, FileReader
from tests.reading import made

SECRET = "Office router\npassword: hunter2Hunter\nsecond floor\n"  # noqa: S105 - to be found
PLAIN = "Fan replaced, ran an hour under load, 61 degrees.\n"


def read(data: bytes, step: int = 65_536) -> FileReader:
    reader, passed = FileReader(Seats()), b""
    for start in range(0, len(data), step):
        passed += reader.take(data[start : start + step])
    passed += reader.arrive()
    for _ in reader.finish():
        pass
    assert reader.blocks or passed + reader.rest() == data
    return reader


@pytest.mark.parametrize(
    "letters", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_a_login_is_found_in_any_letters(letters: str) -> None:
    found = read(("Für Zoë\n" + SECRET).encode(letters))
    assert found.was_read
    assert found.blocks
    assert found.advice
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
    assert (found.found.clean, found.blocks) == (False, False)


def archive(name: str) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as made:
        made.writestr(name, SECRET)
    return box.getvalue()


NOBODY_READS = (
    b"RIFF\x00\x00\x00\x00WAVE", b"\x00\x00\x00\x18ftypisom", b"ID3\x04",
    b"OggS", b"\x1a\x45\xdf\xa3",
)  # fmt: skip


@pytest.mark.parametrize("head", NOBODY_READS, ids=lambda head: ascii(head[:12]))
def test_a_sound_or_film_is_asked_about_and_said_to_be_unread(head: bytes) -> None:
    found = read(head + SECRET.encode() * 50)
    assert not found.was_read
    assert (found.found.clean, found.blocks) == (False, False)
    assert found.advice


REFUSED = (
    b"\x1f\x8b\x08\x00", b"Rar!\x1a\x07", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x00\x00\x00\x18ftypheic", PLAIN.encode() + archive("a.txt"),
)  # fmt: skip


@pytest.mark.parametrize("head", REFUSED, ids=lambda head: ascii(head[:12]))
def test_what_could_be_read_and_is_not_is_refused(head: bytes) -> None:
    with pytest.raises(UnreadError) as found:
        read(head + bytes(2_000))
    assert found.value.hint


@pytest.mark.parametrize("text", [b"BMW, blue: ", b"RIFF raff: ", b"PK note: ", b"ID: "])
def test_a_text_that_begins_a_little_like_a_picture_is_read(text: bytes) -> None:
    assert read(text + SECRET.encode()).blocks


def test_more_text_than_can_be_screened_is_refused() -> None:
    with pytest.raises(MalformedError, match="too long"):
        read(PLAIN.encode() * (MOST_TEXT // len(PLAIN) + 2))


@pytest.mark.parametrize("data", [b"", b"x", b"\x00", b"\xff", b"\x00\x00\x00"])
def test_a_short_file_is_read(data: bytes) -> None:
    assert read(data).was_read


def test_what_checks_out_is_certain_in_a_document_too() -> None:
    [card] = read(made.docx("Paid with 4111 1111 1111 1111.")).found.items
    assert card.certain
    [password] = read(made.docx("The password is hunter2Hunter.")).found.items
    assert not password.certain
