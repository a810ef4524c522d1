from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from sealbench.errors import MalformedError
from sealbench.shop import bucket, config, mail
from sealbench.shop.bench.events import Event
from sealbench.shop.queries.wording import SENTENCES
from tests.docs import deeds
from tests.docs.places import REFERENCE
from tests.docs.reference import commands, errors, events, schema, settings
from tests.docs.write import PAGES, SCHEMA

NEW = "run: .venv/bin/python -m tests.docs.write"


@pytest.mark.parametrize(("name", "make"), PAGES.items())
def test_a_page_says_what_the_code_says(name: str, make: Callable[[], str]) -> None:
    assert (REFERENCE / name).read_text("utf-8") == make(), NEW


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the page is about SQLite")
def test_the_schema_is_the_database_s_own(tmp_path: Path) -> None:
    assert (REFERENCE / SCHEMA).read_text("utf-8") == schema.to_sql(tmp_path), NEW


def test_every_page_of_reference_is_made_or_known() -> None:
    written_by_hand = {"screen.md"}
    names = {path.name for path in REFERENCE.iterdir()}
    assert names == {*PAGES, SCHEMA, *written_by_hand}


def test_every_code_of_an_answer_is_listed() -> None:
    known = {family.code for family in errors.families()} | set(errors.OTHERS)
    found = errors.codes_of_pages()
    assert found <= known
    assert set(errors.OTHERS) <= found


def test_every_event_has_a_sentence_and_a_cause() -> None:
    assert set(SENTENCES) == set(Event)
    idle = [event for event in Event if event is not Event.REFUSED and not events.causes(event)]
    assert idle == []


def test_who_runs_a_procedure_is_known_for_each_and_for_no_other() -> None:
    asked = {each.who or each.name for each in deeds.procedures() if each.name != "enter"}
    assert asked == set(events.BY_WHOM)


def test_what_is_only_looked_for_is_not_recorded() -> None:
    assert "ERASURE_ORDERED" in deeds.events_of("close_job")
    assert "ERASURE_ORDERED" not in deeds.events_of("confirm_erasure")


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """Return every setting as its example, with a home and a file of a password that are there."""
    found = {f"SEALBENCH_{each.name}": each.example for each in settings.SETTINGS}
    (tmp_path / "mail.password").write_text("a password")
    found["SEALBENCH_MAIL_PASSWORD_FILE"] = str(tmp_path / "mail.password")
    (tmp_path / "objects.secret").write_text("a secret")
    found["SEALBENCH_OBJECTS_SECRET_FILE"] = str(tmp_path / "objects.secret")
    return found | {"SEALBENCH_HOME": str(tmp_path)}


def test_every_setting_is_listed_with_an_example_that_holds(given: dict[str, str]) -> None:
    assert {each.name for each in settings.SETTINGS} == config._KNOWN
    made = config.read(given)
    assert (made.site, made.trial) == ("https://seal.example.org", False)
    assert made.mail is not None
    assert made.objects is not None


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda each: each.name)
def test_the_default_of_a_setting_is_as_listed(
    setting: settings.Setting, given: dict[str, str]
) -> None:
    for whole, attribute in ((mail.SETTINGS, "mail"), (bucket.SETTINGS, "objects")):
        if setting.name in whole:  # all of them or none
            for name in whole:
                del given[f"SEALBENCH_{name}"]
            assert (getattr(config.read(given), attribute), setting.default) == (None, "")
            return
    del given[f"SEALBENCH_{setting.name}"]
    if setting.default is None:
        with pytest.raises(MalformedError):
            config.read(given)
    else:
        assert str(getattr(config.read(given), setting.name.lower())) == setting.default


def test_every_command_and_every_target_says_what_it_does() -> None:
    assert [name for name, command in commands.commands() if not command.help] == []
    assert {"run", "setup", "demo", "test", "check"} <= commands.targets().keys()
