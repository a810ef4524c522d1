"""The acknowledgement in a dossier: the words in it are those that the client signed."""

from typing import Any

import pytest

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.policy import load_texts
from tests.dossier.story import CARLA, Teller, act, by_client
from tests.dossier.verdicts import check, failed, level, told
from tests.statement.samples import HOME, JOB, b32, statement

TEXTS: list[dict[str, Any]] = [dict(each.to_json()) for each in load_texts()]


def begun(actor: dict[str, str] | None = None, **changes: JSONValue) -> Teller:
    """A job whose client has signed; *changes* bend the event."""
    teller = Teller()
    teller.begin("tariq")
    references: dict[str, JSONValue] = {each.name: dict(each.reference) for each in load_texts()}
    made = by_client(
        statement("acknowledgement", at=teller.now, home=HOME, answer="no", **references)
    )
    known: dict[str, JSONValue] = {"job": JOB, "texts": list(TEXTS), "answer": "no"}
    teller.tell("job:acknowledged", actor or CARLA, **{**known, "statement": made, **changes})
    return teller


def test_it_holds_with_its_level() -> None:
    report = told(begun())
    assert failed(report) == set()
    assert level(report, "acknowledged") == "first claim"
    assert report.unjudged == ()


def changed(name: str, **words: Any) -> list[JSONValue]:
    return [{**each, **(words if each["name"] == name else {})} for each in TEXTS]


@pytest.mark.parametrize(
    "changes",
    [
        {"texts": changed("backup", body="The shop is liable for nothing.\n")},
        {"texts": changed("policy", version=2)},
        {"texts": TEXTS[:2]},
        {"texts": [*TEXTS[:2], "backup"]},
        {"answer": "yes"},
        {"statement": None},
    ],
)
def test_other_words_than_the_signed_ones_fail(changes: dict[str, Any]) -> None:
    assert failed(told(begun(**changes))) == {"signatures"}


def test_a_signature_for_another_job_or_home_fails() -> None:
    for field in ("job", "home"):
        references = {each.name: dict(each.reference) for each in load_texts()}
        fields: dict[str, Any] = {"answer": "no", **references, field: b32("another")}
        teller = begun()
        at = str(teller.payloads[-1]["at"])
        teller.payloads[-1]["statement"] = by_client(statement("acknowledgement", at=at, **fields))
        assert failed(told(teller)) == {"signatures"}, field


def test_a_paper_is_told_and_the_objection_is_signed() -> None:
    teller = Teller()
    teller.begin("tariq")
    actor = {"kind": "person", "id": b32("olga"), "name": "Olga", "method": "passkey"}
    texts: JSONValue = canon.parse(canon.to_bytes({"t": TEXTS}))["t"]
    teller.tell("job:acknowledged-on-paper", actor, job=JOB, texts=texts, answer="yes")
    made = act(teller.now, "object-to-paper")
    teller.tell("paper:objected-to", CARLA, job=JOB, statement=made)
    report = told(teller)
    assert failed(report) == set()
    assert level(report, "objected to a paper") == "first claim"
    assert check(report, "signatures").detail.startswith("2 ")
    assert report.unjudged == ()
