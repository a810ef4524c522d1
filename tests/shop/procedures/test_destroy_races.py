"""The end of a client against what goes on meanwhile: it stands before the end, or is refused."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sealbench.errors import AbsentError, ConflictError, GoneError, RefusedError, SealbenchError
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.resume_erasures import confirm
from sealbench.shop.records.models import Job, Login
from tests.support.cast import Cast
from tests.support.desk import intake, take_in
from tests.support.goers import (
    ON_THE_JOB,
    STEPS,
    Goer,
    Step,
    close,
    destroy,
    end,
    give_back,
    goer,
    nothing_is_left,
    stop,
    succeeded,
)
from tests.support.races import Held, at_once, caught, past, places
from tests.support.whole import assert_whole

ROUNDS = 2
TIMES = 4  # two times of each, and one before: fewer than a login has openings
GONE = (AbsentError, GoneError, ConflictError, RefusedError)


def again(bench: Bench, goer: Goer, make: Callable[[Bench, Goer], Step]) -> list[Any]:
    """Do the same some times; return what came of each."""
    made = (make(bench, goer) for _ in range(TIMES))
    return [caught(partial(bench.run_recorded, act, **how)) for act, how in made]


@pytest.fixture
def nodes(cast: Cast, other: Bench) -> tuple[Bench, Bench]:
    """Return both nodes, in a shop with a client who stays."""
    take_in(cast, intake(cast, "Battery"))
    return cast.bench, other


@pytest.mark.parametrize("make", STEPS)
def test_what_comes_at_the_same_time_stands_before_the_end_or_is_refused(
    cast: Cast, nodes: tuple[Bench, Bench], make: Callable[[Bench, Goer], Step]
) -> None:
    for number in range(ROUNDS):
        leaving = goer(cast)
        through, by = nodes[number % 2], nodes[(number + 1) % 2]

        act, how = make(by, leaving)
        assert succeeded(by.run_recorded(act, **how))  # the control
        *results, stopped = at_once(
            [partial(again, through, leaving, make)] * 2 + [partial(end, by, leaving)]
        )
        assert isinstance(stopped, list), stopped
        for result in (each for some in results for each in some):
            if succeeded(result):
                assert max(places(result), default=0) < min(stopped)
            else:
                assert not isinstance(result, SealbenchError) or isinstance(result, GONE), result
        act, how = make(through, leaving)
        assert not succeeded(caught(partial(through.run_recorded, act, **how)))
        nothing_is_left(cast, leaving)


@pytest.mark.parametrize(
    ("make", "ending"),
    [(make, ending) for make in STEPS for ending in (stop, end)]
    + [(make, close) for make in ON_THE_JOB],
)
def test_what_was_read_before_the_end_and_not_committed_is_no_exception(
    cast: Cast,
    nodes: tuple[Bench, Bench],
    make: Callable[[Bench, Goer], Step],
    ending: Callable[[Bench, Goer], list[int]],
) -> None:
    leaving, (bench, other) = goer(cast), nodes
    act, how = make(other, leaving)
    result, stopped = past(Held(other, act, **how), partial(ending, bench, leaving))
    assert isinstance(stopped, list), stopped
    if succeeded(result):
        assert max(places(result), default=0) < min(stopped)
    assert not Login.objects.filter(job__client=leaving.client).exists()
    assert_whole(bench)
    if ending is close:
        stop(bench, leaving)
    open_jobs = Job.objects.filter(client=leaving.client).exclude(state="closed")
    assert not open_jobs.exists()
    if ending is not end:
        give_back(bench, leaving)
        destroy(bench, leaving)
    nothing_is_left(cast, leaving)


@pytest.mark.parametrize("make", STEPS)
def test_what_comes_between_the_order_and_its_commit_leaves_nothing(
    cast: Cast, nodes: tuple[Bench, Bench], make: Callable[[Bench, Goer], Step]
) -> None:
    leaving, (bench, other) = goer(cast), nodes
    act, how = make(other, leaving)
    stop(bench, leaving)
    give_back(bench, leaving)
    held = Held(bench, destroy_client, who=None, case=leaving.who.case)
    ordered, result = past(held, partial(other.run_recorded, act, **how))
    assert not isinstance(ordered, SealbenchError), ordered
    assert not succeeded(result)
    confirm(bench, ordered[0])
    nothing_is_left(cast, leaving)
