import re
from typing import Any

import pytest

from sealbench.shop.bench.limits import PER_DOOR
from sealbench.shop.pages import cookies
from sealbench.shop.procedures.begin_sitting import SITTING
from sealbench.shop.procedures.issue_link import Slip
from sealbench.shop.procedures.link_file import PASS_WITHIN
from sealbench.shop.procedures.start_counter import start_counter
from sealbench.shop.records.models import ClientKey, ClientSession, Link
from sealbench.shop.records.models import Login as LoginRow
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import events, last


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


def give_pass(counter: Counter) -> Slip:
    desk = counter.cast.staff("dora")
    return counter.cast.bench.run(start_counter, who=desk, number=counter.number)


def begin(tablet: Phone, token: str) -> Any:
    bare = token.replace("-", "").lower()
    statement = tablet.claim_statement(bare).to_json()
    return tablet.post("/counter/begin", {"token": token, "statement": statement})


def test_a_sitting_seals_in_person(counter: Counter) -> None:
    tablet = counter.phone()
    assert begin(tablet, give_pass(counter).link.token).status_code == 200
    assert cookies.COUNTER in tablet.web.cookies
    assert tablet.page()["client"]["counter"] is True
    tablet.json("/c/seal", tablet.sealed(counter.recipients()))
    event = last(counter.cast.bench, counter.job)
    assert (event["type"], event["actor"]["level"]) == ("login:sealed", "in person")
    assert LoginRow.objects.count() == 1


def test_the_end_gives_a_link_for_later_and_wipes_the_sitting(counter: Counter) -> None:
    tablet = counter.phone()
    begin(tablet, give_pass(counter).link.token)
    slip = tablet.json("/counter/end")["slip"]
    assert "code" not in slip
    token = re.findall(r"/c/#([A-Za-z0-9_-]{32})\.", slip["address"])[0]
    assert counter.phone().json("/c/look", {"token": token})["state"] == "unclaimed"
    assert tablet.post("/c/job", {}).status_code == 404
    assert ClientKey.objects.get().revoked_at is not None
    kinds = [event["type"] for event in events(counter.cast.bench, counter.job)]
    assert kinds[-4:] == ["counter:started", "counter:begun", "counter:ended", "link:issued"]
    assert tablet.visit().status_code == 404  # a sitting's key opens nothing later


def test_a_pass_is_not_guessed_for_long_and_a_genuine_one_still_serves(counter: Counter) -> None:
    given, tablet = give_pass(counter).link.token, counter.phone()
    for _ in range(PER_DOOR):
        seconds = int(counter.cast.bench.now().timestamp())
        counter.cast.bench.limits.admit("counter/begin", seconds=seconds)
    assert begin(tablet, "abcde-fghjk").status_code == 503
    assert begin(tablet, f"{given[:5]}-{given[5:]}").status_code == 200


def test_a_client_with_a_link_gets_no_second_one(counter: Counter) -> None:
    counter.claimed()
    tablet = counter.phone()
    begin(tablet, give_pass(counter).link.token)
    assert tablet.json("/counter/end") == {"slip": None}
    assert Link.objects.filter(counter=False).count() == 1


def test_a_pass_is_typed_as_people_type(counter: Counter) -> None:
    token = give_pass(counter).link.token
    typed = f" {token[:5]}-{token[5:]} ".upper()
    assert begin(counter.phone(), typed.strip()).status_code == 200


def test_a_pass_is_good_once_and_for_a_while(counter: Counter, clock: StoppedClock) -> None:
    first = give_pass(counter).link.token
    assert begin(counter.phone(), first).status_code == 200
    assert begin(counter.phone(), first).status_code == 404
    replaced, late = (give_pass(counter).link.token for _ in range(2))
    assert begin(counter.phone(), replaced).status_code == 404
    clock.pass_by(seconds=PASS_WITHIN)
    assert begin(counter.phone(), late).status_code == 404
    assert begin(counter.phone(), "aaaaa-aaaaa").status_code == 404


def test_a_sitting_ends_by_itself(counter: Counter, clock: StoppedClock) -> None:
    tablet = counter.phone()
    begin(tablet, give_pass(counter).link.token)
    clock.pass_by(seconds=SITTING)
    assert tablet.post("/c/job", {}).status_code == 404


def test_nobody_of_the_shop_is_signed_in_on_the_tablet(counter: Counter) -> None:
    tablet = counter.phone()
    tablet.web.cookies[cookies.name(counter.cast.bench.config, cookies.STAFF)] = "yes"
    assert tablet.json("/counter/look")["browser"] == "staff"
    assert begin(tablet, give_pass(counter).link.token).status_code == 403
    assert last(counter.cast.bench, counter.job)["rule"] == "A1-8"
    assert ClientSession.objects.count() == 0


def test_the_tablet_of_the_counter_claims_no_link(counter: Counter) -> None:
    tablet = counter.phone()
    begin(tablet, give_pass(counter).link.token)
    tablet.json("/counter/end")
    assert counter.phone().post("/c/look", {"token": counter.token}).status_code == 404
    other = with_link(counter.cast)
    assert tablet.claim(other.token, other.code).status_code == 403


def test_a_pass_is_no_link_and_a_link_no_pass(counter: Counter) -> None:
    token = give_pass(counter).link.token
    phone = counter.phone()
    assert phone.post("/c/look", {"token": token}).status_code == 404
    assert begin(phone, counter.token).status_code == 404


def test_a_phone_ends_no_sitting(counter: Counter) -> None:
    phone = counter.claimed()
    assert phone.post("/counter/end", {}).status_code == 404
    assert ClientKey.objects.get().revoked_at is None


def test_the_desk_sees_the_pass(counter: Counter) -> None:
    page = counter.cast.client("dora").post(f"/jobs/{counter.number}/counter")
    found = re.findall(r"([a-z2-9]{5})-([a-z2-9]{5})<", page.content.decode())
    assert begin(counter.phone(), "".join(found[0])).status_code == 200
