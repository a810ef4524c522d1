import pytest

from sealbench.errors import AbsentError, RefusedError
from sealbench.keyring import login_node
from sealbench.policy import LinkState
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.issue_link import issue_link
from sealbench.shop.procedures.look_at_job import look_at_job
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.desk import IDA, LAPTOP, desk, events, keep_login, last, take_in


def test_it_shows_the_job_and_records_the_look_first(cast: Cast) -> None:
    job = take_in(cast)
    found = cast.bench.run(look_at_job, who=cast.staff("tariq"), number=job.number)
    assert (found.client, found.device, found.problem) == (
        IDA,
        LAPTOP,
        "Freezes after an update.",
    )
    assert [worker.name for worker in found.people] == ["Tariq Öztürk"]
    assert last(cast.bench, job.id)["type"] == "job:looked-at"
    assert last(cast.bench, job.id)["actor"]["name"] == "Tariq Öztürk"


def test_a_visit_is_recorded_once_per_job(cast: Cast) -> None:
    first, second = take_in(cast), take_in(cast)
    for number in (first.number, first.number, second.number):
        cast.bench.run(look_at_job, who=desk(cast), number=number)
    for job in (first.id, second.id):
        kinds = [event["type"] for event in events(cast.bench, job)]
        assert kinds.count("job:looked-at") == 1


@pytest.mark.parametrize("who", ["nina", "adam"])
def test_others_see_nothing_and_that_is_recorded(cast: Cast, who: str) -> None:
    job = take_in(cast)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(look_at_job, who=cast.staff(who), number=job.number)
    assert caught.value.reason == "A5-6"
    assert last(cast.bench, job.id)["rule"] == "A5-6"


def test_after_the_end_only_management_looks(cast: Cast) -> None:
    job = take_in(cast)
    attest_and_close(cast, job.id)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(look_at_job, who=desk(cast), number=job.number)
    assert caught.value.reason == "A4-5"
    assert cast.bench.run(look_at_job, who=cast.staff("olga"), number=job.number).logins == []


def test_the_code_of_the_link_is_there_to_be_said(cast: Cast) -> None:
    job = take_in(cast)
    slip = cast.bench.run(issue_link, who=desk(cast), number=job.number)
    link = cast.bench.run(look_at_job, who=desk(cast), number=job.number).link
    assert link is not None
    assert (link.state, link.code) == (LinkState.UNCLAIMED, slip.link.code)


def test_a_number_that_nobody_has_is_absent(cast: Cast) -> None:
    with pytest.raises(AbsentError):
        cast.bench.run(look_at_job, who=desk(cast), number=7)


def test_a_login_whose_key_was_lost_has_no_label(cast: Cast) -> None:
    job = take_in(cast)
    kept = keep_login(cast, job.id, "tariq")
    (login,) = cast.bench.run(look_at_job, who=desk(cast), number=job.number).logins
    assert (login.label, login.left, login.people) == ("Windows", 3, ["Tariq Öztürk"])

    def lose(work: Work) -> Outcome[None]:
        work.turn.end(login_node(kept))
        return Granted(None)

    cast.bench.run(lose)
    (login,) = cast.bench.run(look_at_job, who=desk(cast), number=job.number).logins
    assert login.label == ""
