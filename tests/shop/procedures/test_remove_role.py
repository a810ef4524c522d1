"""A role is taken away: what it reached closes at once, and what was seen is told."""

import pytest

from sealbench.errors import AbsentError, ConflictError, RefusedError
from sealbench.ids import PersonId
from sealbench.shop.procedures.job_file import on_job
from sealbench.shop.procedures.remove_role import Removed, remove_role
from sealbench.shop.procedures.tell_risks import tell_risks
from sealbench.shop.queries import directory, sessions
from sealbench.shop.queries.risks import count_risks, show_risks
from sealbench.shop.records.models import Notice, Person, Way
from tests.support.cast import Cast, join, start_session
from tests.support.clocks import StoppedClock
from tests.support.desk import house_events, intake, take_in
from tests.support.events import refusals
from tests.support.risks import Known, known_login


@pytest.fixture
def gustav(cast: Cast, clock: StoppedClock) -> PersonId:
    """Have Gustav work at the desk and as a technician."""
    roles = ["front desk", "technician"]
    cast.people["gustav"] = join(cast.bench, cast.staff("olga"), "Gustav Berg", roles)
    clock.pass_by(seconds=1)
    cast.renew_directory()
    cast.sessions["gustav"] = start_session(cast.bench, cast.people["gustav"])
    return cast.id("gustav")


def take(cast: Cast, person: PersonId, role: str = "technician", who: str = "olga") -> Removed:
    return cast.bench.run(remove_role, who=cast.staff(who), person=person, role=role)


@pytest.fixture
def known(cast: Cast, gustav: PersonId) -> Known:
    assert gustav
    return known_login(cast, who="gustav")


def test_who_is_no_technician_any_more_opens_nothing_and_works_on(
    cast: Cast, gustav: PersonId, known: Known
) -> None:
    assert take(cast, gustav) == Removed("Gustav Berg", 1, 1, 1)
    assert not Way.objects.filter(person=gustav).exists()
    assert on_job(known.job) == frozenset()
    assert sessions.staff(cast.bench, cast.sessions["gustav"].token) is None
    row = Person.objects.get(pk=gustav)
    assert (row.roles, row.state) == (["front desk"], "active")
    told = house_events(cast.bench)[-1]
    assert (told["type"], told["role"], told["logins"]) == ("person:role-removed", "technician", 1)
    cast.sessions["gustav"] = start_session(cast.bench, cast.people["gustav"])
    assert take_in(cast, intake(cast, technician="tariq"), who="gustav")


def test_clients_are_told_what_they_opened(cast: Cast, gustav: PersonId, known: Known) -> None:
    assert (count_risks(), tell_risks(cast.bench)) == (0, 0)
    take(cast, gustav)
    assert (count_risks(), tell_risks(cast.bench), tell_risks(cast.bench)) == (1, 1, 0)
    assert Notice.objects.filter(kind="logins-at-risk").count() == 1
    (person,) = show_risks(cast.bench).people
    assert (person.name, person.stays, person.count) == ("Gustav Berg", True, 1)
    (risk,) = known.risks()
    assert [each["name"] for each in risk["people"]] == ["Gustav Berg"]
    assert known.say().status_code == 200
    assert count_risks() == 0
    page = cast.client("olga").get("/risks/").content.decode()
    assert "No technician any more since" in page


def test_who_leaves_for_good_later_is_not_told_twice(
    cast: Cast, gustav: PersonId, known: Known
) -> None:
    take(cast, gustav)
    assert tell_risks(cast.bench) == 1
    assert known.leave("gustav") == 0
    assert not show_risks(cast.bench).people[0].stays


def test_another_role_puts_nothing_at_risk(cast: Cast, gustav: PersonId, known: Known) -> None:
    assert take(cast, gustav, "front desk") == Removed("Gustav Berg", 0, 0, 0)
    assert count_risks() == 0
    assert on_job(known.job) == {gustav}
    assert sessions.staff(cast.bench, cast.sessions["gustav"].token) is None
    cast.sessions["gustav"] = start_session(cast.bench, cast.people["gustav"])
    with pytest.raises(RefusedError):
        take_in(cast, intake(cast), who="gustav")


def test_the_next_directory_says_it(cast: Cast, gustav: PersonId, clock: StoppedClock) -> None:
    assert directory.standing(cast.bench).waiting == 0
    take(cast, gustav)
    assert directory.standing(cast.bench).waiting == 1
    clock.pass_by(seconds=1)
    cast.renew_directory()
    assert directory.standing(cast.bench).waiting == 0
    listed = {each.id: each.roles for each in directory.current(cast.bench).people}
    assert set(listed[gustav]) == {"front desk"}


@pytest.mark.parametrize("name", ["tariq", "dora", "adam", "gustav"])
def test_only_management_takes_a_role(cast: Cast, gustav: PersonId, name: str) -> None:
    with pytest.raises(RefusedError, match="B1-1"):
        take(cast, gustav, who=name)
    assert refusals(cast.bench)[-1] == ("person:remove-role", "B1-1")
    assert set(Person.objects.get(pk=gustav).roles) == {"front desk", "technician"}


def test_the_last_manager_keeps_the_role(cast: Cast, clock: StoppedClock) -> None:
    olga = cast.id("olga")
    Person.objects.filter(pk=olga).update(roles=["management", "front desk"])
    with pytest.raises(RefusedError, match="B1-20"):
        take(cast, olga, "management")
    roles = ["management", "auditor"]
    cast.people["mona"] = join(cast.bench, cast.staff("olga"), "Mona Reyes", roles)
    clock.pass_by(seconds=1)
    cast.renew_directory()
    take(cast, olga, "management")
    assert Person.objects.get(pk=olga).roles == ["front desk"]


def test_what_cannot_be_taken_is_told(cast: Cast, gustav: PersonId) -> None:
    for role in ("management", "owner", ""):
        with pytest.raises(ConflictError, match="does not have this role"):
            take(cast, gustav, role)
    take(cast, gustav)
    with pytest.raises(ConflictError, match="only role"):
        take(cast, gustav, "front desk")
    with pytest.raises(AbsentError):
        take(cast, PersonId("nobody"))


def test_the_page_asks_for_the_role_and_a_word(cast: Cast, gustav: PersonId, known: Known) -> None:
    web, address = cast.client("olga"), f"/people/{gustav}/role"
    shown = web.get(address).content.decode()
    assert "The way to 1 sealed login is closed." in shown
    assert "So far it is 1 login." in shown
    word = {"word": "take away"}
    assert web.post(address, {**word, "role": "auditor"}).status_code == 422
    assert web.post(address, {"role": "technician", "word": "no"}).status_code == 422
    assert on_job(known.job) == {gustav}
    assert web.post(address, {**word, "role": "technician"}).status_code == 302
    assert on_job(known.job) == frozenset()
    assert "only role" in web.get(address).content.decode()
