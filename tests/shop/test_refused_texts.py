"""What the screen refuses is stored nowhere: in no row, event, log, file or temporary file (A2).

Every text field of every form of staff is tried; a field that comes later and is not tried fails.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sealbench.shop.bench.limits import Limits
from sealbench.shop.pages.forms.fields import ScreenedForm, TextField
from sealbench.shop.records.models import Verdict
from tests.shop.test_access import kept
from tests.support.agreement_posts import AGREEMENT_FORMS
from tests.support.case_posts import CASE_FORMS
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import events, house_events
from tests.support.endings import canaries, everything_kept
from tests.support.look_posts import LOOK_FORMS
from tests.support.posts import FORMS
from tests.support.search import found
from tests.support.stage import Stage, set_stage

ROWS = {**FORMS, **AGREEMENT_FORMS, **CASE_FORMS, **LOOK_FORMS}
_CLIENT = ("client-name", "client-phone", "client-email", "client-second_address")
_DEVICE = ("device-make", "device-model", "device-serial")
TEXTS = {
    "take_in_job": (*_CLIENT, *_DEVICE, "problem-problem", "login-reason"),
    "edit_job": (*_CLIENT, *_DEVICE, "problem-problem"),
    "ask_login": ("reason",),
    "add_service": ("name", "description", "alternatives"),
    "edit_service": ("name", "description", "alternatives"),
    "shop": ("name", "address", "phone"),
    "register_place": ("label",),
    "draft_agreement": ("confidential", "returned", "clauses"),
    "list_copy": ("copy-what", "copy-holder"),
    "list_exception": ("exception-what", "exception-reason"),
    "look_at_job": ("text",),
    "look_at_client": ("text",),
}
ALSO = {"client-second_address": {"client-second_channel": "phone"}}
OF_ANOTHER_FORM = {"word"}  # of a house word: one word or two, which no cue can stand before
CANARY = "Quokka{}Zephyr88!"
_COUNTED = {"FindingCount", "SpentNonce", "Turned"}


@pytest.fixture
def stage(cast: Cast, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(Limits, "admit", lambda *_, **__: None)  # they have tests of their own
    monkeypatch.setattr(Limits, "admit_known", lambda *_, **__: None)
    return set_stage(cast, clock)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of its own for whatever writes temporary files."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def forms(kind: type[ScreenedForm] = ScreenedForm) -> Iterator[type[ScreenedForm]]:
    for each in kind.__subclasses__():
        yield each
        yield from forms(each)


def rows() -> dict[str, Any]:
    return {name: row for name, row in kept().items() if name not in _COUNTED}


def told(stage: Stage) -> str:
    """Return all events of the job and the house, opened."""
    bench = stage.cast.bench
    return str([*events(bench, stage.job.job), *house_events(bench)])


def places(stage: Stage, scratch: Path, canary: str, log: str) -> list[str]:
    """Return where *canary* is: in the rows, the home, temporary files, the log or an event."""
    home = stage.cast.bench.config.home
    tried = {
        "rows": bool(canaries(everything_kept(), canary)),
        "home": bool(found([canary], [], home)),
        "temporary files": bool(found([canary], [], scratch)),
        "log": canary in log,
        "events": canary in told(stage),
    }
    return [place for place, is_there in tried.items() if is_there]


def test_no_text_field_is_left_out() -> None:
    tried = {name.rpartition("-")[2] for names in TEXTS.values() for name in names}
    known = {
        name
        for form in forms()
        for name, field in form.base_fields.items()
        if isinstance(field, TextField)
    }
    assert known - OF_ANOTHER_FORM == tried


@pytest.mark.parametrize("route", TEXTS)
def test_what_is_refused_is_stored_nowhere(
    stage: Stage, scratch: Path, capfd: pytest.CaptureFixture[str], route: str
) -> None:
    row = ROWS[route]
    right, path = row.body(stage), row.path(stage)
    before = rows()
    for at, field in enumerate(TEXTS[route]):
        canary = CANARY.format(at)
        typed = ("ida@x.example " if "email" in field else "") + f"password: {canary}"
        body = {**right, **ALSO.get(field, {}), field: typed}
        answer = stage.browser(row.who).post(path, body)
        assert answer.status_code == 422, field
        page = answer.content.decode()
        assert f"<mark>{canary}" in page, field
        assert typed in page, field  # nothing that was typed is lost
        log = "".join(capfd.readouterr())
        assert places(stage, scratch, canary, log) == [], field
    assert rows() == before
    assert Verdict.objects.get(pk="A2-1").refused == len(TEXTS[route])  # each is recorded


def test_the_search_finds_what_is_there(stage: Stage, scratch: Path) -> None:
    (stage.cast.bench.config.home / "left.txt").write_text(CANARY)
    (scratch / "left.txt").write_text(CANARY)
    assert places(stage, scratch, CANARY, f"error {CANARY}") == ["home", "temporary files", "log"]
    assert canaries(everything_kept(), stage.job.job) == [stage.job.job]
    assert stage.job.job in told(stage)


@pytest.mark.parametrize("place", ["name", "content"])
def test_a_file_that_is_refused_is_stored_nowhere(
    stage: Stage, scratch: Path, capfd: pytest.CaptureFixture[str], place: str
) -> None:
    canary, before = CANARY.format(7), rows()
    named = f"password {canary}.txt" if place == "name" else "notes.txt"
    file = SimpleUploadedFile(named, f"Fan.\npassword: {canary}\n".encode())
    path = f"/jobs/{stage.job.number}/files/"
    answer = stage.browser("tariq").post(path, {"file": file, "whole": "yes"})
    assert answer.status_code == 422
    assert places(stage, scratch, canary, "".join(capfd.readouterr())) == []
    assert rows() == before
