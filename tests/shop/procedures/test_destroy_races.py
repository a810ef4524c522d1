"""The end of a client against what goes on meanwhile: it stands before the end, or is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from sealbench.errors import AbsentError, ConflictError, GoneError, RefusedError, SealbenchError
from sealbench.ids import ClientId, LoginId
from sealbench.policy import JobState
from sealbench.shop.bench import Bench
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.looks import Why
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.open_login import open_login, opening_nonce
from sealbench.shop.procedures.resume_erasures import confirm
from sealbench.shop.procedures.second_destruction import second_destruction
from sealbench.shop.procedures.show_found import show_found
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.procedures.take_in_job import NONCE, take_in_job
from sealbench.shop.procedures.upload import MOST_OPENINGS
from sealbench.shop.records.models import Client, Job
from tests.support.cast import Cast
from tests.support.desk import intake, take_in
from tests.support.endings import CANARY, Leaver, canaries, everything_kept, leaver
from tests.support.files import take_in_file
from tests.support.races import Held, at_once, caught, past, places
from tests.support.sessions import stay_signed_in
from tests.support.whole import assert_whole

ROUNDS = 3
TIMES = 4  # two times of each, and one before: fewer than a login has openings
GONE = (AbsentError, GoneError, ConflictError, RefusedError)


@dataclass(slots=True)
class Goer:
    """A client who is about to go: with a file, a login, two jobs, and everybody's names for it."""

    cast: Cast
    who: Leaver
    client: ClientId
    login: LoginId
    jobs: list[str]

    @property
    def number(self) -> int:
        return self.who.counter.number


def goer(cast: Cast) -> Goer:
    stay_signed_in()
    who = leaver(cast)
    cast.bench.run(move_job, who=cast.staff("dora"), job=who.counter.job, to=JobState.IN_SERVICE)
    jobs = list(Job.objects.filter(client=who.client).values_list("pk", flat=True))
    upload = who.phone.sealed(who.counter.recipients(), openings=MOST_OPENINGS)
    who.phone.json("/c/seal", upload)
    login = LoginId(str(upload["statement"]["statement"]["login"]))
    return Goer(cast, who, who.client, login, jobs)


Step = tuple[Callable[..., Any], dict[str, Any]]


def opening(bench: Bench, goer: Goer) -> Step:
    cast, tariq = goer.cast, goer.cast.person("tariq")
    who, now = cast.staff("tariq"), bench.now()
    purpose = opening_nonce(who, goer.login)
    nonce = new_nonce(bench.house, purpose, seconds=int(now.timestamp()))
    about = {"job": goer.who.counter.job, "login": goer.login, "purpose": "repair"}
    signed = tariq.opening(nonce, now, **about, passkey=tariq.passkeys[0])
    return open_login, {"who": who, "number": goer.number, "login": goer.login, "signed": signed}


def second_job(bench: Bench, goer: Goer) -> Step:
    nonce = new_nonce(bench.house, NONCE, seconds=int(bench.now().timestamp()))
    taken = intake(goer.cast, "Battery", client=goer.client)
    return take_in_job, {"who": goer.cast.staff("dora"), "intake": taken, "nonce": nonce}


def attaching(bench: Bench, goer: Goer) -> Step:
    upload = take_in_file(bench, b"\x89PNG\r\n\x1a\n" + bytes(200), "board.png")
    return attach_file, {
        "who": goer.cast.staff("tariq"),
        "number": goer.number,
        "upload": upload,
        "vouched": True,
    }


def looking(_bench: Bench, goer: Goer) -> Step:
    why = Why("counter")  # a reason, which is sealed under the client's key, with every look
    return look_at_client, {"who": goer.cast.staff("olga"), "client": goer.client, "why": why}


def finding(_bench: Bench, goer: Goer) -> Step:
    return show_found, {"who": goer.cast.staff("dora"), "clients": [goer.client]}


STEPS = [opening, second_job, attaching, looking, finding]


def stop(bench: Bench, goer: Goer) -> list[int]:
    """Stop the service; return where it stands in the ledger."""
    dora = goer.cast.staff("dora")
    done = bench.run_recorded(stop_service, who=dora, number=goer.number)
    goer.who.case = done[0].case
    for erasure in done[0].erasures:
        confirm(bench, erasure)
    return places(done)


def give_back(bench: Bench, goer: Goer) -> None:
    """Hand everything over in person, which the client confirms.

    Whoever came too late was refused, and a refusal of staff asks for a second person.
    """
    who, case = goer.cast.staff("dora"), goer.who.case
    bench.run(hand_over_return, who=who, case=case, document=Document.PASSPORT)
    bench.run(confirm_return, who=who, case=case, compared=True)
    bench.run(second_destruction, who=goer.cast.staff("olga"), case=case)


def destroy(bench: Bench, goer: Goer) -> None:
    confirm(bench, bench.run(destroy_client, who=None, case=goer.who.case))


def end(bench: Bench, goer: Goer) -> list[int]:
    """End the client by all three acts; return where the first stands in the ledger."""
    stopped = stop(bench, goer)
    give_back(bench, goer)
    destroy(bench, goer)
    return stopped


def succeeded(result: Any) -> bool:
    """Tell whether an act saw or wrote something of the client."""
    return not isinstance(result, SealbenchError) and result[0] != []


def again(bench: Bench, goer: Goer, make: Callable[[Bench, Goer], Step]) -> list[Any]:
    """Do the same some times; return what came of each."""
    made = (make(bench, goer) for _ in range(TIMES))
    return [caught(partial(bench.run_recorded, act, **how)) for act, how in made]


def nothing_is_left(cast: Cast, goer: Goer) -> None:
    assert not Client.objects.filter(pk=goer.client).exists()
    assert canaries(everything_kept(), *goer.jobs, CANARY) == []
    assert_whole(cast.bench)


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


@pytest.mark.parametrize("make", STEPS)
@pytest.mark.parametrize("ending", [stop, end])
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
    open_jobs = Job.objects.filter(client=leaving.client).exclude(state="closed")
    assert not open_jobs.exists()
    if ending is stop:
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
