"""What a client lets the shop keep after a job: asked for by the client alone, and ended."""

from datetime import timedelta
from typing import Any

import pytest

from sealbench import clock as times
from sealbench.dossier import consent
from sealbench.errors import AbsentError, GoneError, RefusedError
from sealbench.ids import ClientId, KeepId, LoginId
from sealbench.keyring import keep_node
from sealbench.seal import open_sealed
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.end_keeps import end_keeps
from sealbench.shop.procedures.keep_file import YEAR
from sealbench.shop.procedures.open_login import open_login
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.procedures.tell_openings import tell_openings
from sealbench.shop.procedures.warn_of_keeps import warn_of_keeps
from sealbench.shop.records.models import (
    Erasure,
    Job,
    KeepRequest,
    KeptLogin,
    KeptWay,
    Login,
    Notice,
    Person,
)
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.clients import PASSWORD, Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import events, intake, last
from tests.support.keeps import (
    client_of,
    keep_body,
    kept,
    later_job,
    opened,
    sat_down,
    settle,
    sign_opening,
)


@pytest.fixture
def first(cast: Cast) -> Counter:
    return with_link(cast, intake(cast, "Mail or account trouble"))


@pytest.fixture
def phone(first: Counter) -> Phone:
    made = first.claimed()
    settle(made)
    return made


def rule_of(answer: Any) -> str:
    return str(answer.json()["message"])


def notices(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def test_it_outlives_its_job_and_is_opened_within_a_later_one(
    cast: Cast, first: Counter, phone: Phone
) -> None:
    keep = kept(phone, first.recipients())
    assert notices("login-kept") == 1
    attest_and_close(cast, first.job)
    later = later_job(cast, phone)
    found = opened(cast, "tariq", number=later.number, login=keep)
    identity, owner = cast.person("tariq").keys.age, client_of(phone)
    clear = open_sealed(found.file, identity, job=owner, login=keep, label="Router")
    assert (clear.password, found.left) == (PASSWORD, 2)
    told = last(cast.bench, later.job)
    assert (told["type"], told["keep"], told["purpose"]) == ("kept-login:opened", keep, "repair")
    assert told["request"]["statement"]["keep"] == keep
    tell_openings(cast.bench)
    assert notices("kept-opened") == 1


def test_it_is_opened_in_service_alone_and_by_who_is_named_and_on_the_job(
    cast: Cast, first: Counter, phone: Phone
) -> None:
    keep = kept(phone, first.recipients())
    with pytest.raises(RefusedError) as early:  # the job is not in service yet
        opened(cast, "tariq", number=first.number, login=keep)
    assert early.value.reason == "A4-3"
    attest_and_close(cast, first.job)
    later = later_job(cast, phone)
    with pytest.raises(RefusedError) as other:
        opened(cast, "nina", number=later.number, login=keep)
    assert other.value.reason == "A1-1"
    stranger = with_link(cast)  # a job of another client
    with pytest.raises(GoneError):
        opened(cast, "tariq", number=stranger.number, login=keep)
    with pytest.raises(AbsentError):
        opened(cast, "nina", number=stranger.number, login=keep)
    assert KeptLogin.objects.get().left == 3
    assert opened(cast, "tariq", number=later.number, login=keep).left == 2


def test_the_last_opening_is_the_last(cast: Cast, first: Counter, phone: Phone) -> None:
    keep = kept(phone, first.recipients(), openings=1)
    later = later_job(cast, phone)
    assert opened(cast, "tariq", number=later.number, login=keep).left == 0
    with pytest.raises(RefusedError) as caught:
        opened(cast, "tariq", number=later.number, login=keep)
    assert caught.value.reason == "A3-2"
    assert cast.bench.run(end_keeps) == 1
    assert KeepRequest.objects.get().ended_by == "count"


def test_a_fresh_claim_asks_for_nothing(cast: Cast, first: Counter) -> None:
    fresh = first.claimed()
    answer = fresh.post("/c/keep", keep_body(fresh, first.recipients()))
    assert (answer.status_code, rule_of(answer)) == (403, "A3-8")
    assert last(cast.bench, first.job)["rule"] == "A3-8"
    assert not KeepRequest.objects.exists()
    settle(fresh)
    assert kept(fresh, first.recipients())


def test_the_client_in_person_asks_at_the_counter(cast: Cast, first: Counter) -> None:
    tablet = sat_down(cast, first)
    keep = kept(tablet, first.recipients())
    assert KeepRequest.objects.get(pk=keep).level == "in person"


@pytest.mark.parametrize("name", ["tariq", "dora", "olga"])
def test_nobody_of_the_shop_asks_or_extends(
    cast: Cast, first: Counter, phone: Phone, name: str
) -> None:
    keep = kept(phone, first.recipients())
    web, before = cast.client(name), KeepRequest.objects.values_list().get()
    kind = "application/json"
    forged = keep_body(phone, first.recipients())
    act = {"keep": keep, "statement": phone.act("confirm-keep", keep)}
    for path, body in (("/c/keep", forged), ("/c/keep/confirm", act)):
        answer = web.post(path, body, content_type=kind, HTTP_ACCEPT=kind)
        assert (answer.status_code, rule_of(answer)) == (403, "A3-7"), path
        told = last(cast.bench, first.job)
        assert (told["rule"], told["clause"], told["actor"]["id"]) == ("A3-7", "A3", cast.id(name))
    assert KeepRequest.objects.values_list().get() == before
    unknown = {**act, "keep": "q" * 24}
    answer = web.post("/c/keep/confirm", unknown, content_type=kind, HTTP_ACCEPT=kind)
    assert answer.status_code == 404
    assert phone.post("/c/keep/confirm", act).status_code == 200  # the client's own


def test_it_is_kept_for_people_of_the_job_alone(first: Counter, phone: Phone) -> None:
    for people in (("nina",), ("tariq", "nina")):
        answer = phone.post("/c/keep", keep_body(phone, first.recipients(*people)))
        assert (answer.status_code, rule_of(answer)) == (403, "A1-12")
    body = keep_body(phone, first.recipients())
    body["ciphertext"] = keep_body(phone, first.recipients())["ciphertext"]
    assert phone.post("/c/keep", body).status_code == 422  # not what was signed
    other = keep_body(phone, first.recipients(), client="q" * 24)
    assert phone.post("/c/keep", other).status_code == 400
    assert not KeepRequest.objects.exists()


def test_what_was_signed_counts_once(first: Counter, phone: Phone) -> None:
    body = keep_body(phone, first.recipients())
    assert phone.post("/c/keep", body).status_code == 200
    assert phone.post("/c/keep", body).status_code == 409
    assert KeptLogin.objects.count() == 1


def test_any_valid_link_withdraws_at_once(cast: Cast, first: Counter, phone: Phone) -> None:
    keep = kept(phone, first.recipients())
    phone.json("/c/keep/withdraw", {"keep": keep, "statement": None})
    assert not KeptLogin.objects.exists()
    assert not KeptWay.objects.exists()
    assert Erasure.objects.get().confirmed_at is not None
    with pytest.raises(GoneError):
        cast.bench.keys.key(keep_node(KeepId(keep)))
    kinds = [event["type"] for event in events(cast.bench, first.job)]
    assert kinds[-3:] == ["keep:withdrawn", "erasure:ordered", "erasure:confirmed"]
    assert last(cast.bench, first.job)["destroyed"] == {"logins": 1, "ways": 1, "keys": 1}
    assert phone.page()["keeps"] == []
    assert phone.post("/c/keep/withdraw", {"keep": keep, "statement": None}).status_code == 410


def test_another_client_neither_sees_nor_ends_it(cast: Cast, first: Counter, phone: Phone) -> None:
    keep = kept(phone, first.recipients())
    other = with_link(cast).claimed()
    settle(other)
    for path, body in (
        ("/c/keep/withdraw", {"keep": keep, "statement": None}),
        ("/c/keep/confirm", {"keep": keep, "statement": other.act("confirm-keep", keep)}),
    ):
        assert other.post(path, body).status_code == 404
    assert other.page()["keeps"] == []
    assert [each["id"] for each in phone.page()["keeps"]] == [keep]


def test_it_ends_after_a_year_unless_it_is_confirmed(
    cast: Cast, clock: StoppedClock, first: Counter, phone: Phone
) -> None:
    ends = times.to_text(phone.now + timedelta(days=700))
    keep = kept(phone, first.recipients(), expires=ends)
    row = KeepRequest.objects.get()
    assert row.due_at - row.asked_at == YEAR
    for days, count in ((334, 0), (2, 1), (22, 2), (6, 3), (0, 3)):
        clock.pass_by(days=days)
        cast.bench.run(warn_of_keeps)
        assert notices("keep-ends") == count
    assert cast.bench.run(end_keeps) == 0
    assert phone.visit(first.token).status_code == 200
    body = {"keep": keep, "statement": phone.act("confirm-keep", keep)}
    assert phone.post("/c/keep/confirm", body).status_code == 200
    again = KeepRequest.objects.get()
    assert again.due_at == row.until > row.due_at
    clock.pass_by(days=400)
    assert cast.bench.run(end_keeps) == 1
    assert not KeptLogin.objects.exists()
    assert KeepRequest.objects.get().ended_by == "time"
    resume_erasures(cast.bench)
    assert last(cast.bench, first.job)["type"] == "erasure:confirmed"


def test_unconfirmed_it_ends(cast: Cast, clock: StoppedClock, first: Counter, phone: Phone) -> None:
    kept(phone, first.recipients(), expires=times.to_text(phone.now + timedelta(days=700)))
    clock.pass_by(days=366)
    assert cast.bench.run(end_keeps) == 1
    assert KeepRequest.objects.get().ended_by == "unconfirmed"


def test_the_end_of_the_service_ends_it(cast: Cast, first: Counter, phone: Phone) -> None:
    keep = kept(phone, first.recipients())
    stopped = cast.bench.run(stop_service, who=cast.staff("dora"), number=first.number)
    assert len(stopped.erasures) == 2
    assert not KeptLogin.objects.exists()
    with pytest.raises(GoneError):
        cast.bench.keys.key(keep_node(KeepId(keep)))


def test_who_leaves_has_no_way_to_it(cast: Cast, first: Counter, phone: Phone) -> None:
    keep = kept(phone, first.recipients())
    later = later_job(cast, phone)
    signed = sign_opening(cast, "tariq", job=later.job, login=keep)
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"))
    assert not KeptWay.objects.exists()
    kinds = [event["type"] for event in events(cast.bench, later.job)]
    assert "kept-login:way-closed" in kinds
    with pytest.raises(RefusedError):
        cast.bench.run(
            open_login,
            who=cast.staff("tariq"),
            number=later.number,
            login=LoginId(keep),
            signed=signed,
        )
    assert Person.objects.get(pk=cast.id("tariq")).state == "deactivated"


def test_the_consent_is_a_file_that_reads_back(first: Counter, phone: Phone) -> None:
    keep = kept(phone, first.recipients())
    answer = phone.web.post("/c/keep/consent", {"keep": keep})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="consent.json"'
    found = consent.read(answer.content)
    (event,) = found["record"]["event"]
    assert event["event_state"] == consent.GIVEN
    (purpose,) = found["record"]["pii_processing"]["purposes"]
    assert purpose["purpose"] == "regular-care"
    phone.json("/c/keep/withdraw", {"keep": keep, "statement": None})
    after = consent.read(phone.web.post("/c/keep/consent", {"keep": keep}).content)
    states = [each["event_state"] for each in after["record"]["event"]]
    assert states == [consent.GIVEN, consent.WITHDRAWN]
    assert phone.web.post("/c/keep/consent", {"keep": "a" * 24}).status_code == 404


def test_nothing_else_of_a_job_outlives_it(cast: Cast, first: Counter, phone: Phone) -> None:
    phone.json("/c/seal", phone.sealed(first.recipients()))
    kept(phone, first.recipients())
    attest_and_close(cast, first.job)
    assert not Login.objects.exists()
    assert KeptLogin.objects.count() == 1
    assert ClientId(client_of(phone)) == Job.objects.get(pk=first.job).client_id
