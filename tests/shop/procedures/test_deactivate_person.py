import pytest

from sealbench.errors import AbsentError, ConflictError, RefusedError
from sealbench.ids import PersonId
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.job_file import on_job
from sealbench.shop.queries import people, sessions
from sealbench.shop.records.models import Job, Notice, Passkey, Person, Way
from tests.support.cast import Cast, enrol, fresh_nonce, join
from tests.support.clocks import StoppedClock
from tests.support.desk import events, intake, keep_login, take_in
from tests.support.events import house_events, refusals
from tests.support.people import SoftwarePerson


def test_it_ends_sessions_and_passkeys_at_once(cast: Cast) -> None:
    tariq = cast.id("tariq")
    left = cast.bench.run(deactivate_person, who=cast.staff("olga"), person=tariq)
    assert (left.name, left.ways, left.jobs) == ("Tariq Öztürk", 0, 0)
    assert sessions.staff(cast.bench, cast.sessions["tariq"].token) is None
    assert not Passkey.objects.filter(person=tariq, revoked_at=None).exists()
    assert Person.objects.get(pk=tariq).state == "deactivated"
    assert house_events(cast.bench)[-1]["type"] == "person:deactivated"


def test_only_management_deactivates(cast: Cast) -> None:
    for name in ("tariq", "dora", "adam"):
        with pytest.raises(RefusedError, match="B1-1"):
            cast.bench.run(deactivate_person, who=cast.staff(name), person=cast.id("nina"))
    assert refusals(cast.bench)[-1] == ("person:deactivate", "B1-1")
    assert sessions.staff(cast.bench, cast.sessions["nina"].token)


def test_the_last_manager_is_asked_twice(cast: Cast) -> None:
    olga = cast.id("olga")
    with pytest.raises(RefusedError, match="B1-2"):
        cast.bench.run(deactivate_person, who=cast.staff("olga"), person=olga)
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=olga, acknowledged=True)
    assert Person.objects.get(pk=olga).state == "deactivated"


def test_a_manager_who_is_not_listed_yet_does_not_count(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    join(cast.bench, cast.staff("olga"), "Mona Reyes", ["management"])
    with pytest.raises(RefusedError, match="B1-2"):
        cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("olga"))
    assert people.is_last_manager(people.person(cast.bench, cast.id("olga")))
    cast.renew_directory()
    assert not people.is_last_manager(people.person(cast.bench, cast.id("olga")))
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("olga"))


def test_it_happens_once_to_people_who_exist(cast: Cast) -> None:
    who, nina = cast.staff("olga"), cast.id("nina")
    cast.bench.run(deactivate_person, who=who, person=nina)
    with pytest.raises(ConflictError):
        cast.bench.run(deactivate_person, who=who, person=nina)
    with pytest.raises(ConflictError, match="does not come back"):
        cast.bench.run(invite_person, who=who, person=nina)
    with pytest.raises(AbsentError):
        cast.bench.run(deactivate_person, who=who, person=PersonId("a" * 24))


def test_the_ways_to_logins_close_and_clients_are_asked_to_seal_again(cast: Cast) -> None:
    taken = take_in(cast, intake(cast, technician="tariq", deputy="nina"))
    job, tariq, nina = taken.id, cast.id("tariq"), cast.id("nina")
    login = keep_login(cast, job, "tariq", "nina")
    assert people.reach(tariq) == people.Reach(ways=1, jobs=1, known=0)
    left = cast.bench.run(deactivate_person, who=cast.staff("olga"), person=tariq)
    assert (left.ways, left.jobs) == (1, 1)
    assert list(Way.objects.values_list("login_id", "person_id")) == [(login, nina)]
    assert on_job(job) == {nina}
    row = Job.objects.get(pk=job)
    assert row.seal_again
    assert Notice.objects.get(job=row).kind == "seal-again"
    kinds = [event["type"] for event in events(cast.bench, job)]
    assert kinds[-2:] == ["login:way-closed", "job:assigned"]
    assert events(cast.bench, job)[-1]["gone"][0]["name"] == "Tariq Öztürk"


def test_a_new_identity_closes_the_ways_of_the_old_and_stays_on_the_job(cast: Cast) -> None:
    taken = take_in(cast)
    keep_login(cast, taken.id, "tariq")
    who, tariq = cast.staff("olga"), cast.id("tariq")
    link = cast.bench.run(invite_person, who=who, person=tariq).link
    again = SoftwarePerson.born(cast.bench, "Tariq Öztürk")
    token = link.split("#")[1].split(".")[0]
    nonce = fresh_nonce(cast.bench, "enrolment")
    enrol(cast.bench, again.enrolment_body(token, nonce, cast.bench.now()))
    assert not Way.objects.exists()
    assert on_job(taken.id) == {tariq}
    assert Job.objects.get(pk=taken.id).seal_again
