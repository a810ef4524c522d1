import pytest

from sealbench.errors import AbsentError, ConflictError, RefusedError
from sealbench.ids import PersonId
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.queries import people, sessions
from sealbench.shop.records.models import Passkey, Person
from tests.support.cast import Cast, join
from tests.support.clocks import StoppedClock
from tests.support.events import house_events, refusals


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
