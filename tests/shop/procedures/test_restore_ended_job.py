"""An old backup of a job that ended alone since: it is taken out again, and its client reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from sealbench.errors import ConflictError, GoneError
from sealbench.keyring import record_node
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.collect_return import collect_return
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.find_client import find_client
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.replay_erasures import take_out
from sealbench.shop.procedures.show_certificate import show_certificate
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import Device, EndedJob, Job, Subject
from tests.support.cast import Cast, start_session
from tests.support.clocks import StoppedClock
from tests.support.desk import house_events
from tests.support.endings import CANARY, DAYS, announced, in_person, leaver, other_of
from tests.support.lost import Lost, about_to_lose
from tests.support.sessions import stay_signed_in


@pytest.fixture
def lost(cast: Cast, tmp_path: Path) -> Iterator[Lost]:
    yield about_to_lose(cast, tmp_path)
    connections.close_all()


def test_a_job_that_ended_alone_since_is_taken_out(lost: Lost, clock: StoppedClock) -> None:
    who = announced(lost.cast, only_job=True)
    job, number, other = who.counter.job, who.counter.number, other_of(who)
    old = lost.keep()
    clock.pass_by(days=DAYS)
    assert end_due_cases(lost.cast.bench) == 1
    lost.keep()
    lost.lose()
    done = lost.restore(old)
    assert (done.clients, done.ended) == (1, 0)
    bench = lost.reopened(clock)
    assert bench.keys.is_gone(record_node(job))
    assert [row.pk for row in Job.objects.all()] == [other.pk]
    assert not Device.objects.filter(brought_by=job).exists()
    assert not Subject.objects.filter(pk=f"job:{job}").exists()
    assert EndedJob.objects.get(number=number).case_id == who.case
    told = [event for event in house_events(bench) if event["type"] == "erasures:replayed"]
    assert [(event["clients"], event["jobs"], event["cases"]) for event in told] == [
        (0, 1, [who.case])
    ]
    assert check_ledger(bench).wrong == []
    bench.executor.close()


def test_the_client_of_a_restored_home_goes_on(lost: Lost, clock: StoppedClock) -> None:
    who = announced(lost.cast, only_job=True)
    client, number, other = who.client, who.counter.number, other_of(who)
    old = lost.keep()
    clock.pass_by(days=DAYS)
    assert end_due_cases(lost.cast.bench) == 1
    lost.keep()
    lost.lose()
    lost.restore(old)
    bench, tariq, dora = again(lost, clock)
    with pytest.raises(GoneError):
        bench.run(look_at_job, who=dora, number=number)
    assert bench.run(look_at_job, who=tariq, number=other.number).device.serial
    record = bench.run(look_at_client, who=tariq, client=client)
    assert [each.number for each in record.ended] == [number]
    assert len(find_client(bench, who=dora, typed=CANARY).clients) == 1
    assert end_due_cases(bench) == 0  # and the certificate is issued anew
    issued = bench.run(show_certificate, token=who.counter.token)
    assert f"job {number}" in issued.certificate(at=bench.now()).scope
    case = bench.run(stop_service, who=dora, number=other.number).case
    assert bench.run(collect_return, who=dora, case=case)["jobs"] == 1
    bench.executor.close()


def test_a_job_whose_case_the_backup_does_not_know_leaves_its_number(
    lost: Lost, clock: StoppedClock
) -> None:
    stay_signed_in()
    who = leaver(lost.cast)
    client, number = who.client, who.counter.number
    old = lost.keep()
    who.stop(only_job=True)
    in_person(lost.cast, who)
    assert end_due_cases(lost.cast.bench) == 1
    lost.keep()
    lost.lose()
    lost.restore(old)
    bench, tariq, _ = again(lost, clock)
    assert EndedJob.objects.get(number=number).case_id is None
    record = bench.run(look_at_client, who=tariq, client=client)
    assert [(each.number, each.case) for each in record.ended] == [(number, "")]
    bench.executor.close()


def test_a_job_that_has_its_key_is_not_taken_out(lost: Lost) -> None:
    who = announced(lost.cast, only_job=True)
    with pytest.raises(ConflictError):
        lost.cast.bench.run(take_out, jobs=[who.counter.job], before=1)
    assert Job.objects.filter(pk=who.counter.job).exists()


def again(lost: Lost, clock: StoppedClock) -> tuple[Bench, Staff, Staff]:
    """Return the restored home, with Tariq and Dora signed in to it."""
    bench = lost.reopened(clock)
    cast = Cast(bench, lost.cast.people)
    for name in ("dora", "tariq"):
        cast.sessions[name] = start_session(bench, lost.cast.people[name])
    return bench, cast.staff("tariq"), cast.staff("dora")
