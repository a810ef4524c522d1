import pytest

from sealbench.errors import AbsentError, RefusedError
from sealbench.ids import JobId
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.handle_notice import handle_notice
from sealbench.shop.records.models import Assignment, Job, Notice, Way
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.desk import desk, events, intake, keep_login, last, take_in


def assign(cast: Cast, job: JobId, technician: str, deputy: str = "", who: str = "dora") -> None:
    people = Assignees(cast.id(technician), cast.id(deputy) if deputy else None)
    cast.bench.run(assign_job, who=cast.staff(who), job=job, assignees=people)


def on_it(job: JobId) -> set[tuple[str, bool]]:
    held = Assignment.objects.filter(job=job, until=None)
    return set(held.values_list("person_id", "deputy"))


def test_it_takes_the_way_of_whoever_leaves_at_once(cast: Cast) -> None:
    job = take_in(cast).id
    login = keep_login(cast, job, "tariq")
    assign(cast, job, "nina")
    assert on_it(job) == {(cast.id("nina"), False)}
    assert not Way.objects.filter(login=login).exists()
    closed = [event for event in events(cast.bench, job) if event["type"] == "login:way-closed"]
    assert [(event["login"], event["people"][0]["name"]) for event in closed] == [
        (login, "Tariq Öztürk")
    ]


def test_the_client_is_asked_to_seal_again(cast: Cast) -> None:
    job = take_in(cast).id
    keep_login(cast, job, "tariq")
    assign(cast, job, "tariq", "nina")
    assert Job.objects.get(pk=job).seal_again
    assert Notice.objects.get().kind == "seal-again"
    assert Way.objects.filter(person=cast.id("tariq")).exists()


def test_nobody_is_asked_where_nothing_was_sealed(cast: Cast) -> None:
    job = take_in(cast).id
    assign(cast, job, "nina")
    assert not Job.objects.get(pk=job).seal_again
    assert not Notice.objects.exists()
    assigned = last(cast.bench, job)
    assert assigned["type"] == "job:assigned"
    assert [person["name"] for person in assigned["gone"]] == ["Tariq Öztürk"]


def test_a_deputy_who_leaves_needs_no_new_seal(cast: Cast) -> None:
    job = take_in(cast, intake(cast, deputy="nina")).id
    keep_login(cast, job, "tariq", "nina")
    assign(cast, job, "tariq")
    assert not Job.objects.get(pk=job).seal_again
    assert set(Way.objects.values_list("person_id", flat=True)) == {cast.id("tariq")}


def test_a_deputy_may_take_over(cast: Cast) -> None:
    job = take_in(cast, intake(cast, deputy="nina")).id
    assign(cast, job, "nina", "tariq")
    assert on_it(job) == {(cast.id("nina"), False), (cast.id("tariq"), True)}
    assert Assignment.objects.count() == 2


def test_management_may_and_a_technician_may_not(cast: Cast) -> None:
    job = take_in(cast).id
    with pytest.raises(RefusedError) as caught:
        assign(cast, job, "nina", who="tariq")
    assert caught.value.reason == "B1-10"
    assert last(cast.bench, job)["rule"] == "B1-10"
    assign(cast, job, "nina", who="olga")


def test_only_technicians_are_put_on_a_job(cast: Cast) -> None:
    job = take_in(cast).id
    with pytest.raises(RefusedError) as caught:
        assign(cast, job, "dora")
    assert caught.value.reason == "A1-6"
    assert on_it(job) == {(cast.id("tariq"), False)}


def test_a_job_that_ended_gets_nobody(cast: Cast) -> None:
    job = take_in(cast).id
    attest_and_close(cast, job)
    with pytest.raises(RefusedError) as caught:
        assign(cast, job, "nina")
    assert caught.value.reason == "A4-4"


def test_a_message_is_marked_as_sent_once(cast: Cast) -> None:
    job = take_in(cast).id
    keep_login(cast, job, "tariq")
    assign(cast, job, "nina")
    notice = Notice.objects.get().pk
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(handle_notice, who=cast.staff("nina"), job=job, notice=notice)
    assert caught.value.reason == "A5-8"
    for _ in range(2):
        cast.bench.run(handle_notice, who=desk(cast), job=job, notice=notice)
    assert Notice.objects.get().handled_at is not None
    sent = [event for event in events(cast.bench, job) if event["type"] == "notice:sent"]
    assert len(sent) == 1
    with pytest.raises(AbsentError):
        cast.bench.run(handle_notice, who=desk(cast), job=job, notice="a" * 24)
