import pytest

from sealbench.errors import AbsentError, GoneError, RefusedError, UnavailableError
from sealbench.ids import JobId
from sealbench.keyring import KeyStore, Turn, job_node
from sealbench.policy import JobState
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.cancel_job import cancel_job
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.confirm_erasure import confirm_erasure, is_gone
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.resume_erasures import carry_out_erasure, resume_erasures
from sealbench.shop.records.models import Erasure, Job, Login, Way
from tests.support.attestations import attest_all, attest_and_close
from tests.support.cast import Cast
from tests.support.desk import desk, events, keep_login, last, take_in


def test_it_orders_erases_and_confirms(cast: Cast) -> None:
    job = take_in(cast)
    keep_login(cast, job.id, "tariq", "nina")
    erasure = attest_and_close(cast, job.id)
    with pytest.raises(GoneError):
        cast.bench.keys.key(job_node(job.id))
    assert not Login.objects.exists()
    assert not Way.objects.exists()
    assert Erasure.objects.get().confirmed_at is None
    receipt = cast.bench.run(confirm_erasure, erasure=erasure)
    assert (receipt.number, receipt.logins, receipt.ways) == (job.number, 1, 2)
    assert Erasure.objects.get().confirmed_at is not None
    kinds = [event["type"] for event in events(cast.bench, job.id)]
    assert kinds[-3:] == ["job:closed", "erasure:ordered", "erasure:confirmed"]
    confirmed = last(cast.bench, job.id)
    assert confirmed["destroyed"] == {"logins": 1, "ways": 2, "keys": 2}
    assert confirmed["ordered"] == receipt.ordered
    assert confirmed["limits"]


def test_the_ending_event_states_how_many_there_are(cast: Cast) -> None:
    job = take_in(cast)
    attest_and_close(cast, job.id)
    found = events(cast.bench, job.id)
    place = [event["type"] for event in found].index("job:closed")
    assert found[place]["count"] == place + 1


def test_others_of_the_same_commit_are_counted(cast: Cast) -> None:
    job = take_in(cast)
    attest_all(cast, job.id)

    def both(work: Work) -> Outcome[str]:
        move_job(work, who=desk(cast), job=job.id, to=JobState.WAITING)
        return close_job(work, who=desk(cast), job=job.id)

    cast.bench.run(both)
    found = events(cast.bench, job.id)
    place = [event["type"] for event in found].index("job:closed")
    assert found[place]["count"] == place + 1 == 5


def test_confirming_twice_gives_the_same_receipt_and_one_event(cast: Cast) -> None:
    job = take_in(cast)
    erasure = attest_and_close(cast, job.id)
    first = cast.bench.run(confirm_erasure, erasure=erasure)
    assert cast.bench.run(confirm_erasure, erasure=erasure) == first
    kinds = [event["type"] for event in events(cast.bench, job.id)]
    assert kinds.count("erasure:confirmed") == 1


def test_nothing_is_confirmed_while_the_key_is_there(cast: Cast) -> None:
    job = take_in(cast)
    erasure = crash_between(cast, job.id)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_erasure, erasure=erasure)
    assert caught.value.reason == "C2-3"
    assert Erasure.objects.get().confirmed_at is None
    assert last(cast.bench, job.id)["rule"] == "C2-3"


def test_resume_finishes_what_a_crash_cut_short(cast: Cast) -> None:
    job = take_in(cast)
    keep_login(cast, job.id, "tariq")
    crash_between(cast, job.id)
    assert not cast.bench.keys.is_gone(job_node(job.id))  # the root before is still there
    assert resume_erasures(cast.bench) == 1
    with pytest.raises(GoneError):
        cast.bench.keys.key(job_node(job.id))
    assert last(cast.bench, job.id)["destroyed"]["logins"] == 1
    assert resume_erasures(cast.bench) == 0


def test_resume_confirms_what_was_erased_but_not_confirmed(cast: Cast) -> None:
    job = take_in(cast)
    attest_and_close(cast, job.id)
    assert resume_erasures(cast.bench) == 1
    assert last(cast.bench, job.id)["type"] == "erasure:confirmed"


def test_in_doubt_a_key_is_there(cast: Cast) -> None:
    """A slot that is torn may hold what is left of the root before: only a whole wipe is proof."""
    job = take_in(cast)
    keys = cast.bench.keys
    attest_and_close(cast, job.id)

    def look(work: Work) -> Outcome[bool]:
        return Granted(is_gone(work, job_node(job.id)))

    assert cast.bench.run(look)
    (wiped,) = (
        slot
        for slot in (cast.bench.config.keys / "roots").glob("jobs.*")
        if slot.read_bytes().startswith(b"SBWIPED1")
    )
    whole = wiped.read_bytes()
    wiped.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert not cast.bench.run(look)
    keys.finish([_ending(keys, job.id)])
    assert cast.bench.run(look)
    folder = wiped.parent
    folder.rename(folder.with_name("unmounted"))
    assert not cast.bench.run(look)
    folder.with_name("unmounted").rename(folder)
    assert cast.bench.run(look)


def _ending(keys: KeyStore, job: JobId) -> Turn:
    turn = keys.turn()
    turn.end(job_node(job))
    return turn


def test_what_was_not_ordered_in_the_record_is_not_confirmed(cast: Cast) -> None:
    job = take_in(cast)
    Erasure.objects.create(pk="b" * 24, realm="jobs", node=job.id, job=job.id, ordered_at=1)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_erasure, erasure="b" * 24)
    assert caught.value.reason == "C2-2"


def test_carrying_out_twice_does_no_harm(cast: Cast) -> None:
    job = take_in(cast)
    erasure = attest_and_close(cast, job.id)
    cast.bench.run(confirm_erasure, erasure=erasure)
    cast.bench.run(carry_out_erasure, erasure=erasure)
    assert last(cast.bench, job.id)["type"] == "erasure:confirmed"


def test_an_erasure_that_nobody_ordered_is_absent(bench: Bench) -> None:
    with pytest.raises(AbsentError):
        bench.run(confirm_erasure, erasure="a" * 24)


@pytest.mark.parametrize("who", ["tariq", "nina", "adam"])
def test_only_the_desk_and_management_end_a_job(cast: Cast, who: str) -> None:
    job = take_in(cast).id
    attest_all(cast, job)
    for procedure in (close_job, cancel_job):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(procedure, who=cast.staff(who), job=job)
        assert caught.value.clause == "B1"
    assert cast.bench.keys.key(job_node(job)).secret()
    cast.bench.run(cancel_job, who=cast.staff("olga"), job=job)


def test_a_cancelled_job_dies_like_a_closed_one(cast: Cast) -> None:
    job = take_in(cast).id
    erasure = cast.bench.run(cancel_job, who=desk(cast), job=job)
    cast.bench.run(confirm_erasure, erasure=erasure)
    assert Job.objects.get(pk=job).state == "cancelled"
    ended = events(cast.bench, job)[-3]
    assert (ended["type"], ended["count"]) == ("job:cancelled", 3)
    with pytest.raises(GoneError):
        cast.bench.keys.key(job_node(job))


def test_a_job_ends_once(cast: Cast) -> None:
    job = take_in(cast).id
    attest_and_close(cast, job)
    for procedure in (close_job, cancel_job):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(procedure, who=desk(cast), job=job)
        assert caught.value.reason == "A4-4"
    assert Erasure.objects.count() == 1


def crash_between(cast: Cast, job: str) -> str:
    """Close *job* with a store of keys that fails after the commit, as a crash does."""
    attest_all(cast, JobId(job))
    keys = cast.bench.keys
    finish = keys.finish

    def fail(_turns: list[Turn]) -> None:
        raise UnavailableError("the power is gone")

    keys.finish = fail  # type: ignore[method-assign,assignment]  # the crash itself
    try:
        with pytest.raises(UnavailableError):
            cast.bench.run(close_job, who=desk(cast), job=JobId(job))
    finally:
        keys.finish = finish  # type: ignore[method-assign]  # the crash is over
    return Erasure.objects.get(confirmed_at=None).pk
