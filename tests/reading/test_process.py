"""Reading in a process of its own: what it says, what it may do, and how it ends."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from sealbench.reading import (
    MOST_BYTES,
    Kind,
    Reading,
    Step,
    Unread,
    UnreadError,
    asking,
    read_file,
)
from sealbench.reading.report import Found, found_of
from sealbench.screen import HouseCue, HouseWords
from tests.reading import made
from tests.reading.made import LOGIN
from tests.reading.test_pictures import huge


def read(kind: Kind, data: bytes) -> tuple[list[Step], Reading]:
    *steps, last = read_file(kind, data)
    assert isinstance(last, Reading)
    return [step for step in steps if isinstance(step, Step)], last


def test_a_document_is_screened_where_it_is_read() -> None:
    data = made.docx("Fan replaced.", f"Password: {LOGIN}")
    steps, reading = read(Kind.ZIP, data)
    assert steps[-1] == Step(2, 2)
    assert [(each.place, each.line, each.severity) for each in reading.found] == [
        ("part 2", 2, "block")
    ]
    assert LOGIN not in repr(reading)
    assert reading.data == data


def test_a_note_in_a_photograph_is_read_and_the_photograph_made_anew() -> None:
    photo = made.noted("Zoe, laptop", "Password:", LOGIN, size=(1600, 1200), turn=4)
    _, reading = read(Kind.PICTURE, made.jpeg(photo, exif=made.exif()))
    assert {(each.place, each.kind) for each in reading.found} >= {("picture", "password")}
    assert b"Exif" not in reading.data
    assert b"Canary" not in reading.data


def test_a_scanned_page_is_read_in_a_second_go() -> None:
    steps, reading = read(Kind.PDF, made.saved(made.noted("Password:", LOGIN), "PDF"))
    assert steps == [Step(1, 1), Step(1, 1)]
    assert {each.place for each in reading.found} == {"page 1, picture 1"}


@pytest.mark.parametrize(
    ("kind", "data", "unread"),
    [
        (Kind.PICTURE, huge(60_000), Unread.PIXELS),
        (Kind.PICTURE, made.jpeg(made.noted("x"))[:900], Unread.DAMAGED),
        (Kind.ZIP, made.zipped({"a": "b"}), Unread.ARCHIVE),
        (Kind.PDF, b"%PDF-1.7 " + made.zipped({"a": "b"}), Unread.DAMAGED),
        (Kind.PDF, b"%PDF-1.7\n" + bytes(MOST_BYTES), Unread.BYTES),
    ],
)
def test_what_cannot_be_read_is_said_why(kind: Kind, data: bytes, unread: Unread) -> None:
    with pytest.raises(UnreadError) as found:
        read(kind, data)
    assert found.value.unread is unread


ENDINGS = {
    "too long": "import time; time.sleep(60)",
    "a crash": "import os; os.abort()",
    "silence": "pass",
    "half a word": "print(end=chr(123))",
    "nonsense": "print('hello')",
    "before it gives what it made": 'print(\'{"found":[],"made":9}\')',
    "half of what it made": "print('{\"found\":[],\"made\":9}\\nPK\\x03\\x04', end='')",
    "no word of what it made": "print('{\"found\":[]}')",
}


@pytest.mark.parametrize("name", ENDINGS)
def test_whatever_ends_the_reader_early_keeps_the_file_out(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(asking, "_ARGUMENTS", ("-c", ENDINGS[name]))
    monkeypatch.setattr(asking, "PATIENCE", 2.0)
    with pytest.raises(UnreadError) as found:
        read(Kind.ZIP, made.docx("x"))
    assert found.value.unread is Unread.SLOW


def test_what_a_reader_gave_whole_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the endings above."""
    given = "print('{\"found\":[],\"made\":5}\\nPK\\x03\\x04!', end='')"
    monkeypatch.setattr(asking, "_ARGUMENTS", ("-c", given))
    assert read(Kind.ZIP, made.docx("x"))[1].data == b"PK\x03\x04!"


def test_who_stops_listening_ends_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "import time\nwhile True: print('{\"step\":[1,2]}', flush=True); time.sleep(0.1)"
    monkeypatch.setattr(asking, "_ARGUMENTS", ("-c", endless))
    started: list[subprocess.Popen[bytes]] = []
    start: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen

    def remembered(*arguments: object, **options: object) -> "subprocess.Popen[bytes]":
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remembered)
    steps = read_file(Kind.ZIP, made.docx("x"))
    assert next(steps) == Step(1, 2)
    steps.close()  # type: ignore[attr-defined]  # a generator
    assert started[0].returncode is not None


@pytest.mark.parametrize(
    "deed", ["open('/etc/passwd')", "import socket; socket.socket()", "open('/dev/null', 'w')"]
)
def test_a_reader_that_is_shut_opens_nothing(deed: str) -> None:
    probe = f"from sealbench.confined import shut\nimport socket\nshut()\n{deed}"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False)
    assert b"Too many open files" in done.stderr
    probe = f"import socket\n{deed}"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_a_reader_that_was_taken_over_cannot_say_what_it_read() -> None:
    good = Found("page 1, picture 2", 3, "password", "cue-sign", "block", "Leave it out.").to_json()
    assert found_of(dict(good)).told == "Page 1, picture 2, line 3: Leave it out."
    for name, said in (
        ("place", LOGIN), ("kind", "P w"), ("rule", 7), ("severity", "x"),
        ("line", "1"), ("advice", "a" * 301), ("advice", "a\nb"), ("line", True),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="not what a reader says"):
            found_of({**good, name: said})


def test_the_server_loads_no_reader() -> None:
    probe = (
        "import sys; import sealbench.reading, sealbench.screen;"
        "sys.exit(any(name in sys.modules for name in ('PIL', 'pypdfium2', 'rapidocr', 'cv2')))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_the_file_is_screened_under_house_words() -> None:
    house = HouseWords(vetoes=("omeg*",), cues=(HouseCue("Torlosung", "other_secret"),))
    vetoed, announced = "The desktop wants omega1984.", "Torlosung: azul2009"

    def kinds(text: str, house: HouseWords) -> list[str]:
        *_, last = read_file(Kind.ZIP, made.docx(text), house=house)
        assert isinstance(last, Reading)
        return [each.kind for each in last.found]

    assert kinds(vetoed, HouseWords()) == ["password"]
    assert kinds(vetoed, house) == []
    assert kinds(announced, house) == ["other_secret"]
    assert kinds(announced, HouseWords()) != ["other_secret"]
