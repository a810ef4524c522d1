"""The board tells a technician which jobs wait for their statement, as the close asks for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sealbench.errors import RefusedError
from sealbench.policy import JobState
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.find_statements_due import find_statements_due
from sealbench.shop.procedures.move_job import move_job
from tests.support.attestations import attest
from tests.support.cast import Cast
from tests.support.keeps import opened
from tests.support.risks import Known, known_login, sealed


@pytest.fixture
def known(cast: Cast) -> Known:
    return known_login(cast)


def due(cast: Cast, name: str = "tariq") -> list[int]:
    return cast.bench.run(find_statements_due, who=cast.staff(name))


def ready(known: Known, to: JobState = JobState.READY) -> None:
    known.cast.bench.run(move_job, who=known.cast.staff("dora"), job=known.job, to=to)


def test_a_job_that_is_ready_waits_until_it_is_stated(cast: Cast, known: Known) -> None:
    assert due(cast) == []  # the work goes on
    ready(known)
    assert due(cast) == [known.counter.number]
    page = cast.client("tariq").get("/").content.decode()
    assert f"/jobs/{known.counter.number}/attest" in page
    with pytest.raises(RefusedError, match="A2"):
        cast.bench.run(close_job, who=cast.staff("dora"), job=known.job)
    attest(cast, known.job)
    assert due(cast) == []
    assert "Waiting for your statement" not in cast.client("tariq").get("/").content.decode()
    cast.bench.run(close_job, who=cast.staff("dora"), job=known.job)
    assert due(cast) == []


def test_an_opening_later_undoes_it(cast: Cast, known: Known) -> None:
    login = sealed(known.counter, known.phone)
    ready(known)
    attest(cast, known.job)
    ready(known, JobState.IN_SERVICE)
    opened(cast, "tariq", number=known.counter.number, login=login)
    ready(known)
    assert due(cast) == [known.counter.number]


def test_who_is_off_the_job_and_has_opened_something_is_still_asked(
    cast: Cast, known: Known
) -> None:
    nina = Assignees(cast.id("nina"))
    cast.bench.run(assign_job, who=cast.staff("dora"), job=known.job, assignees=nina)
    ready(known)
    assert (due(cast), due(cast, "nina")) == ([known.counter.number], [known.counter.number])


def test_nobody_else_is_asked(cast: Cast, known: Known) -> None:
    ready(known)
    assert [due(cast, name) for name in ("nina", "dora", "olga")] == [[], [], []]
    with pytest.raises(RefusedError, match="A5-10"):
        due(cast, "adam")
    tariq = cast.staff("tariq")
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"))
    with pytest.raises(RefusedError):
        cast.bench.run(find_statements_due, who=tariq)


def test_it_asks_the_database_no_more_for_more_jobs(cast: Cast, known: Known) -> None:
    tariq = cast.staff("tariq")

    def counted(work: Work) -> Outcome[int]:
        with CaptureQueriesContext(connection) as caught:  # the writer's own connection
            find_statements_due(work, who=tariq)
        return Granted(len(caught))

    def count() -> int:
        due(cast)  # the keys of the jobs are known by now
        return cast.bench.run(counted)

    ready(known)
    few = count()
    assert few > 0
    more = [known_login(cast) for _ in range(3)]
    for each in more:
        ready(each)
    assert len(due(cast)) == 4
    assert count() == few
