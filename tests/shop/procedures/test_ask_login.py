import pytest

from sealbench.errors import RefusedError
from sealbench.shop.procedures.ask_login import ask_login
from sealbench.shop.records.models import Job
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.desk import desk, intake, last, take_in


def test_an_exception_needs_a_reason(cast: Cast) -> None:
    job = take_in(cast, intake(cast, "Battery")).id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(ask_login, who=desk(cast), job=job, reason=" ")
    assert caught.value.reason == "A4-7"
    assert last(cast.bench, job)["rule"] == "A4-7"
    assert not Job.objects.get(pk=job).login_asked
    cast.bench.run(ask_login, who=desk(cast), job=job, reason="It charges only when signed in.")
    row = Job.objects.get(pk=job)
    assert (row.login_asked, row.login_override) == (True, True)
    assert last(cast.bench, job)["reason"] == "It charges only when signed in."


def test_where_one_is_needed_no_reason_is(cast: Cast) -> None:
    job = take_in(cast).id
    Job.objects.filter(pk=job).update(client_answer="declined")
    cast.bench.run(ask_login, who=cast.staff("tariq"), job=job, reason="")
    row = Job.objects.get(pk=job)
    assert (row.login_asked, row.login_override, row.client_answer) == (True, False, "")


def test_a_technician_who_is_not_on_the_job_asks_for_nothing(cast: Cast) -> None:
    job = take_in(cast).id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(ask_login, who=cast.staff("nina"), job=job, reason="")
    assert caught.value.reason == "B1-11"
    cast.bench.run(ask_login, who=cast.staff("tariq"), job=job, reason="")


def test_where_the_owner_unlocks_none_is_asked_for(cast: Cast) -> None:
    job = take_in(cast, intake(cast, "Virus removal")).id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(ask_login, who=desk(cast), job=job, reason="It saves a second visit.")
    assert caught.value.reason == "A4-8"


def test_a_reason_that_holds_a_login_is_refused(cast: Cast) -> None:
    job = take_in(cast).id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(ask_login, who=desk(cast), job=job, reason="the PIN is 4711")
    assert caught.value.clause == "A2"
    assert "4711" not in str(last(cast.bench, job))


def test_no_login_is_asked_for_after_the_end(cast: Cast) -> None:
    job = take_in(cast).id
    attest_and_close(cast, job)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(ask_login, who=desk(cast), job=job, reason="")
    assert caught.value.reason == "A4-4"
