import pytest
from django.test import Client

from sealbench import canon
from sealbench.shop.bench.limits import PER_DOOR, PER_KNOWN
from sealbench.shop.pages import cookies
from sealbench.shop.procedures.claim_link import SESSION
from sealbench.shop.procedures.link_file import CLAIM_WITHIN, TRIES
from sealbench.shop.records.models import (
    ClientKey,
    ClientSession,
    Event,
    Leaf,
    Link,
    Notice,
    Turned,
)
from tests.support.cast import Cast, browser
from tests.support.clients import Counter, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import events, last


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


def test_a_link_can_be_claimed_with_its_code(counter: Counter) -> None:
    phone = counter.phone()
    before = phone.json("/c/look", {"token": counter.token})
    assert (before["state"], before["browser"]) == ("unclaimed", "clean")
    assert phone.claim(counter.token, counter.code).status_code == 200
    look = counter.phone().json("/c/look", {"token": counter.token})
    assert (look["state"], look["key"]) == ("claimed", phone.public)
    event = last(counter.cast.bench, counter.job)
    assert event["type"] == "link:claimed"
    assert event["actor"]["level"] == "first claim"
    assert event["statement"]["statement"]["key"] == phone.public
    session = ClientSession.objects.get()
    assert session.expires_at - session.created_at == SESSION


@pytest.mark.sqlite
def test_neither_token_nor_code_is_kept_in_clear(counter: Counter) -> None:
    counter.claimed()
    home = counter.cast.bench.config.home
    data = (home / "shop.db").read_bytes() + (home / "shop.db-wal").read_bytes()
    assert counter.token.encode() not in data
    assert f'"{counter.code}"'.encode() not in data


def test_get_and_head_consume_and_change_nothing(counter: Counter) -> None:
    web = browser(counter.cast.bench)
    before = Event.objects.count(), Link.objects.get().tries_left
    for path in ("/c/", "/c/look", "/c/claim", "/c/visit", "/c/job", "/c/seal", "/c/object"):
        for method in (web.get, web.head):
            assert method(path, {"token": counter.token}).status_code in {200, 404, 405, 503}
    assert (Event.objects.count(), Link.objects.get().tries_left) == before
    assert counter.phone().claim(counter.token, counter.code).status_code == 200


def test_unknown_expired_and_revoked_look_alike(counter: Counter, clock: StoppedClock) -> None:
    phone = counter.phone()
    answers = [phone.post("/c/look", {"token": "A" * 32}), phone.post("/c/look", {"token": "x"})]
    clock.pass_by(seconds=CLAIM_WITHIN)
    answers.append(phone.post("/c/look", {"token": counter.token}))
    Link.objects.update(revoked_at=1, expires_at=9_999_999_999)
    answers.append(phone.post("/c/look", {"token": counter.token}))
    answers.append(phone.claim(counter.token, counter.code))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_second_claim_is_told_since_when(counter: Counter, clock: StoppedClock) -> None:
    counter.claimed()
    since = int(clock.now().timestamp())
    clock.pass_by(hours=3)
    answer = counter.phone().claim(counter.token, counter.code)
    assert answer.status_code == 409
    assert canon.parse(answer.content)["since"] == since
    assert ClientKey.objects.count() == 1


def test_a_claimed_link_tells_nothing_of_its_code_and_fills_no_ledger(counter: Counter) -> None:
    counter.claimed()
    leaves, thief = Leaf.objects.count(), counter.phone()
    answers = [thief.claim(counter.token, code) for code in (counter.wrong, counter.code)]
    assert {answer.status_code for answer in answers} == {409}
    assert len({answer.content for answer in answers}) == 1
    assert Leaf.objects.count() == leaves
    assert Turned.objects.get().count == 2
    codes = [thief.claim(counter.token, "000000").status_code for _ in range(PER_KNOWN)]
    assert codes[-1] == 503


def test_a_flood_of_guesses_shuts_nobody_out(counter: Counter) -> None:
    stranger, seconds = counter.phone(), int(counter.cast.bench.now().timestamp())
    for path in ("/c/look", "/c/object"):
        for _ in range(PER_DOOR):
            counter.cast.bench.limits.admit(path.strip("/"), seconds=seconds)
        assert stranger.post(path, {"token": "A" * 32}).status_code == 503
        assert stranger.post(path, {"token": counter.token}).status_code == 200


def test_five_wrong_codes_end_the_link(counter: Counter) -> None:
    phone = counter.phone()
    for left in range(TRIES - 1, -1, -1):
        answer = phone.claim(counter.token, counter.wrong)
        assert answer.status_code == 403
        assert canon.parse(answer.content)["clause"] == "A5"
        missed = last(counter.cast.bench, counter.job)
        assert (missed["type"], missed["tries_left"]) == ("link:code-missed", left)
    assert phone.claim(counter.token, counter.code).status_code == 404
    assert ClientKey.objects.count() == 0


@pytest.mark.parametrize("mark", [cookies.STAFF, cookies.STAFF_BROWSER, cookies.COUNTER])
def test_a_browser_of_the_shop_cannot_claim(counter: Counter, mark: str) -> None:
    phone = counter.phone()
    phone.web.cookies[cookies.name(counter.cast.bench.config, mark)] = "yes"
    assert phone.json("/c/look", {"token": counter.token})["browser"] != "clean"
    answer = phone.claim(counter.token, counter.code)
    assert answer.status_code == 403
    assert last(counter.cast.bench, counter.job)["rule"] == "A1-8"
    assert Link.objects.get().tries_left == TRIES
    assert counter.phone().claim(counter.token, counter.code).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"site": "https://elsewhere.example"}, 422),
        ({"home": "a" * 24}, 422),
        ({"link": canon.b64u(bytes(32))}, 400),
        ({"nonce": canon.b64u(bytes(32))}, 422),
        ({"at": "2026-11-23T11:00:00Z"}, 422),
        ({"recipient": "age1pq1" + "q" * 1952}, 400),
    ],
)
def test_a_claim_made_for_something_else_is_refused(
    counter: Counter, changes: dict[str, str], status: int
) -> None:
    assert counter.phone().claim(counter.token, counter.code, **changes).status_code == status
    assert ClientKey.objects.count() == 0
    assert Link.objects.get().tries_left == TRIES


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"token": 1},
        {"token": "A" * 32, "more": 1},
        {"token": "\ud800"},
        {"token": None},
        {"token": ["A"]},
    ],
)
def test_malformed_bodies_are_refused(counter: Counter, body: dict[str, object]) -> None:
    for path in ("/c/look", "/c/object"):
        assert counter.phone().post(path, body).status_code == 400


def test_a_claim_cannot_be_replayed(counter: Counter) -> None:
    phone = counter.phone()
    statement = phone.claim_statement(counter.token).to_json()
    body = {"token": counter.token, "code": counter.wrong, "statement": statement}
    assert phone.post("/c/claim", body).status_code == 403
    again = body | {"code": counter.code}
    assert phone.post("/c/claim", again).status_code == 409
    assert ClientKey.objects.count() == 0


@pytest.mark.parametrize(
    "code", ["", "12345", "\uff11\uff12\uff13\uff14\uff15\uff16", "123456\n", "1234567"]
)
def test_a_code_is_six_digits(counter: Counter, code: str) -> None:
    assert counter.phone().claim(counter.token, code).status_code == 400
    assert Link.objects.get().tries_left == TRIES


def test_the_key_opens_the_page_again(counter: Counter, clock: StoppedClock) -> None:
    phone = counter.claimed()
    clock.pass_by(seconds=SESSION)
    assert phone.post("/c/job", {}).status_code == 404
    for token in (counter.token, ""):
        assert phone.visit(token).status_code == 200
        assert phone.page()["job"]["number"] == counter.number


def test_another_key_opens_nothing(counter: Counter) -> None:
    counter.claimed()
    stranger = counter.phone()
    assert stranger.visit(counter.token).status_code == 404
    assert stranger.visit().status_code == 404


def test_a_visit_cannot_be_replayed(counter: Counter) -> None:
    phone = counter.claimed()
    nonce = phone.nonce("visit")
    assert phone.visit(nonce=nonce).status_code == 200
    assert phone.visit(nonce=nonce).status_code == 409
    assert phone.visit(nonce=phone.nonce("claim")).status_code == 422


def test_whoever_holds_a_token_can_stop_a_key(counter: Counter) -> None:
    thief = counter.claimed()
    owner = counter.phone()
    assert owner.json("/c/object", {"token": counter.token}) == {"stopped": 1}
    assert last(counter.cast.bench, counter.job)["type"] == "key:objected-to"
    assert thief.post("/c/job", {}).status_code == 404
    assert thief.visit().status_code == 403
    assert Notice.objects.filter(kind="key-objected-to").count() == 1
    assert owner.json("/c/object", {"token": counter.token}) == {"stopped": 0}


def test_the_link_of_another_job_stops_nothing(counter: Counter) -> None:
    phone = counter.claimed()
    other = with_link(counter.cast)
    assert other.phone().json("/c/object", {"token": other.token}) == {"stopped": 0}
    assert phone.page()["job"]["number"] == counter.number


def test_a_known_key_claims_the_next_link_of_its_client(counter: Counter) -> None:
    phone = counter.claimed()
    event_count = len(events(counter.cast.bench, counter.job))
    other = with_link(counter.cast)
    assert phone.claim(other.token, other.code).status_code == 409  # that is another client
    assert ClientKey.objects.count() == 1
    assert len(events(counter.cast.bench, counter.job)) == event_count


def test_the_page_of_a_stranger_is_absent(cast: Cast) -> None:
    web: Client = browser(cast.bench)
    for path in ("/c/job", "/c/seal", "/c/remove", "/c/decline", "/c/presence", "/c/leave"):
        assert web.post(path, {}, content_type="application/json").status_code == 404
