"""An old backup of a job that ended alone since: its row comes back, and nothing opens it."""

import pytest

from sealbench.errors import GoneError
from sealbench.keyring import record_node
from sealbench.shop.procedures.collect_return import collect_return
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.find_client import find_client
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import Job
from tests.shop.procedures.test_restore_backup import Lost, lost
from tests.support.cast import Cast, start_session
from tests.support.clocks import StoppedClock
from tests.support.endings import CANARY, DAYS, announced

__all__ = ["lost"]


def test_a_job_that_ended_alone_since_stays_shut_and_its_client_reads(
    lost: Lost, clock: StoppedClock
) -> None:
    who = announced(lost.cast, only_job=True)
    job, client = who.counter.job, who.client
    (other,) = Job.objects.filter(client=client).exclude(pk=job)
    old = lost.keep()
    clock.pass_by(days=DAYS)
    assert end_due_cases(lost.cast.bench) == 1
    lost.keep()
    lost.lose()
    done = lost.restore(old)
    assert (done.clients, done.ended) == (1, 0)
    bench = lost.reopened(clock)
    # Its row came back with the backup, and nothing opens it.
    assert Job.objects.filter(pk=job).exists()
    assert bench.keys.is_gone(record_node(job))
    again = Cast(bench, lost.cast.people)
    for name in ("dora", "tariq"):
        again.sessions[name] = start_session(bench, lost.cast.people[name])
    dora, tariq = again.staff("dora"), again.staff("tariq")
    with pytest.raises(GoneError):
        bench.run(look_at_job, who=dora, number=who.counter.number)
    assert bench.run(look_at_job, who=tariq, number=other.number).device.serial
    assert len(bench.run(look_at_client, who=tariq, client=client).devices) == 1
    assert len(find_client(bench, who=dora, typed=CANARY).clients) == 1
    assert end_due_cases(bench) == 0
    case = bench.run(stop_service, who=dora, number=other.number).case
    assert bench.run(collect_return, who=dora, case=case)["jobs"] == 1
    bench.executor.close()
