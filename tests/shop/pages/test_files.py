"""Files by the pages: sent, listed, saved and removed; nothing in the clear, nothing half."""

import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealbench.errors import UnavailableError
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.records.models import Erasure, File, Notice
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.clients import Counter, with_link
from tests.support.desk import events, intake, last
from tests.support.files import LOG, SECRET, SOUND, attach, saved, send


@pytest.fixture
def job(cast: Cast) -> Counter:
    return with_link(cast, intake(cast))


def objects(cast: Cast) -> list[Path]:
    return sorted(cast.bench.config.files.iterdir())


def test_a_file_is_sent_listed_and_saved(cast: Cast, job: Counter) -> None:
    web = cast.client("tariq")
    answer = send(web, job.number, SOUND, "main fan.wav")
    assert answer.status_code == 302, answer.content
    assert answer["Location"].endswith("?done=attached")
    row = File.objects.get()
    assert "main fan.wav" in web.get(f"/jobs/{job.number}/").content.decode()
    got = web.post(f"/jobs/{job.number}/files/{row.pk}")
    assert saved(got) == SOUND
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"] == 'attachment; filename="main fan.wav"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got["Cache-Control"] == "no-store"
    assert got["Content-Length"] == str(len(SOUND))
    assert saved(web.post(f"/jobs/{job.number}/files/{row.pk}")) == SOUND
    kinds = [event["type"] for event in events(cast.bench, job.job)]
    assert kinds.count("file:attached") == kinds.count("file:looked-at") == 1


def test_a_script_is_told_where_to_go_and_what_was_found(cast: Cast, job: Counter) -> None:
    web = cast.client("tariq")
    web.defaults["HTTP_ACCEPT"] = "application/json"
    told = send(web, job.number, SECRET, "notes.txt")
    assert (told.status_code, told.json()["code"], told.json()["asks"]) == (422, "refused", False)
    assert told.json()["advice"]
    done = send(web, job.number, LOG, "fan.log")
    assert (done.status_code, done.json()) == (200, {"to": f"/jobs/{job.number}/?done=attached"})


def test_a_login_in_a_text_or_a_name_is_refused_recorded_and_not_kept(
    cast: Cast, job: Counter
) -> None:
    web = cast.client("tariq")
    for data, name in ((SECRET, "notes.txt"), (LOG, "password hunter2Hunter.log")):
        answer = send(web, job.number, data, name, override="")
        assert answer.status_code == 422
        assert "must not be written down" in answer.content.decode()
    refused = [each for each in events(cast.bench, job.job) if each["type"] == "action:refused"]
    assert [each["rule"] for each in refused] == ["A2-1", "A2-1"]
    assert not File.objects.exists()
    assert objects(cast) == []


def test_what_the_screen_asks_about_passes_once_somebody_says_why(cast: Cast, job: Counter) -> None:
    web = cast.client("tariq")
    asked = b"The case opens with code: 47110815\n"
    first = send(web, job.number, asked, "id.txt", override="")
    assert first.status_code == 422
    assert 'id="overriding" ' in first.content.decode()
    assert objects(cast) == []
    assert send(web, job.number, asked, "id.txt", override="number").status_code == 302
    assert len(objects(cast)) == 1


@pytest.mark.parametrize(
    ("data", "name", "fields", "words"),
    [
        (SOUND, "con.png", {}, "device"),
        (SOUND, "a" * 300, {}, "120 letters"),
        (SOUND, "a?.png", {}, "another name"),
        (SOUND, "x. ", {}, "another name"),
        (b"a line\n" * 400_000, "long.txt", {}, "too long to be screened"),
        (SOUND, "fan.wav", {"whole": ""}, "did not arrive whole"),
    ],
)
def test_what_cannot_be_kept_is_told_so(
    cast: Cast, job: Counter, data: bytes, name: str, fields: dict[str, str], words: str
) -> None:
    answer = send(cast.client("tariq"), job.number, data, name, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not File.objects.exists()
    assert objects(cast) == []


def test_a_form_without_a_file_is_told_so(cast: Cast, job: Counter) -> None:
    answer = cast.client("tariq").post(f"/jobs/{job.number}/files/", {"whole": "yes"})
    assert answer.status_code == 422
    assert "no file was chosen" in answer.content.decode()


def test_only_the_route_of_files_takes_more_than_a_megabyte(cast: Cast, job: Counter) -> None:
    web, large = cast.client("tariq"), SOUND + bytes(2_000_000)
    assert send(web, job.number, large).status_code == 302
    assert web.post(f"/jobs/{job.number}/move", {"to": large}).status_code == 413
    limit = cast.bench.config.file_limit
    over = send(web, job.number, SOUND + bytes(limit))
    assert over.status_code == 422
    assert "too large" in over.content.decode()
    assert len(objects(cast)) == 1
    stated = web.post(
        f"/jobs/{job.number}/files/", b"", content_type="text/plain", CONTENT_LENGTH="99999999"
    )
    assert stated.status_code == 413


def test_who_may_not_attach_sends_nothing_that_is_read(
    cast: Cast, job: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast.bench.objects, "create", _never)
    for who in ("nina", "adam"):
        assert send(cast.client(who), job.number, SOUND).status_code in {403, 404}
        assert last(cast.bench, job.job)["action"] == "file:attach"
    assert send(cast.stranger(), job.number, SOUND).status_code == 401


def _never(_name: str) -> object:
    raise AssertionError("the store was asked")


def test_a_form_of_another_site_is_refused(cast: Cast, job: Counter) -> None:
    web = cast.client("tariq")
    web.handler.enforce_csrf_checks = True
    assert send(web, job.number, SOUND).status_code == 403
    assert objects(cast) == []
    token = "a" * 32
    web.cookies["sealbench_csrf"] = token
    assert send(web, job.number, SOUND, csrfmiddlewaretoken=token).status_code == 302


def test_a_file_whose_commit_has_an_unknown_fate_is_not_thrown_away(
    cast: Cast, job: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row may be there: then its object must be too."""
    run = cast.bench.executor.submit

    def lose(call: Any) -> Any:
        done = run(call)
        if call.func is attach_file:
            raise UnavailableError("the journal did not answer in time")
        return done

    with monkeypatch.context() as lost:
        lost.setattr(cast.bench.executor, "submit", lose)
        web = cast.client("tariq")
        web.defaults["HTTP_ACCEPT"] = "application/json"
        assert send(web, job.number, SOUND).status_code == 503
    [kept] = objects(cast)
    assert File.objects.get().pk == kept.name


@pytest.fixture
def small_disk(job: Counter) -> Iterator[Counter]:
    """Have the kernel refuse to let any file grow beyond four megabytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, hard))
    yield job
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_loses_nothing_and_says_so(
    cast: Cast, small_disk: Counter
) -> None:
    web, number = cast.client("tariq"), small_disk.number
    kept = attach(cast, number)
    before = len(events(cast.bench, small_disk.job))
    answer = send(web, number, SOUND + bytes(6_000_000))
    assert answer.status_code == 503
    assert "could not be written (file too large)" in answer.content.decode()
    assert [path.name for path in objects(cast)] == [kept.id]
    assert File.objects.count() == 1
    assert len(events(cast.bench, small_disk.job)) == before + 1  # the look at the page
    assert saved(web.post(f"/jobs/{number}/files/{kept.id}")) == kept.data


def test_no_byte_lies_in_the_clear_during_or_after(
    cast: Cast,
    job: Counter,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    canary = b"kitchen-sink-canary"
    data = SOUND + canary * 20_000
    name = "canary-of-a-name.png"
    seen: list[bool] = []
    create = cast.bench.objects.create

    def watched(name: str) -> object:
        writer = create(name)
        write = writer.write

        def look(part: bytes) -> None:
            write(part)
            seen.append(lies(cast.bench.config.home, canary) or lies(scratch, canary))

        writer.write = look  # type: ignore[method-assign,assignment]  # to look while it is on its way
        return writer

    monkeypatch.setattr(cast.bench.objects, "create", watched)
    assert send(cast.client("tariq"), job.number, data, name).status_code == 302
    assert len(seen) > 3
    assert not any(seen)
    for place in (cast.bench.config.home, scratch):
        assert not lies(place, canary)
        assert not lies(place, name.encode())
    (scratch / "control").write_bytes(data)
    assert lies(scratch, canary)


def lies(folder: Path, canary: bytes) -> bool:
    return any(canary in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_file_is_removed_by_a_typed_word_and_the_client_is_told(cast: Cast, job: Counter) -> None:
    web, sent = cast.client("dora"), attach(cast, job.number)
    place = f"/jobs/{job.number}/files/{sent.id}/remove/"
    assert sent.name in web.get(place).content.decode()
    assert web.post(place, {"word": "yes"}).status_code == 422
    assert File.objects.exists()
    assert web.post(place, {"word": " Remove "}).status_code == 302
    assert not File.objects.exists()
    assert objects(cast) == []
    assert Erasure.objects.get().confirmed_at is not None
    assert Notice.objects.filter(kind="file-removed").count() == 1
    assert web.get(place).status_code == 404
    kinds = [event["type"] for event in events(cast.bench, job.job)]
    assert kinds[-3:] == ["file:removed", "erasure:ordered", "erasure:confirmed"]


def test_the_client_sees_saves_and_destroys_the_files(cast: Cast, job: Counter) -> None:
    phone, sent = job.claimed(), attach(cast, job.number, LOG, name="fan.log")
    [shown] = phone.page()["files"]
    assert shown["name"] == "fan.log"
    assert (shown["id"], shown["size"], shown["read"]) == (sent.id, len(LOG), True)
    assert saved(phone.web.post("/c/file", {"file": sent.id})) == LOG
    assert last(cast.bench, job.job)["type"] == "file:fetched"
    attest_and_close(cast, job.job)
    assert saved(phone.web.post("/c/file", {"file": sent.id})) == LOG
    body = {"file": sent.id, "statement": phone.act("remove", sent.id)}
    assert phone.json("/c/file/remove", body) == {}
    assert phone.page()["files"] == []
    assert objects(cast) == []
    assert phone.web.post("/c/file", {"file": sent.id}).status_code == 404


def test_another_client_has_no_way_to_a_file(cast: Cast, job: Counter) -> None:
    sent, other = attach(cast, job.number), with_link(cast).claimed()
    assert other.web.post("/c/file", {"file": sent.id}).status_code == 404
    body = {"file": sent.id, "statement": None}
    assert other.post("/c/file/remove", body).status_code == 404
    assert File.objects.exists()


def test_after_the_end_staff_neither_see_nor_save_the_files(cast: Cast, job: Counter) -> None:
    sent = attach(cast, job.number)
    attest_and_close(cast, job.job)
    for who in ("tariq", "dora", "olga"):
        web = cast.client(who)
        assert web.post(f"/jobs/{job.number}/files/{sent.id}").status_code == 403
        assert sent.name not in web.get(f"/jobs/{job.number}/").content.decode()
        assert send(web, job.number, SOUND).status_code == 403
    assert len(objects(cast)) == 1


def test_a_file_that_is_not_where_it_was_is_an_error_page(cast: Cast, job: Counter) -> None:
    sent = attach(cast, job.number)
    (cast.bench.config.files / sent.id).unlink()
    answer = cast.client("tariq").post(f"/jobs/{job.number}/files/{sent.id}")
    assert answer.status_code == 503
    other = attach(cast, job.number)
    (cast.bench.config.files / other.id).write_bytes(b"x" * 400)
    answer = cast.client("tariq").post(f"/jobs/{job.number}/files/{other.id}")
    assert answer.status_code == 422
