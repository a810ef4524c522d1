import pytest

from sealbench.errors import AbsentError, RefusedError
from sealbench.ids import JobId
from sealbench.policy import JobState
from sealbench.shop.procedures.acknowledge_on_paper import acknowledge_on_paper
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.records.models import Job
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import desk, last, put_in_service, take_in


def test_it_moves_and_tells_both_states(cast: Cast, clock: StoppedClock) -> None:
    job = take_in(cast).id
    cast.bench.run(acknowledge_on_paper, who=desk(cast), job=job, answer="no")
    clock.pass_by(minutes=5)
    cast.bench.run(move_job, who=cast.staff("tariq"), job=job, to=JobState.IN_SERVICE)
    row = Job.objects.get(pk=job)
    assert (row.state, row.moved_at) == ("in service", int(clock.at.timestamp()))
    moved = last(cast.bench, job)
    assert (moved["type"], moved["old"], moved["new"]) == ("job:moved", "intake", "in service")


@pytest.mark.parametrize("to", [JobState.CLOSED, JobState.READY, JobState.INTAKE])
def test_there_are_ways_that_are_none(cast: Cast, to: JobState) -> None:
    job = take_in(cast).id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(move_job, who=desk(cast), job=job, to=to)
    assert caught.value.reason == "A4-6"
    assert last(cast.bench, job)["action"] == "job:move"
    assert Job.objects.get(pk=job).state == "intake"


@pytest.mark.parametrize("who", ["nina", "adam"])
def test_only_the_desk_and_the_people_on_it_move_a_job(cast: Cast, who: str) -> None:
    job = take_in(cast).id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(move_job, who=cast.staff(who), job=job, to=JobState.IN_SERVICE)
    assert caught.value.reason == "B1-11"
    put_in_service(cast, job)


def test_without_an_acknowledgement_a_job_waits(cast: Cast) -> None:
    job = take_in(cast).id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(move_job, who=desk(cast), job=job, to=JobState.IN_SERVICE)
    assert caught.value.reason == "D1-1"
    refused = last(cast.bench, job)
    assert (refused["type"], refused["rule"]) == ("action:refused", "D1-1")
    cast.bench.run(move_job, who=desk(cast), job=job, to=JobState.WAITING)  # which needs none
    put_in_service(cast, job)


def test_a_job_that_is_not_there_is_absent(cast: Cast) -> None:
    with pytest.raises(AbsentError):
        cast.bench.run(move_job, who=desk(cast), job=JobId("a" * 24), to=JobState.WAITING)
