from typing import Any

import pytest

from sealbench.shop.records.models import DirectoryIssue
from tests.support.cast import Cast, next_directory
from tests.support.clocks import StoppedClock

JSON = {"Accept": "application/json"}


def take(cast: Cast, name: str, body: object) -> Any:
    return cast.client(name).post(
        "/people/sign/take", body, content_type="application/json", headers=JSON
    )


def test_the_draft_has_chain_people_and_ones_own_files(cast: Cast) -> None:
    draft = cast.client("olga").get("/people/sign/draft?seen=1").json()
    assert draft.keys() == {"genesis", "chain", "people", "own"}
    assert [each["statement"]["number"] for each in draft["chain"]] == [1, 2]
    assert len(draft["people"]) == 5
    assert draft["own"]["person"] == cast.id("olga")
    assert "since" not in draft["people"][0]
    assert cast.client("tariq").get("/people/sign/draft", headers=JSON).status_code == 403


@pytest.mark.parametrize("seen", ["", "x", "-1", "٣", "9" * 30])
def test_whatever_the_browser_says_it_saw_the_chain_comes(cast: Cast, seen: str) -> None:
    draft = cast.client("olga").get("/people/sign/draft", {"seen": seen})
    assert draft.status_code == 200


def test_it_takes_what_a_manager_signed(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    signed = next_directory(cast.bench, cast.person("olga"), cast.staff("olga"))
    body = {"directory": signed.to_json()}
    assert take(cast, "tariq", body).status_code == 403
    done = take(cast, "olga", body)
    assert done.json() == {"number": 3, "next": "/people/?done=directory-signed"}
    assert take(cast, "olga", body).status_code == 409
    assert DirectoryIssue.objects.count() == 3


@pytest.mark.parametrize("body", [{}, {"directory": None}, {"directory": {}}, {"more": 1}])
def test_other_bodies_are_malformed(cast: Cast, body: object) -> None:
    assert take(cast, "olga", body).status_code == 400


def test_strangers_get_nothing(cast: Cast) -> None:
    for path in ("/people/sign/", "/people/sign/draft"):
        assert cast.stranger().get(path).status_code == 302
