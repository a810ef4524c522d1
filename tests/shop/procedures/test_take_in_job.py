from dataclasses import replace

import pytest

from sealbench.errors import AbsentError, ConflictError, GoneError, MalformedError, RefusedError
from sealbench.ids import ClientId
from sealbench.keyring import client_node, job_node, record_node
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.intake import ClientWords, DeviceWords, JobWords
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.retire_service import retire_service
from sealbench.shop.procedures.take_in_job import NONCE, take_in_job
from sealbench.shop.records.models import Assignment, Client, Home, Job
from tests.support.cast import Cast
from tests.support.desk import IDA, client_record, desk, events, house_events, intake, take_in


def test_it_makes_the_job_its_keys_and_its_people(cast: Cast) -> None:
    taken = take_in(cast, intake(cast, deputy="nina"))
    row = Job.objects.get(pk=taken.id)
    assert (row.number, row.state, row.login_asked, row.login_override) == (
        1001,
        "intake",
        True,
        False,
    )
    assert Home.objects.get().next_number == 1002
    assert cast.bench.keys.key(job_node(taken.id)).secret()
    nodes = (client_node(ClientId(row.client_id)), record_node(taken.id), job_node(taken.id))
    assert len({cast.bench.keys.key(node).secret() for node in nodes}) == 3
    assert set(Assignment.objects.values_list("person_id", "deputy")) == {
        (cast.id("tariq"), False),
        (cast.id("nina"), True),
    }
    first, second = events(cast.bench, taken.id)
    assert first["type"] == "job:taken-in"
    assert [person["name"] for person in first["people"]] == ["Tariq Öztürk", "Nina Holm"]
    assert second["type"] == "login:asked-for"
    assert second["override"] is False


@pytest.mark.sqlite
def test_nothing_that_the_client_said_is_stored_in_clear(cast: Cast) -> None:
    take_in(cast)
    data = (cast.bench.config.home / "shop.db").read_bytes()
    wal = (cast.bench.config.home / "shop.db-wal").read_bytes()
    for word in (b"Lindqvist", b"123 45 67", b"Freezes", b"ThinkPad", b"PF2ABCDE"):
        assert word not in data + wal
    assert b"laptop" in data + wal  # the kind of device is not personal


def test_a_known_client_keeps_the_key(cast: Cast) -> None:
    first = Job.objects.get(pk=take_in(cast).id)
    again = intake(cast, client=ClientId(first.client_id))
    second = Job.objects.get(pk=take_in(cast, again).id)
    assert second.client_id == first.client_id
    assert second.number == 1002
    assert Client.objects.count() == 1


def test_an_unknown_client_is_absent(cast: Cast) -> None:
    with pytest.raises(AbsentError):
        take_in(cast, intake(cast, client=ClientId("a" * 24)))


def test_no_login_is_asked_for_where_none_is_needed(cast: Cast) -> None:
    taken = take_in(cast, intake(cast, "Battery"))
    assert not Job.objects.get(pk=taken.id).login_asked
    assert [event["type"] for event in events(cast.bench, taken.id)] == ["job:taken-in"]


def test_an_exception_needs_a_reason_and_is_marked(cast: Cast) -> None:
    taken = take_in(cast, intake(cast, "Battery", reason="The charge stops at 60 % in the system."))
    row = Job.objects.get(pk=taken.id)
    assert row.login_asked
    assert row.login_override
    asked = events(cast.bench, taken.id)[1]
    assert (asked["override"], asked["reason"]) == (True, "The charge stops at 60 % in the system.")


def test_where_the_owner_unlocks_no_exception_is_made(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        take_in(cast, intake(cast, "Virus removal", reason="It would be quicker."))
    assert caught.value.reason == "A4-8"
    assert not Job.objects.exists()
    assert house_events(cast.bench)[-1]["rule"] == "A4-8"
    take_in(cast, intake(cast, "Virus removal"))


@pytest.mark.parametrize("who", ["tariq", "adam"])
def test_only_the_front_desk_takes_in(cast: Cast, who: str) -> None:
    with pytest.raises(RefusedError) as caught:
        take_in(cast, who=who)
    assert caught.value.reason == "B1-9"
    assert house_events(cast.bench)[-1]["clause"] == "B1"
    take_in(cast, who="dora")


def test_a_login_in_the_text_is_refused_without_the_text(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        take_in(cast, intake(cast, problem="password is hunter2"))
    assert caught.value.clause == "A2"
    assert "hunter2" not in str(house_events(cast.bench)[-1])
    assert Home.objects.get().next_number == 1001


def test_what_the_screen_only_asks_about_passes_with_a_reason(cast: Cast) -> None:
    asked = intake(cast, problem="pass 2024")
    with pytest.raises(RefusedError):
        take_in(cast, asked)
    nonce = new_nonce(cast.bench.house, NONCE, seconds=int(cast.bench.now().timestamp()))
    cast.bench.run(
        take_in_job, who=desk(cast), intake=asked, nonce=nonce, override={"problem": "number"}
    )


def test_one_intake_does_not_become_two_jobs(cast: Cast) -> None:
    nonce = new_nonce(cast.bench.house, NONCE, seconds=int(cast.bench.now().timestamp()))
    taken = intake(cast)
    cast.bench.run(take_in_job, who=desk(cast), intake=taken, nonce=nonce)
    with pytest.raises(ConflictError):
        cast.bench.run(take_in_job, who=desk(cast), intake=taken, nonce=nonce)
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "people",
    [("dora", None), ("tariq", "dora"), ("tariq", "tariq"), ("adam", None)],
)
def test_only_technicians_and_nobody_twice(cast: Cast, people: tuple[str, str | None]) -> None:
    technician, deputy = people
    assignees = Assignees(cast.id(technician), cast.id(deputy) if deputy else None)
    with pytest.raises(RefusedError) as caught:
        take_in(cast, replace(intake(cast), assignees=assignees))
    assert caught.value.reason == "A1-6"
    take_in(cast)


def test_nobody_who_left_is_put_on_a_job(cast: Cast) -> None:
    take_in(cast)
    cast.bench.run(
        deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"), acknowledged=False
    )
    with pytest.raises(RefusedError):
        take_in(cast)


def test_a_retired_service_is_not_taken_in(cast: Cast) -> None:
    taken = intake(cast)
    cast.bench.run(retire_service, who=cast.staff("olga"), service=taken.job.service)
    with pytest.raises(ConflictError):
        take_in(cast, taken)
    cast.bench.run(retire_service, who=cast.staff("olga"), service=taken.job.service, offered=True)
    take_in(cast, taken)


@pytest.mark.parametrize(
    "words",
    [
        ClientWords(""),
        ClientWords("Ida"),
        ClientWords("Ida", phone="1", channel="e-mail"),
        ClientWords("Ida", phone="1", channel="pigeon"),
        ClientWords("I\0da", phone="1"),
        ClientWords("I\u202eda", phone="1"),
        ClientWords("I\u200bda", phone="1"),
        ClientWords("I" * 81, phone="1"),
        ClientWords("Ida\nLindqvist", phone="1"),
    ],
)
def test_a_client_has_a_form(cast: Cast, words: ClientWords) -> None:
    with pytest.raises(MalformedError):
        take_in(cast, intake(cast, client=words))
    assert not Job.objects.exists()


def test_texts_are_trimmed_and_in_one_form() -> None:
    assert ClientWords(" I\u0308da ", phone="1").checked().name == "Ïda"
    assert IDA.checked() == IDA


def test_devices_and_jobs_have_a_form(cast: Cast) -> None:
    with pytest.raises(MalformedError):
        DeviceWords("toaster").checked()
    good = intake(cast).job
    for bad in (replace(good, place="on the moon"), replace(good, problem=" ")):
        with pytest.raises(MalformedError):
            bad.checked()
    assert JobWords(good.service, "a\r\nb", "remote").checked().problem == "a\nb"


def test_a_refused_intake_leaves_no_key(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        take_in(cast, who="tariq")
    assert not Client.objects.exists()
    with pytest.raises(GoneError):
        cast.bench.keys.key(client_node(ClientId("b" * 24)))


def test_an_agreement_required_at_the_intake_closes_from_the_first_minute(cast: Cast) -> None:
    taken = take_in(cast, intake(cast, "Battery", agreement=True, reason="It asks at each start."))
    row = Job.objects.select_related("client").get(pk=taken.id)
    assert row.client.agreement_required
    told = client_record(cast.bench, ClientId(row.client_id))
    assert [each["type"] for each in told] == ["agreement:required"]
    assert told[0]["actor"]["name"] == cast.person("dora").name
    for who in ("dora", "tariq"):
        view = cast.bench.run(look_at_job, who=cast.staff(who), number=taken.number)
        assert (view.closed, view.problem, view.reason) == (True, "", "")
    open_one = take_in(cast)
    assert not cast.bench.run(look_at_job, who=cast.staff("dora"), number=open_one.number).closed


def test_a_known_client_stays_marked_whatever_a_later_intake_says(cast: Cast) -> None:
    client = ClientId(Job.objects.get(pk=take_in(cast).id).client_id)
    for agreement in (False, True, False, True):
        take_in(cast, intake(cast, client=client, agreement=agreement))
    assert Client.objects.get().agreement_required
    told = [each["type"] for each in client_record(cast.bench, client)]
    assert told.count("agreement:required") == 1


@pytest.mark.parametrize("who", ["tariq", "nina", "adam"])
def test_a_refused_intake_marks_nobody(cast: Cast, who: str) -> None:
    client = ClientId(Job.objects.get(pk=take_in(cast).id).client_id)
    with pytest.raises(RefusedError):
        take_in(cast, intake(cast, client=client, agreement=True), who=who)
    assert not Client.objects.get().agreement_required
    take_in(cast, intake(cast, client=client, agreement=True))
    assert Client.objects.get().agreement_required
