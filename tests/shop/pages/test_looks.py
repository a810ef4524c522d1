"""The pages around a look: search, record, the question why, and what others never see."""

import json
import re
from typing import Any

import pytest
from django.test import Client as Browser

from sealbench.errors import RefusedError
from sealbench.ids import ClientId
from sealbench.shop.pages.routes import ROUTES
from sealbench.shop.pages.routing import STAFF
from sealbench.shop.procedures.intake import ClientWords, DeviceWords
from sealbench.shop.procedures.issue_link import issue_link
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.looks import TODAY
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.records.models import Job, Notice, Reason, ServiceKind
from tests.shop.test_access import ask
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import (
    IDA,
    LAPTOP,
    client_record,
    desk,
    events,
    intake,
    keep_login,
    last,
    put_in_service,
    take_in,
)
from tests.support.sessions import stay_signed_in


@pytest.fixture
def old(cast: Cast, clock: StoppedClock) -> TakenIn:
    """Return a job of yesterday, on which Tariq is."""
    stay_signed_in()
    job = take_in(cast)
    clock.pass_by(seconds=TODAY)
    return job


def client_of(job: TakenIn) -> ClientId:
    return ClientId(Job.objects.get(number=job.number).client_id)


def text(answer: Any) -> str:
    return str(answer.content.decode(errors="replace"))


def main_of(answer: Any) -> str:
    return text(answer).partition("<main")[2]


def test_the_desk_finds_a_caller_and_opens_the_job(cast: Cast) -> None:
    job = take_in(cast)
    dora = cast.client("dora")
    assert "Find a client" in text(dora.get("/clients/"))
    assert client_record(cast.bench, client_of(job)) == []
    page = text(dora.post("/clients/", {"find": "lin"}))
    for word in (IDA.name, "567", str(job.number), "Laptop", "Intake", f"/jobs/{job.number}/"):
        assert word in page
    assert IDA.email not in page
    (look,) = client_record(cast.bench, client_of(job))
    assert (look["type"], look["actor"]["name"]) == ("client:looked-at", "Dora Weiss")
    found = text(dora.get(f"/clients/{client_of(job)}/"))
    for word in (IDA.name, IDA.phone, IDA.email, LAPTOP.serial, "found the client in a search"):
        assert word in found
    title = found.partition("<title>")[2].partition("</title>")[0]
    assert IDA.name not in title


def test_what_was_typed_comes_back_and_never_in_an_address(cast: Cast) -> None:
    take_in(cast)
    dora = cast.client("dora")
    for typed, status, said in (("li", 422, "Type at least 3"), ("nobody", 200, "Nobody is found")):
        answer = dora.post("/clients/", {"find": typed})
        assert answer.status_code == status
        assert said.casefold() in text(answer).casefold()
        assert f'value="{typed}"' in text(answer)
    assert "Lindqvist" not in main_of(dora.get("/clients/", {"find": "lindqvist"}))


@pytest.mark.parametrize("who", ["tariq", "nina", "adam"])
def test_the_search_is_the_desks(cast: Cast, who: str) -> None:
    take_in(cast)
    browser = cast.client(who)
    for answer in (
        browser.get("/clients/"),
        browser.post("/clients/", {"find": "lindqvist"}),
        browser.post("/clients/", {"find": "l"}),
    ):
        assert answer.status_code == 403
        assert "Lindqvist" not in text(answer)


PLACES = (
    "/jobs/1001/",
    "/jobs/1001/edit/",
    "/jobs/1001/assign/",
    "/jobs/1001/close/",
    "/jobs/1001/cancel/",
    "/jobs/1001/link/again",
)


@pytest.mark.parametrize("place", [*PLACES, "/clients/{client}/"])
def test_who_is_not_on_the_job_is_asked_why_and_nothing_is_recorded(
    cast: Cast, old: TakenIn, place: str
) -> None:
    before = events(cast.bench, old.id)
    page = cast.client("dora").get(place.format(client=client_of(old)))
    assert page.status_code == 200
    assert "Why do you look?" in text(page)
    for word in (IDA.name, IDA.phone, IDA.email, "ThinkPad", "Freezes"):
        assert word not in text(page)
    assert events(cast.bench, old.id) == before
    assert client_record(cast.bench, client_of(old)) == []
    assert not Reason.objects.exists()


def test_a_reason_opens_the_job_and_is_told_to_the_client(cast: Cast, old: TakenIn) -> None:
    dora = cast.client("dora")
    answer = dora.post("/jobs/1001/", {"kind": "other", "text": "Asks for the price."})
    assert (answer.status_code, answer["Location"]) == (302, "/jobs/1001/")
    page = text(dora.get("/jobs/1001/"))
    assert IDA.name in page
    assert "Dora Weiss looked at the job, not being on the job: Another reason" in page
    assert "Asks for the price." in page
    assert IDA.name in text(dora.get("/jobs/1001/edit/"))
    assert IDA.email in text(dora.get(f"/clients/{client_of(old)}/"))


def test_a_record_is_opened_by_a_reason_too(cast: Cast, old: TakenIn) -> None:
    dora, place = cast.client("dora"), f"/clients/{client_of(old)}/"
    assert dora.post(place, {"kind": "call", "text": ""})["Location"] == place
    page = text(dora.get(place))
    assert IDA.email in page
    assert "looked at the client&#x27;s record, not being on the job: The client called" in page


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "Choose one."),
        ({"kind": "other", "text": " "}, "Say in a few words why you look."),
        ({"kind": "nosy", "text": ""}, "field-error"),
        ({"kind": "call", "text": "her password is Sommer2026!"}, "field-error"),
    ],
)
def test_a_reason_that_is_none_opens_nothing(
    cast: Cast, old: TakenIn, posted: dict[str, str], said: str
) -> None:
    answer = cast.client("dora").post("/jobs/1001/", posted)
    assert answer.status_code == 422
    assert said in text(answer)
    assert IDA.name not in text(answer)
    assert not Reason.objects.exists()
    if "password" in posted.get("text", ""):
        assert last(cast.bench, old.id)["rule"] == "A2-1"
        assert "Sommer2026" not in str(events(cast.bench, old.id))


def test_who_is_on_the_job_and_the_desk_today_are_not_asked(cast: Cast) -> None:
    take_in(cast)
    assert IDA.name in text(cast.client("tariq").get("/jobs/1001/"))
    assert IDA.name in text(cast.client("dora").get("/jobs/1001/"))


@pytest.mark.usefixtures("old")
def test_management_sees_who_looked(cast: Cast) -> None:
    cast.client("dora").post("/jobs/1001/", {"kind": "other", "text": "Ida asks"})
    for who in ("olga", "adam"):
        page = text(cast.client(who).get("/looks/"))
        assert "Dora Weiss" in page
        assert "Job 1001" in page
        assert "Ida asks" not in page
        assert IDA.name not in page
    for who in ("dora", "tariq"):
        assert cast.client(who).get("/looks/").status_code == 403


def test_the_client_reads_every_look_at_the_record_on_the_own_page(cast: Cast) -> None:
    counter = with_link(cast)
    phone = counter.claimed()
    before = phone.page()
    assert before["record"]["events"] == []
    cast.client("dora").post("/clients/", {"find": "lindqvist"})
    place = f"/clients/{Job.objects.get(number=counter.number).client_id}/"
    cast.client("dora").get(place)
    after = phone.page()
    assert after["mark"] != before["mark"]
    told = [json.loads(event["payload"]) for event in after["record"]["events"]]
    assert [event["type"] for event in told] == ["client:looked-at", "record:looked-at"]
    assert {event["actor"]["name"] for event in told} == {"Dora Weiss"}
    assert after["record"]["secret"] not in {after["secret"], before["secret"]}
    assert after["record"]["secret"] == before["record"]["secret"]


PERSON = ClientWords(
    "Philomena Xanthopoulou",
    "+30 694 8123457",
    "philomena@xantho.example",
    "phone",
    "e-mail",
    "second@xantho.example",
)
THING = DeviceWords("laptop", "Makerix", "Modellix", "SERIALIX77")
SAID = "Flackert bei Regenwetter."
PERSONAL = (
    "Philomena",
    "Xantho",
    "+30 694",
    "8123457",
    "second@",
    "Makerix",
    "Modellix",
    "SERIALIX",
    "Regenwetter",
    "Windowslabel",
)


def test_a_technician_who_is_not_on_the_job_finds_nothing_of_the_client(
    cast: Cast,
) -> None:
    """Walk all pages of staff, by GET and by POST, as Nina; as Tariq the same walk must find it."""
    taken = intake(cast, "Mail or account trouble", client=PERSON, problem=SAID)
    taken = type(taken)(taken.client, THING, taken.job, taken.assignees)
    job = take_in(cast, taken)
    login = keep_login(cast, job.id, "tariq", label="Windowslabel")
    cast.bench.run(issue_link, who=desk(cast), number=job.number)
    put_in_service(cast, job.id)
    values = {
        "number": job.number,
        "login": login,
        "notice": Notice.objects.values_list("pk", flat=True).first() or "a" * 24,
        "person": cast.id("adam"),
        "service": str(ServiceKind.objects.values_list("pk", flat=True)[0]),
        "client": client_of(job),
    }
    assert walk(cast.client("nina"), values) == set()
    found = walk(cast.client("tariq"), values)
    assert {"Philomena", "Makerix", "SERIALIX", "Regenwetter", "Windowslabel"} - found == set()
    with pytest.raises(RefusedError):
        cast.bench.run(look_at_job, who=cast.staff("nina"), number=job.number)


def walk(browser: Browser, values: dict[str, object]) -> set[str]:
    """Return what of `PERSONAL` stood in any answer: headers, pages and data."""
    found: set[str] = set()
    for route in ROUTES:
        if route.who != STAFF or route.name == "sign_out":
            continue
        there = {name: value for name, value in values.items() if f":{name}>" in route.path}
        for method in route.methods:
            answer = ask(browser, route, method, there)
            said = f"{answer.headers} {text(answer)}"
            found |= {word for word in PERSONAL if re.search(re.escape(word), said)}
    for typed in ("Philomena", "8123457", "SERIALIX", "1001"):
        answers = [
            browser.post(address, {"find": typed, "step": "client", "go": "find"})
            for address in ("/clients/", "/jobs/new/")
        ]
        for answer in (*answers, browser.get("/jobs/", {"number": typed})):
            said = text(answer).replace(f'value="{typed}"', "")  # one's own words
            found |= {word for word in PERSONAL if word in said}
    return found
