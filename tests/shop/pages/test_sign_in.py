import pytest
from django.test import Client

from sealbench import canon
from sealbench.shop.bench import Bench
from sealbench.shop.bench.limits import PER_DOOR, PER_NAME
from sealbench.shop.pages import cookies
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.records.models import Session, SpentNonce, Turned
from sealbench.statement import SignedStatement
from tests.support.cast import Cast, browser, fresh_nonce, join
from tests.support.clocks import StoppedClock
from tests.support.passkeys import SoftwarePasskey
from tests.support.people import SoftwarePerson

JSON = {"Accept": "application/json"}


def signed(cast: Cast, name: str = "tariq", *, passkey: bool = False) -> SignedStatement:
    person = cast.person(name)
    key = person.passkeys[0] if passkey else None
    return person.sign_in(fresh_nonce(cast.bench, "sign-in"), cast.bench.now(), passkey=key)


def post(client: Client, name: str, statement: SignedStatement) -> "tuple[int, dict[str, str]]":
    body = {"name": name, "signed": statement.to_json()}
    answer = client.post("/sign-in/", body, content_type="application/json", headers=JSON)
    return answer.status_code, answer.json()


def test_the_nonce_and_genesis_are_for_everybody_and_change_nothing(cast: Cast) -> None:
    answer = cast.stranger().get("/sign-in/prepare").json()
    assert answer.keys() == {"home", "shop", "genesis", "nonce"}
    assert (answer["home"], answer["shop"]) == (cast.bench.house.id, "Corner Repairs")
    before = SpentNonce.objects.count()
    assert cast.stranger().get("/sign-in/prepare").json()["nonce"] != answer["nonce"]
    assert SpentNonce.objects.count() == before


@pytest.mark.parametrize("passkey", [True, False])
def test_it_sets_a_strict_cookie_and_marks_the_browser(cast: Cast, *, passkey: bool) -> None:
    client = cast.stranger()
    name = "" if passkey else "Tariq Öztürk"
    status, answer = post(client, name, signed(cast, passkey=passkey))
    assert (status, answer) == (200, {"next": "/"})
    cookie = client.cookies[cookies.STAFF]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 43200)
    assert cookies.STAFF_BROWSER in client.cookies
    assert client.get("/me/").status_code == 200


def test_a_pending_person_comes_in_as_far_as_their_own_page(
    cast: Cast, clock: StoppedClock
) -> None:
    clock.pass_by(seconds=1)
    cast.people["ida"] = join(cast.bench, cast.staff("olga"), "Ida Novak", ["management"])
    client = cast.stranger()
    assert post(client, "", signed(cast, "ida", passkey=True)) == (200, {"next": "/me/"})
    assert "You are pending" in client.get("/me/").content.decode()
    assert client.get("/people/").status_code == 403


def test_an_auditor_begins_at_the_people(cast: Cast) -> None:
    assert post(cast.stranger(), "Adam Cole", signed(cast, "adam")) == (200, {"next": "/people/"})


def test_a_stranger_is_refused_and_gets_no_cookie(cast: Cast) -> None:
    client = cast.stranger()
    mallory = SoftwarePerson.born(cast.bench, "Mallory", passkey=False)
    statement = mallory.sign_in(fresh_nonce(cast.bench, "sign-in"), cast.bench.now())
    status, answer = post(client, "Tariq Öztürk", statement)
    assert (status, answer["message"]) == (403, "B1-3")
    assert cookies.STAFF not in client.cookies
    assert Turned.objects.get().route == "sign_in"


def test_guesses_are_slowed_down_before_the_writer_and_who_knows_comes_in(cast: Cast) -> None:
    client = cast.stranger()
    mallory = SoftwarePerson.born(cast.bench, "Mallory", passkey=False)
    answers = []
    for _ in range(PER_NAME + 2):
        statement = mallory.sign_in(fresh_nonce(cast.bench, "sign-in"), cast.bench.now())
        answers.append(post(client, "TARIQ öztürk", statement)[0])
    assert answers == [403] * PER_NAME + [503] * 2
    assert Turned.objects.get().count == PER_NAME
    assert post(cast.stranger(), "Tariq Öztürk", signed(cast))[0] == 200
    assert post(cast.stranger(), "", signed(cast, passkey=True))[0] == 200


@pytest.mark.parametrize("passkey", [True, False])
def test_a_flood_of_strangers_shuts_the_door_to_nobody(cast: Cast, *, passkey: bool) -> None:
    statement = SoftwarePerson.born(cast.bench, "Mallory").sign_in(
        fresh_nonce(cast.bench, "sign-in"),
        cast.bench.now(),
        passkey=SoftwarePasskey(cast.bench.config.site) if passkey else None,
    )
    seconds = int(cast.bench.now().timestamp())
    for _ in range(PER_DOOR):
        cast.bench.limits.admit(f"sign_in {statement.statement.text('method')}", seconds=seconds)
    assert post(cast.stranger(), "Nobody", statement)[0] == 503
    name = "" if passkey else "Tariq Öztürk"
    assert post(cast.stranger(), name, signed(cast, passkey=passkey))[0] == 200


def test_what_was_not_prepared_here_is_not_even_counted(cast: Cast, clock: StoppedClock) -> None:
    tariq = cast.person("tariq")
    made_up = tariq.sign_in(canon.b64u(bytes(32)), cast.bench.now())
    stale = signed(cast)
    clock.pass_by(minutes=10)
    for statement in (made_up, stale):
        assert post(cast.stranger(), "Nobody", statement)[0] == 422
    assert not Turned.objects.exists()
    assert not cast.bench.limits.drain()


def test_who_was_deactivated_is_limited_like_a_stranger(cast: Cast) -> None:
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"))
    answers = [post(cast.stranger(), "Tariq Öztürk", signed(cast))[0] for _ in range(PER_NAME + 1)]
    assert answers == [403] * PER_NAME + [503]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"name":"a"}',
        b'{"name":1,"signed":{}}',
        b'{"name":"a","signed":{"statement":{},"signatures":[]}}',
        b'{"name":"a","name":"b","signed":{}}',
        b'{"name":"\\u0000","signed":null}',
    ],
)
def test_other_bodies_are_malformed(cast: Cast, body: bytes) -> None:
    answer = cast.stranger().post("/sign-in/", body, content_type="application/json", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_statement_of_another_context_is_malformed(cast: Cast) -> None:
    tariq = cast.person("tariq")
    opening = tariq.opening(
        fresh_nonce(cast.bench, "sign-in"),
        cast.bench.now(),
        job="a" * 24,
        login="b" * 24,
        purpose="repair",
    )
    assert post(cast.stranger(), "Tariq Öztürk", opening)[0] == 400


def test_a_form_of_another_site_cannot_sign_anybody_in(cast: Cast) -> None:
    client = browser(cast.bench)
    client.handler.enforce_csrf_checks = True
    body = {"name": "Tariq Öztürk", "signed": signed(cast).to_json()}
    answer = client.post("/sign-in/", body, content_type="application/json", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign")


def test_signing_out_takes_a_post(cast: Cast) -> None:
    client = cast.client("tariq")
    assert client.get("/sign-out").status_code == 405
    assert client.get("/me/").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/sign-in/"
    assert not Session.objects.filter(person=cast.id("tariq")).exists()
    assert client.get("/me/").status_code == 302


def test_before_the_founding_the_door_says_what_is_missing(bench: Bench) -> None:
    answer = browser(bench).get("/sign-in/prepare", headers=JSON)
    assert (answer.status_code, answer.json()["hint"]) == (503, "use the set-up link")
