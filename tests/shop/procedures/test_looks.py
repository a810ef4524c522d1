"""By which right somebody sees what is a client's, and how a look without one is marked."""

from collections.abc import Callable

import pytest

from sealbench.errors import AbsentError, MalformedError, RefusedError
from sealbench.ids import ClientId
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.looks import TODAY, Why
from sealbench.shop.procedures.sign_out import sign_out
from sealbench.shop.procedures.sweep_expired import sweep_expired
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.queries.looks import looks_with_a_reason
from sealbench.shop.records.models import Job, Person, Reason
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast, start_session
from tests.support.clocks import StoppedClock
from tests.support.desk import IDA, LAPTOP, client_record, desk, events, intake, last, take_in
from tests.support.sessions import stay_signed_in

CALL = Why("call")


@pytest.fixture
def old(cast: Cast, clock: StoppedClock) -> TakenIn:
    """Return a job of yesterday, on which Tariq is."""
    stay_signed_in()
    job = take_in(cast)
    clock.pass_by(seconds=TODAY)
    return job


def look(cast: Cast, who: str, job: TakenIn, why: Why | None = None) -> None:
    cast.bench.run(look_at_job, who=cast.staff(who), number=job.number, why=why)


def look_at_record(cast: Cast, who: str, job: TakenIn, why: Why | None = None) -> None:
    cast.bench.run(look_at_client, who=cast.staff(who), client=client_of(job), why=why)


def client_of(job: TakenIn) -> ClientId:
    return ClientId(Job.objects.get(number=job.number).client_id)


LOOKS = pytest.mark.parametrize("see", [look, look_at_record])
See = Callable[..., None]


@LOOKS
def test_the_people_on_the_job_say_no_reason(cast: Cast, old: TakenIn, see: See) -> None:
    see(cast, "tariq", old)
    assert not Reason.objects.exists()


@LOOKS
def test_the_desk_sees_what_came_in_today(cast: Cast, clock: StoppedClock, see: See) -> None:
    stay_signed_in()
    job = take_in(cast)
    clock.pass_by(seconds=TODAY - 1)
    see(cast, "dora", job)
    clock.pass_by(seconds=1)
    with pytest.raises(RefusedError) as caught:
        see(cast, "dora", job)
    assert (caught.value.clause, caught.value.reason) == ("A5", "A5-16")


@LOOKS
def test_a_known_client_who_comes_again_is_of_today(cast: Cast, old: TakenIn, see: See) -> None:
    again = take_in(cast, intake(cast, client=client_of(old)))
    see(cast, "dora", again)


@LOOKS
def test_management_says_why_also_today(cast: Cast, see: See) -> None:
    job = take_in(cast)
    see(cast, "olga", job)  # Olga is the desk as well
    only_manager(cast)
    with pytest.raises(RefusedError, match="A5-16"):
        see(cast, "olga", job)
    see(cast, "olga", job, Why("oversight"))


def only_manager(cast: Cast) -> None:
    """Take the desk from Olga, in a visit of her own."""
    Person.objects.filter(pk=cast.id("olga")).update(roles=["management"])
    cast.sessions["olga"] = start_session(cast.bench, cast.people["olga"])


@LOOKS
@pytest.mark.parametrize("who", ["nina", "adam"])
def test_who_may_not_look_may_not_by_any_reason(
    cast: Cast, old: TakenIn, see: See, who: str
) -> None:
    with pytest.raises(RefusedError, match="A5-6"):
        see(cast, who, old, CALL)
    assert not Reason.objects.exists()


def test_a_refusal_is_recorded_where_the_client_sees_it(cast: Cast, old: TakenIn) -> None:
    with pytest.raises(RefusedError):
        look(cast, "dora", old)
    assert last(cast.bench, old.id)["rule"] == "A5-16"
    with pytest.raises(RefusedError):
        look_at_record(cast, "dora", old)
    assert client_record(cast.bench, client_of(old))[-1]["rule"] == "A5-16"


def test_a_reason_holds_for_the_client_and_marks_each_look(cast: Cast, old: TakenIn) -> None:
    other = take_in(cast, intake(cast, client=client_of(old)))
    look(cast, "dora", old, Why("other", "Asks for the price."))
    look(cast, "dora", old)
    marked = [event for event in events(cast.bench, old.id) if "words" in event]
    assert [(event["type"], event["reason"], event["words"]) for event in marked] == [
        ("job:looked-at", "other", "Asks for the price.")
    ]
    look(cast, "dora", other)
    look_at_record(cast, "dora", old)
    assert last(cast.bench, other.id)["words"] == "Asks for the price."
    event = client_record(cast.bench, client_of(old))[-1]
    assert (event["type"], event["reason"]) == ("record:looked-at", "other")


def test_a_reason_ends_with_the_visit_and_is_for_one_client(cast: Cast, old: TakenIn) -> None:
    look(cast, "dora", old, CALL)
    stranger = take_in(cast, intake(cast, client=IDA))
    Job.objects.filter(pk=stranger.id).update(created_at=0)
    with pytest.raises(RefusedError, match="A5-16"):
        look(cast, "dora", stranger)
    cast.bench.run(sign_out, who=desk(cast))
    cast.sessions["dora"] = start_session(cast.bench, cast.people["dora"])
    with pytest.raises(RefusedError, match="A5-16"):
        look(cast, "dora", old)
    look(cast, "dora", old, CALL)


def test_a_reason_of_one_does_not_let_another_look(cast: Cast, old: TakenIn) -> None:
    look(cast, "dora", old, CALL)
    with pytest.raises(RefusedError, match="A5-16"):
        look(cast, "olga", old)


def test_who_comes_onto_the_job_is_not_marked_any_more(cast: Cast, old: TakenIn) -> None:
    with pytest.raises(RefusedError):
        look(cast, "nina", old)
    cast.bench.run(assign_job, who=desk(cast), job=old.id, assignees=Assignees(cast.id("nina")))
    look(cast, "nina", old)
    assert "reason" not in last(cast.bench, old.id)


def test_a_text_that_may_hold_a_login_is_no_reason(cast: Cast, old: TakenIn) -> None:
    with pytest.raises(RefusedError) as caught:
        look(cast, "dora", old, Why("call", "her password is Sommer2026!"))
    assert caught.value.clause == "A2"
    assert not Reason.objects.exists()
    look(cast, "dora", old, Why("call", "asks for the price"))


@pytest.mark.parametrize(
    "why", [Why("other"), Why("other", "  "), Why("nosy"), Why("call", "x" * 161)]
)
def test_a_reason_has_one_form(cast: Cast, old: TakenIn, why: Why) -> None:
    with pytest.raises(MalformedError):
        look(cast, "dora", old, why)


def test_management_reads_who_looked_and_no_word_of_the_client(
    cast: Cast, old: TakenIn, clock: StoppedClock
) -> None:
    look(cast, "dora", old, Why("other", "Ida asks"))
    clock.pass_by(seconds=1)
    look_at_record(cast, "olga", old, Why("oversight"))
    told = [(each.person, each.number, each.reason) for each in looks_with_a_reason(cast.bench)]
    assert told == [
        ("Olga Brandt", None, "To check how the job is done"),
        ("Dora Weiss", old.number, "Another reason"),
    ]
    clock.pass_by(days=90)
    cast.bench.run(sweep_expired)
    assert looks_with_a_reason(cast.bench) == []


def test_the_record_shows_devices_jobs_and_who_looked(cast: Cast, old: TakenIn) -> None:
    again = take_in(cast, intake(cast, "Battery", client=client_of(old)))
    attest_and_close(cast, old.id)
    look_at_record(cast, "dora", old)
    record = cast.bench.run(look_at_client, who=cast.staff("tariq"), client=client_of(old))
    assert (record.words, record.devices) == (IDA, [LAPTOP])
    assert [(job.number, job.state, job.ended) for job in record.jobs] == [
        (again.number, "intake", False),
        (old.number, "closed", True),
    ]
    assert [event["type"] for event in record.events] == ["record:looked-at"]


def test_a_closed_job_gives_its_technician_no_record(cast: Cast, old: TakenIn) -> None:
    attest_and_close(cast, old.id)
    with pytest.raises(RefusedError, match="A5-6"):
        look_at_record(cast, "tariq", old)


def test_nobody_has_the_record_of_nobody(cast: Cast) -> None:
    with pytest.raises(AbsentError):
        cast.bench.run(look_at_client, who=desk(cast), client=ClientId("a" * 24), why=CALL)
