"""Many at once: openings against each other, and against what forbids them."""

from collections.abc import Callable
from functools import partial

import pytest

from sealbench.errors import RefusedError, SealbenchError
from sealbench.ids import LoginId
from sealbench.policy import JobState
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.events import Event as Kind
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.ending import end_job
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.open_login import OpenedLogin, open_login
from sealbench.shop.records.models import Event, Login, Way
from tests.support.races import Act, at_once
from tests.support.scene import Scene, lay_out

CROWD = 200
ROUNDS = 12


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


def opener(scene: Scene, login: LoginId, bench: Bench | None = None) -> Act:
    """Return an opening by Tariq, signed now and sent when called."""
    signed = scene.sign(scene.tariq, login)
    who = scene.staff(scene.tariq)
    through = bench or scene.bench
    return lambda: through.run(open_login, who=who, number=scene.number, login=login, signed=signed)


def test_of_two_hundred_who_come_for_the_last_opening_one_gets_it(scene: Scene) -> None:
    login = scene.seal(openings=1)
    results = at_once([opener(scene, login) for _ in range(CROWD)])
    opened = [each for each in results if isinstance(each, OpenedLogin)]
    refused = [each.reason for each in results if isinstance(each, RefusedError)]
    assert (len(opened), len(refused), set(refused)) == (1, CROWD - 1, {"A3-2"})
    kinds = [event["type"] for event in scene.events()]
    assert kinds.count("login:opened") == 1
    assert kinds.count("action:refused") == CROWD - 1
    assert Login.objects.get().left == 0


def test_as_many_get_in_as_there_are_openings(scene: Scene) -> None:
    login = scene.seal(openings=5)
    results = at_once([opener(scene, login) for _ in range(20)])
    left = sorted(each.left for each in results if isinstance(each, OpenedLogin))
    assert left == [0, 1, 2, 3, 4]


def test_two_nodes_share_the_openings_as_one_would(scene: Scene, other: Bench) -> None:
    """Two writers on one database: what one takes, the other finds taken."""
    login = scene.seal(openings=3)
    benches = [scene.bench, other] * 8
    results = at_once([opener(scene, login, bench) for bench in benches])
    opened = [each for each in results if isinstance(each, OpenedLogin)]
    assert sorted(each.left for each in opened) == [0, 1, 2]
    assert Event.objects.count() == len(results)


def shut_by_closing(work: Work, *, scene: Scene) -> Outcome[None]:
    end_job(
        work,
        load_job(work, scene.job),
        KEEPER_ACTOR,
        event=Kind.JOB_CLOSED,
        state=JobState.CLOSED,
    )
    return Granted(None)


def shut_by_moving(work: Work, *, scene: Scene) -> Outcome[None]:
    file = load_job(work, scene.job)
    file.row.state = "waiting"
    file.row.save(update_fields=["state"])
    work.record(file.subject, Kind.JOB_MOVED, KEEPER_ACTOR, job=scene.job)
    return Granted(None)


def shut_by_reassigning(work: Work, *, scene: Scene) -> Outcome[None]:
    file = load_job(work, scene.job)
    Way.objects.filter(login__job=scene.job, person=scene.tariq.id).delete()
    work.record(file.subject, Kind.LOGIN_WAY_CLOSED, KEEPER_ACTOR, job=scene.job)
    return Granted(None)


@pytest.mark.parametrize("shut", [shut_by_closing, shut_by_moving, shut_by_reassigning])
def test_nothing_is_released_after_the_commit_that_forbids_it(
    bench: Bench, other: Bench, shut: Callable[..., Outcome[None]]
) -> None:
    """Openings of many rounds stand in the ledger before what shut the door, or are refused."""
    for number in range(ROUNDS):
        scene = lay_out(bench, number=number + 1)
        login = scene.seal(openings=9)
        acts = [opener(scene, login) for _ in range(4)]
        acts.insert(number % 5, partial((bench, other)[number % 2].run, shut, scene=scene))
        results = at_once(acts)
        kinds = [event["type"] for event in scene.events()]
        released = sum(isinstance(each, OpenedLogin) for each in results)
        end = next(i for i, kind in enumerate(kinds) if kind != "login:opened")
        assert kinds[:end] == ["login:opened"] * released
        assert "login:opened" not in kinds[end:]
        with pytest.raises(SealbenchError):
            opener(scene, login)()
