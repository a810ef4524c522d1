import re

import pytest

from sealbench.screen import HouseCue, HouseWords
from sealbench.shop.bench.events import Event
from tests.support.cast import Cast
from tests.support.desk import house_events
from tests.support.house_words import add_word, retire_word, some_words

_NONCE = re.compile(r'name="nonce" value="([^"]+)"')
NEW = "/policy/words/new/"
CUE = {"sort": "cue", "word": "Torlosung", "kind": "other_secret"}


def test_a_word_is_tried_changed_and_added(cast: Cast) -> None:
    olga = cast.client("olga")
    page = olga.post(NEW, {**CUE, "step": "try"})
    assert page.status_code == 200
    assert "fewer than three" in page.content.decode()
    assert "Torlosung" in page.content.decode()
    assert house_events(cast.bench)[-1]["type"] == Event.HOUSE_WORD_TRIED
    form = olga.post(NEW, {**CUE, "step": "change"}).content.decode()
    assert 'value="Torlosung"' in form
    assert cast.bench.rulebooks.current().words.count == 0
    again = olga.post(NEW, {**CUE, "step": "add"}).content.decode()
    assert "Nothing was added" in again
    assert cast.bench.rulebooks.current().words.count == 0
    added = {**CUE, "step": "add", "nonce": _NONCE.findall(again)[0]}
    for _click in range(2):
        assert olga.post(NEW, added)["Location"] == "/policy/words/?done=word-added"
    words = cast.bench.rulebooks.current().words
    assert words == HouseWords(cues=(HouseCue("Torlosung", "other_secret"),))


def test_a_word_that_was_retired_after_its_trial_is_shown_anew(cast: Cast) -> None:
    olga = cast.client("olga")
    page = olga.post(NEW, {**CUE, "step": "try"}).content.decode()
    assert "Nothing was added" not in page
    added = {**CUE, "step": "add", "nonce": _NONCE.findall(page)[0]}
    olga.post(NEW, added)
    retire_word(cast, 1)
    page = olga.post(NEW, added).content.decode()
    assert "Nothing was added" in page
    assert cast.bench.rulebooks.current().words.count == 0
    olga.post(NEW, {**added, "nonce": _NONCE.findall(page)[0]})
    assert cast.bench.rulebooks.current().words.count == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sort": "veto", "word": "som*"}, "would let too much through"),
        ({"sort": "veto", "word": "two words"}, "A veto is one word"),
        ({"sort": "veto", "word": ""}, "Write the word."),
        ({"sort": "cue", "word": "Torlosung", "kind": ""}, "Choose one."),
        ({"sort": "cue", "word": "password", "kind": "pin"}, "knows this cue already"),
        ({"word": "PN-##"}, "Choose one."),
        ({"sort": "veto", "word": "PN-####-AA"}, "has this word already"),
        ({"sort": "veto", "word": "4111111111111111"}, "Leave the card number out"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    cast: Cast, fields: dict[str, str], said: str
) -> None:
    add_word(cast)
    for step in ("try", "add"):
        page = cast.client("olga").post(NEW, {**fields, "step": step})
        assert page.status_code == 422
        assert said in page.content.decode()
    assert cast.bench.rulebooks.current().words.count == 1


def test_the_list_shows_words_to_management_and_auditors(cast: Cast) -> None:
    assert "There is no house word" in cast.client("olga").get("/policy/words/").content.decode()
    some_words(cast)
    page = cast.client("olga").get("/policy/words/").content.decode()
    for told in (
        "PN-####-AA",
        "Torlosung",
        "another secret",
        "820-#####",
        "Retired by",
        "Retire W-1",
    ):
        assert told in page
    assert "Retire W-5" not in page
    page = cast.client("adam").get("/policy/words/").content.decode()
    assert "PN-####-AA" in page
    assert "Retire W-1" not in page
    assert "House words" in cast.client("adam").get("/policy/").content.decode()
    assert cast.client("tariq").get("/policy/words/").status_code == 403


def test_a_word_is_retired_by_the_typed_word(cast: Cast) -> None:
    olga, number = cast.client("olga"), add_word(cast)
    path = f"/policy/words/{number}/retire/"
    assert "PN-####-AA" in olga.get(path).content.decode()
    assert olga.post(path, {"word": "keep"}).status_code == 422
    assert cast.bench.rulebooks.current().words.count == 1
    assert olga.post(path, {"word": "Retire "})["Location"] == "/policy/words/?done=word-retired"
    assert cast.bench.rulebooks.current().words.count == 0
    assert olga.get(path).status_code == 404


def test_everybody_reads_how_many_words_there_are(cast: Cast) -> None:
    some_words(cast)
    stranger = cast.stranger()
    assert "Words that this shop has added to the screen: 4" in " ".join(
        stranger.get("/trust/").content.decode().split()
    )
    assert stranger.get("/trust.json").json()["house_words"] == 4
