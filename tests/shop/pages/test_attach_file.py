"""Files that are read before they are kept: documents, pictures, and what nobody can read."""

import json
from pathlib import Path

import pytest

from sealbench.reading import asking
from sealbench.shop.procedures import file_reader
from sealbench.shop.records.models import File
from tests.reading import made
from tests.support.cast import Cast
from tests.support.clients import Counter, with_link
from tests.support.desk import events, intake
from tests.support.files import LOG, SOUND, saved, send


@pytest.fixture
def job(cast: Cast) -> Counter:
    return with_link(cast, intake(cast))


def objects(cast: Cast) -> list[Path]:
    return sorted(cast.bench.config.files.iterdir())


def test_a_sound_is_kept_once_somebody_has_listened_to_it(cast: Cast, job: Counter) -> None:
    web = cast.client("tariq")
    first = send(web, job.number, SOUND, "fan.wav", override="")
    assert first.status_code == 422
    assert "Listen to it" in first.content.decode()
    assert objects(cast) == []
    assert send(web, job.number, SOUND, "fan.wav").status_code == 302
    assert "Could not be screened" in web.get(f"/jobs/{job.number}/").content.decode()


def test_a_picture_is_kept_without_what_the_camera_wrote(cast: Cast, job: Counter) -> None:
    photo = made.jpeg(made.noted("Fan", size=(400, 300)), exif=made.exif())
    assert b"CanaryPhone" in photo
    web = cast.client("tariq")
    assert send(web, job.number, photo, "fan.jpg").status_code == 302
    kept = saved(web.post(f"/jobs/{job.number}/files/{File.objects.get().pk}"))
    assert kept.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in kept
    assert b"Canary" not in kept
    page = web.get(f"/jobs/{job.number}/").content.decode()
    assert "fan.jpg" in page
    assert "Could not be screened" not in page


def test_a_script_hears_how_far_a_document_is(cast: Cast, job: Counter) -> None:
    web = cast.client("tariq")
    web.defaults["HTTP_ACCEPT"] = "application/x-ndjson, application/json"
    clean = made.docx("Fan replaced.")
    lines = [
        json.loads(line) for line in saved(send(web, job.number, clean, "a.docx")).splitlines()
    ]
    assert lines == [
        {"step": [1, 2]},
        {"step": [2, 2]},
        {"to": f"/jobs/{job.number}/?done=attached"},
    ]
    login = made.docx("Fan replaced.", f"Password: {made.LOGIN}")
    answer = saved(send(web, job.number, login, "b.docx"))
    told = json.loads(answer.splitlines()[-1])
    assert (told["code"], told["asks"]) == ("refused", False)
    assert told["advice"][0].startswith("Part 2, line 2: ")
    assert made.LOGIN.encode() not in answer
    assert File.objects.count() == len(objects(cast)) == 1
    refused = [each for each in events(cast.bench, job.job) if each["type"] == "action:refused"]
    assert [each["rule"] for each in refused] == ["A2-1"]


def test_who_stops_listening_leaves_nothing(cast: Cast, job: Counter) -> None:
    web = cast.client("tariq")
    web.defaults["HTTP_ACCEPT"] = "application/x-ndjson"
    answer = send(web, job.number, made.docx("x"), "a.docx")
    answer.close()  # before the first line
    answer = send(web, job.number, made.docx("x"), "a.docx")
    next(iter(answer.streaming_content))
    answer.close()
    assert objects(cast) == []
    assert not File.objects.exists()
    with cast.bench.inspections.taken(0), cast.bench.inspections.taken(0):
        pass  # no seat was kept


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (made.zipped({"a.txt": "x"}), "a.zip", "unpack it"),
        (b"\x1f\x8b\x08" + bytes(50), "a.gz", "unpack it"),
        (b"\0\0\0\x18ftypheic" + bytes(2_000), "a.heic", "save it as jpeg"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2_000), "a.png", "is damaged"),
    ],
)
def test_what_cannot_be_read_is_not_kept(
    cast: Cast, job: Counter, data: bytes, name: str, words: str
) -> None:
    answer = send(cast.client("tariq"), job.number, data, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not File.objects.exists()
    assert objects(cast) == []


def test_a_reader_that_dies_keeps_the_file_out(
    cast: Cast, job: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_ARGUMENTS", ("-c", "import os; os.abort()"))
    answer = send(cast.client("tariq"), job.number, made.docx("x"), "a.docx")
    assert answer.status_code == 422
    assert "takes too long" in answer.content.decode()
    assert objects(cast) == []


def test_few_are_read_at_a_time_and_the_others_are_told(
    cast: Cast, job: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reader, "PATIENCE", 0.1)
    web = cast.client("tariq")
    with cast.bench.inspections.taken(), cast.bench.inspections.taken():
        answer = send(web, job.number, made.docx("x"), "a.docx")
        assert answer.status_code == 503
        assert "try again in a minute" in answer.content.decode()
        assert send(web, job.number, LOG, "fan.log").status_code == 302
    assert len(objects(cast)) == 1
