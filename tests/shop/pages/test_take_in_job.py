from collections.abc import Mapping

import pytest
from django.test import Client

from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.take_in_job import NONCE
from sealbench.shop.records.models import Client as ClientRow
from sealbench.shop.records.models import Job, Subject
from tests.support.cast import Cast
from tests.support.desk import house_events, service, take_in
from tests.support.panels import shown

HERE = "/jobs/new/"


def answers(cast: Cast, kind: str = "Battery") -> dict[str, str]:
    """Return what a complete wizard posts."""
    nonce = new_nonce(cast.bench.house, NONCE, seconds=int(cast.bench.now().timestamp()))
    return {
        "client-name": "Ida Lindqvist",
        "client-phone": "070 123",
        "client-email": "",
        "client-channel": "phone",
        "device-kind": "laptop",
        "device-make": "Lenovo",
        "device-model": "",
        "device-serial": "",
        "service-service": service(cast.bench, kind),
        "problem-problem": "Empty after an hour.",
        "place-place": "in the shop",
        "people-technician": cast.id("tariq"),
        "people-deputy": "",
        "login-reason": "",
        "agreement-required": "no",
        "nonce": nonce,
    }


def go(client: Client, step: str, typed: Mapping[str, str], deed: str = "next") -> str:
    """Press a button on the screen *step* and return the page that follows."""
    response = client.post(HERE, {**typed, "step": step, "go": deed})
    page = response.content.decode()
    wrong = "field-error" in page or "alert-danger" in page
    assert response.status_code == (422 if wrong else 200)
    return response.content.decode()


def test_the_whole_way_from_the_first_question_to_the_job(cast: Cast) -> None:
    client, typed = cast.client("dora"), answers(cast)
    assert "Who are you?" in client.get(HERE).content.decode()
    titles = [
        "What do you bring?",
        "What is to be done?",
        "What is wrong?",
        "Where do we work on it?",
        "Who works on it?",
        "Is a login needed?",
        "Is an agreement needed first?",
        "Is everything right?",
    ]
    steps = ["client", "device", "service", "problem", "place", "people", "login", "agreement"]
    for step, title in zip(steps, titles, strict=True):
        assert f"<h1>{title}</h1>" in go(client, step, typed)
    done = client.post(HERE, {**typed, "step": "summary", "go": "save"})
    assert done.status_code == 302
    assert done["Location"] == "/jobs/1001/?done=taken-in"
    assert Job.objects.get().number == 1001


def test_what_was_typed_is_carried_in_the_page_and_nowhere_else(cast: Cast) -> None:
    page = go(cast.client("dora"), "client", answers(cast))
    assert 'name="client-name" value="Ida Lindqvist"' in page
    assert not Job.objects.exists()
    assert not ClientRow.objects.exists()


def test_going_back_keeps_what_was_typed_and_complains_about_nothing(cast: Cast) -> None:
    page = go(cast.client("dora"), "device", {**answers(cast), "client-phone": ""}, "back")
    assert "Who are you?" in page
    assert 'value="Ida Lindqvist"' in page
    assert "field-error" not in page


@pytest.mark.parametrize(
    ("step", "name", "bad", "complaint"),
    [
        ("client", "client-name", "", "Type the client&#x27;s name."),
        ("client", "client-phone", "", "This is how the client wants to be reached."),
        ("client", "client-name", "Ida\x00", "letters that cannot be seen"),
        ("client", "client-name", "Ida\u202e", "letters that cannot be seen"),
        ("client", "client-name", "Ida\u200b", "letters that cannot be seen"),
        ("client", "client-name", "x" * 81, "At most 80 letters"),
        ("client", "client-email", "nowhere", "An e-mail address has an @."),
        ("device", "device-kind", "toaster", "Select a valid choice"),
        ("service", "service-service", "a" * 24, "Select a valid choice"),
        ("problem", "problem-problem", " ", "This field is required"),
        ("place", "place-place", "", "This field is required"),
        ("people", "people-technician", "", "This field is required"),
        ("agreement", "agreement-required", "", "This field is required"),
        ("agreement", "agreement-required", "perhaps", "Select a valid choice"),
    ],
)
def test_each_screen_says_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast, step: str, name: str, bad: str, complaint: str
) -> None:
    page = go(cast.client("dora"), step, {**answers(cast), name: bad})
    assert complaint in page
    assert "what you typed is still here" in page
    assert not Job.objects.exists()


def test_a_login_in_the_text_stops_the_screen_and_is_recorded_without_it(cast: Cast) -> None:
    typed = {**answers(cast), "problem-problem": "password is hunter2"}
    page = go(cast.client("dora"), "problem", typed)
    assert "Leave the password out" in page
    assert "hunter2" in page  # nothing that was typed is lost
    refused = house_events(cast.bench)[-1]
    assert (refused["clause"], refused["action"]) == ("A2", "job:take-in")
    assert "hunter2" not in str(refused)
    assert "problem-problem-override" in page


def test_what_the_screen_asks_about_passes_once_somebody_says_why(cast: Cast) -> None:
    client, typed = cast.client("dora"), {**answers(cast), "problem-problem": "pass 2024"}
    typed |= shown(go(client, "problem", typed), "problem-problem", "number")
    assert "Where do we work on it?" in go(client, "problem", typed)
    assert client.post(HERE, {**typed, "step": "summary", "go": "save"}).status_code == 302


def test_a_wrong_screen_is_shown_again_at_the_end(cast: Cast) -> None:
    page = go(cast.client("dora"), "summary", {**answers(cast), "place-place": ""}, "save")
    assert "Where do we work on it?" in page
    assert not Job.objects.exists()


def test_a_page_that_waited_too_long_loses_nothing(cast: Cast) -> None:
    old = new_nonce(cast.bench.house, NONCE, seconds=1)
    response = cast.client("dora").post(
        HERE, {**answers(cast), "nonce": old, "step": "summary", "go": "save"}
    )
    assert response.status_code == 422
    assert "Ida Lindqvist" in response.content.decode()
    assert not Job.objects.exists()


def test_sending_twice_makes_one_job(cast: Cast) -> None:
    client, typed = cast.client("dora"), {**answers(cast), "step": "summary", "go": "save"}
    assert client.post(HERE, typed).status_code == 302
    assert client.post(HERE, typed).status_code == 409
    assert Job.objects.count() == 1


def test_a_known_client_is_found_chosen_and_forgotten(cast: Cast) -> None:
    take_in(cast)
    client = cast.client("dora")
    found = go(client, "client", {"find": "lind"}, "find")
    known = ClientRow.objects.get().pk
    assert f'name="client-client" value="{known}"' in found
    chosen = go(client, "client", {"client-client": known})
    assert "What do you bring?" in chosen
    again = go(client, "device", {"client-client": known}, "back")
    assert "This is Ida Lindqvist" in again
    assert "This is Ida" not in go(client, "client", {"client-client": known}, "forget")
    typed = {k: v for k, v in answers(cast).items() if not k.startswith("client-")}
    typed |= {"client-client": known, "step": "summary", "go": "save"}
    assert client.post(HERE, typed).status_code == 302
    assert ClientRow.objects.count() == 1


def test_too_short_a_search_and_a_forged_client_are_told(cast: Cast) -> None:
    client = cast.client("dora")
    assert "at least 3 letters" in go(client, "client", {"find": "i"}, "find")
    assert "Choose the client again." in go(client, "client", {"client-client": "../x"})


def test_an_exception_is_offered_where_no_login_is_needed_only(cast: Cast) -> None:
    client = cast.client("dora")
    assert "login-reason" in go(client, "people", answers(cast, "Battery"))
    needed = go(client, "people", answers(cast, "Software problem"))
    assert 'name="login-reason"' not in needed.partition('id="answers"')[2].replace(
        '<input type="hidden" name="login-reason"', ""
    )
    assert "nobody else here can read it" in needed
    assert "You unlock the device in person" in go(client, "people", answers(cast, "Virus removal"))


def test_markup_is_shown_and_not_run(cast: Cast) -> None:
    typed = {**answers(cast), "client-name": "<script>alert(1)</script>"}
    page = go(cast.client("dora"), "login", typed)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("who", ["tariq", "adam"])
def test_only_the_desk_comes_in(cast: Cast, who: str) -> None:
    assert cast.client(who).get(HERE).status_code == 403
    assert house_events(cast.bench)[-1]["rule"] == "B1-9"
    post = cast.client(who).post(HERE, {**answers(cast), "step": "summary", "go": "save"})
    assert post.status_code == 403
    assert not Job.objects.exists()


def test_a_stranger_is_sent_to_the_sign_in(cast: Cast) -> None:
    assert cast.stranger().get(HERE)["Location"] == "/sign-in/"
    assert cast.stranger().post(HERE, {"step": "client"}).status_code == 401


def test_a_technician_who_searches_is_refused(cast: Cast) -> None:
    posted = {"step": "client", "find": "lind", "go": "find"}
    assert cast.client("tariq").post(HERE, posted).status_code == 403
    wrong = {**answers(cast), "problem-problem": "password is hunter2", "step": "problem"}
    assert cast.client("tariq").post(HERE, wrong).status_code == 403


def test_looking_changes_nothing(cast: Cast) -> None:
    before = Subject.objects.get(pk="house").count
    client = cast.client("dora")
    for _ in range(2):
        client.get(HERE)
    assert Subject.objects.get(pk="house").count == before
    assert client.post(HERE, {"step": "nowhere"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "address", "wrong"),
    [
        ("e-mail", "ida.at.work@example.net", ""),
        ("message", "+46 8 55", ""),
        ("", "", ""),
        ("e-mail", "", "Type the number or address, or choose none."),
        ("", "+46 8 55", "Choose what this is."),
        ("e-mail", "+46 8 55", "An e-mail address has an @."),
    ],
)
def test_a_second_channel_is_whole_or_none(cast: Cast, kind: str, address: str, wrong: str) -> None:
    more = {"client-second_channel": kind, "client-second_address": address}
    page = go(cast.client("dora"), "client", {**answers(cast), **more})
    assert (wrong in page) if wrong else ("What do you bring?" in page)
    assert ("field-error" in page) is bool(wrong)


def test_the_second_channel_is_kept_sealed_and_shown_to_the_desk(cast: Cast) -> None:
    client = cast.client("dora")
    more = {"client-second_channel": "e-mail", "client-second_address": "ida.at.work@example.net"}
    typed = {**answers(cast), **more}
    assert "ida.at.work@example.net" in go(client, "login", typed)
    assert client.post(HERE, {**typed, "step": "summary", "go": "save"}).status_code == 302
    assert "ida.at.work@example.net" in client.get("/jobs/1001/").content.decode()
    assert "ida.at.work" not in cast.client("tariq").get("/jobs/1001/").content.decode()
    assert b"ida.at.work" not in bytes(ClientRow.objects.get().sealed)
    edit = client.get("/jobs/1001/edit/").content.decode()
    assert 'value="ida.at.work@example.net"' in edit


def test_an_agreement_required_here_closes_the_job_at_once(cast: Cast) -> None:
    client, typed = cast.client("dora"), {**answers(cast), "agreement-required": "yes"}
    assert "stay closed until one is in force" in go(client, "agreement", typed)
    assert "None is required." in go(client, "agreement", answers(cast))
    assert client.post(HERE, {**typed, "step": "summary", "go": "save"}).status_code == 302
    for who in ("dora", "tariq"):
        page = cast.client(who).get("/jobs/1001/").content.decode()
        assert "Closed until an agreement that clears you is in force." in page
        assert "Empty after an hour." not in page
    # One who is marked is not asked again, and no answer lifts it.
    known = {"client-client": ClientRow.objects.get().pk}
    page = go(client, "login", {**answers(cast), **known})
    assert "is required for this client already" in page
    assert 'type="radio" name="agreement-required"' not in page
    again = {**answers(cast), **known, "step": "summary", "go": "save"}
    assert client.post(HERE, again).status_code == 302
    assert ClientRow.objects.get().agreement_required
