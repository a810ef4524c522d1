from typing import Any

import pytest

from sealbench.shop.bench import Bench
from sealbench.shop.bench.limits import PER_DOOR, PER_KNOWN
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.issue_setup_link import issue_setup_link
from sealbench.shop.records.models import Home, Invitation, Leaf, Person, Turned
from tests.support.cast import Cast, browser, log_key
from tests.support.clocks import StoppedClock
from tests.support.people import SoftwarePerson

JSON = {"Accept": "application/json"}


def send(client: Any, path: str, body: object) -> Any:
    return client.post(path, body, content_type="application/json", headers=JSON)


def invited(cast: Cast) -> str:
    link = cast.bench.run(
        invite_person, who=cast.staff("olga"), name="Ida Novak", roles=["technician"]
    ).link
    return str(link).split("#")[1].split(".")[0]


def test_the_first_manager_founds_the_shop_over_http(bench: Bench) -> None:
    client = browser(bench)
    token = bench.run(issue_setup_link).split("#")[1]
    told = send(client, "/join/prepare", {"token": token}).json()
    assert (told["kind"], told["genesis"], told["chain"]) == ("first", None, [])
    olga = SoftwarePerson.born(bench, "Olga Brandt")
    olga.id = told["person"]
    body = olga.founding_body(
        token, told["nonce"], bench.now(), origin=told["origin"], log_key=log_key(bench)
    )
    done = send(client, "/join/enrol", body)
    assert (done.status_code, done.json()["pending"]) == (200, False)
    assert Home.objects.get().founded_at is not None
    assert send(client, "/join/prepare", {"token": token}).status_code == 404


def test_an_invited_person_gets_the_chain_and_joins(cast: Cast) -> None:
    client, token = cast.stranger(), invited(cast)
    told = send(client, "/join/prepare", {"token": token}).json()
    assert (told["kind"], told["name"], told["roles"]) == ("new", "Ida Novak", ["technician"])
    assert [each["statement"]["number"] for each in told["chain"]] == [1, 2]
    ida = SoftwarePerson.born(cast.bench, told["name"])
    done = send(client, "/join/enrol", ida.enrolment_body(token, told["nonce"], cast.bench.now()))
    assert done.json()["pending"] is True
    assert Person.objects.get(pk=told["person"]).state == "pending"


def test_used_expired_and_unknown_links_look_alike(cast: Cast, clock: StoppedClock) -> None:
    client = cast.stranger()
    used, late = invited(cast), invited(cast)
    told = send(client, "/join/prepare", {"token": used}).json()
    ida = SoftwarePerson.born(cast.bench, "Ida Novak")
    body = ida.enrolment_body(used, told["nonce"], cast.bench.now())
    assert send(client, "/join/enrol", body).status_code == 200
    again = send(client, "/join/enrol", body)
    clock.pass_by(hours=25)
    answers = [again] + [
        send(client, "/join/prepare", {"token": token}) for token in (used, late, "x" * 32)
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, again.content)}


def test_preparing_uses_nothing_up_and_pages_are_the_same_for_all(cast: Cast) -> None:
    token = invited(cast)
    for _ in range(3):
        assert send(cast.stranger(), "/join/prepare", {"token": token}).status_code == 200
    assert Invitation.objects.filter(kind="new", used_at=None).count() == 1
    for path in ("/setup/", "/join/"):
        assert cast.stranger().get(path).content == cast.client("olga").get(path).content
        assert cast.stranger().post(path).status_code == 405


def test_a_flood_is_turned_away_before_the_writer(cast: Cast) -> None:
    client, token = cast.stranger(), invited(cast)
    for _ in range(PER_DOOR):
        cast.bench.limits.admit("join/prepare", seconds=int(cast.bench.now().timestamp()))
    answer = send(client, "/join/prepare", {"token": "x" * 32})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert send(client, "/join/prepare", {"token": token}).status_code == 200


def test_a_used_invitation_leaves_a_count_and_has_a_limit_of_its_own(cast: Cast) -> None:
    client, token = cast.stranger(), invited(cast)
    told = send(client, "/join/prepare", {"token": token}).json()
    ida = SoftwarePerson.born(cast.bench, told["name"])
    body = ida.enrolment_body(token, told["nonce"], cast.bench.now())
    assert send(client, "/join/enrol", body).status_code == 200
    leaves = Leaf.objects.count()
    answers = [send(client, "/join/enrol", body).status_code for _ in range(PER_KNOWN)]
    assert answers == [404] * (PER_KNOWN - 1) + [503]
    assert Leaf.objects.count() == leaves
    assert Turned.objects.get().count == PER_KNOWN - 1


@pytest.mark.parametrize(
    "body", [{}, {"token": 1}, {"token": "x", "more": 1}, {"token": "x" * 999}]
)
def test_other_bodies_are_malformed(cast: Cast, body: object) -> None:
    assert send(cast.stranger(), "/join/prepare", body).status_code == 400
    assert send(cast.stranger(), "/join/enrol", body).status_code == 400
