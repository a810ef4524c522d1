"""One job that its client has ended for good: nothing of it comes back, the other jobs live."""

from dataclasses import replace

import pytest

from sealbench.errors import AbsentError, ConflictError, GoneError, RefusedError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import client_node, file_node, job_node, record_node
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.collect_return import collect_return
from sealbench.shop.procedures.confirm_client_erasure import confirm_client_erasure
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.fetch_return import fetch_return
from sealbench.shop.procedures.find_client import find_client
from sealbench.shop.procedures.intake import DeviceWords
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.show_certificate import show_certificate
from sealbench.shop.procedures.show_own_certificate import show_own_certificate
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.queries import boards, cases
from sealbench.shop.records.models import (
    Client,
    ClientKey,
    ClientSession,
    Device,
    EndedJob,
    Erasure,
    Event,
    File,
    Job,
    Link,
    Login,
    Notice,
    Subject,
    Termination,
)
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import client_record, desk, events, house_events, intake, take_in
from tests.support.endings import (
    CANARY,
    DAYS,
    Leaver,
    announced,
    canaries,
    everything_kept,
    in_person,
    leaver,
    other_of,
    tell,
)
from tests.support.files import attach
from tests.support.sessions import stay_signed_in


def test_the_stop_ends_this_job_and_no_other(cast: Cast) -> None:
    who = leaver(cast)
    other = other_of(who)
    stopped = who.stop(only_job=True)
    assert len(stopped.erasures) == 1
    assert Job.objects.get(pk=who.counter.job).state == "closed"
    assert not Login.objects.exists()
    with pytest.raises(GoneError):
        cast.bench.keys.key(job_node(who.counter.job))
    other.refresh_from_db()
    assert (other.state, other.stopped_at) == ("intake", None)
    assert cast.bench.keys.key(job_node(JobId(other.pk))).secret()
    assert Client.objects.get(pk=who.client).stopped_at is None
    assert Notice.objects.filter(kind="job-stopped").count() == 1
    assert who.stop(only_job=True).case == who.case
    row = Termination.objects.get()
    assert (row.client, row.job) == (None, who.counter.job)


def test_nobody_of_the_shop_sees_it_any_more_and_the_other_goes_on(cast: Cast) -> None:
    who = leaver(cast)
    other = other_of(who)
    cast.bench.run(look_at_job, who=desk(cast), number=who.counter.number)
    who.stop(desk(cast), only_job=True)
    for name in ("dora", "olga", "tariq"):
        with pytest.raises(RefusedError):
            cast.bench.run(look_at_job, who=cast.staff(name), number=who.counter.number)
        assert cast.bench.run(look_at_job, who=cast.staff(name), number=other.number).problem
    record = cast.bench.run(look_at_client, who=desk(cast), client=who.client)
    assert [(job.number, job.stopped) for job in record.jobs] == [
        (other.number, False),
        (who.counter.number, True),
    ]
    job = take_in(cast, intake(cast, "Battery", client=who.client))
    assert Job.objects.get(pk=job.id).client_id == who.client


def test_the_device_of_an_ended_job_is_found_no_more(cast: Cast) -> None:
    who = leaver(cast)
    found = replace(
        intake(cast, "Battery", client=who.client), device=DeviceWords("phone", serial="QQ7XW42Z")
    )
    lone = take_in(cast, found)
    dora = desk(cast)

    def clients() -> int:
        return len(find_client(cast.bench, who=dora, typed="QQ7XW42Z").clients)

    assert clients() == 1
    cast.bench.run(stop_service, who=dora, number=lone.number, only_job=True)
    assert clients() == 0
    assert len(find_client(cast.bench, who=dora, typed="Zyxwv").clients) == 1
    record = cast.bench.run(look_at_client, who=dora, client=who.client)
    assert "QQ7XW42Z" not in str(record.devices)


def test_the_only_job_ends_with_the_service(cast: Cast) -> None:
    only = with_link(cast, intake(cast, "Battery"))
    with pytest.raises(ConflictError, match="only job"):
        cast.bench.run(stop_service, who=desk(cast), number=only.number, only_job=True)
    who = leaver(cast)
    other = other_of(who)
    who.stop(only_job=True)
    with pytest.raises(ConflictError, match="only job"):
        cast.bench.run(stop_service, who=desk(cast), number=other.number, only_job=True)
    assert Termination.objects.count() == 1


def test_after_notice_and_14_days_the_record_is_gone(cast: Cast, clock: StoppedClock) -> None:
    stay_signed_in()
    who = leaver(cast)
    file = attach(cast, who.counter.number)
    who.stop(only_job=True)
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    other, job, client = other_of(who), str(who.counter.job), who.client
    nodes = [record_node(JobId(job)), file_node(file.id)]
    assert all(cast.bench.keys.key(node).secret() for node in nodes)
    before = [event["type"] for event in events(cast.bench, JobId(other.pk))]
    clock.pass_by(days=DAYS - 1)
    assert end_due_cases(cast.bench) == 0
    clock.pass_by(days=1)
    assert end_due_cases(cast.bench) == 1
    assert all(cast.bench.keys.is_gone(node) for node in nodes)
    for model in (File, Link, Erasure.objects.filter(client="x").model):
        assert not model._default_manager.filter(job=job).exists()
    assert not Job.objects.filter(pk=job).exists()
    assert not Device.objects.filter(brought_by=job).exists()
    assert not ClientSession.objects.filter(job=job).exists()
    assert not Subject.objects.filter(pk=f"job:{job}").exists()
    assert canaries(everything_kept(), job) == []
    # The control: client and other job are as they were, and read.
    assert cast.bench.keys.key(client_node(client)).secret()
    assert [event["type"] for event in events(cast.bench, JobId(other.pk))] == before
    view = cast.bench.run(look_at_job, who=cast.staff("tariq"), number=other.number)
    assert (view.client.name, view.problem) == (CANARY, f"Battery of {CANARY}.")
    assert view.device.serial == "PF2ABCDE"


def test_it_is_shown_as_ended_with_its_certificate(cast: Cast, clock: StoppedClock) -> None:
    who = announced(cast, only_job=True)
    other, client, number = other_of(who), who.client, who.counter.number
    clock.pass_by(days=DAYS)
    assert end_due_cases(cast.bench) == 1
    row = EndedJob.objects.get()
    assert (row.number, row.client_id, row.case_id) == (number, client, who.case)
    assert boards.has_number(number)
    with pytest.raises(GoneError, match="ended at the client's wish"):
        cast.bench.run(look_at_job, who=desk(cast), number=number)
    record = cast.bench.run(look_at_client, who=cast.staff("tariq"), client=client)
    assert [(each.number, each.case) for each in record.ended] == [(number, who.case)]
    assert [job.number for job in record.jobs] == [other.number]
    assert [(each.number, each.state) for each in cases.cases()] == [(number, "certified")]
    issued = cast.bench.run(show_certificate, token=who.counter.token)
    assert f"job {number}" in issued.certificate(at=cast.bench.now()).scope
    assert CANARY.encode() not in issued.to_pdf()


def test_the_certificate_stands_on_the_pages_of_the_other_jobs(cast: Cast) -> None:
    stay_signed_in()
    mine = with_link(cast, intake(cast, "Mail or account trouble"))
    phone = mine.claimed()
    client = ClientId(Job.objects.get(pk=mine.job).client_id)
    gone = take_in(cast, intake(cast, "Battery", client=client))
    stopped = cast.bench.run(stop_service, who=desk(cast), number=gone.number, only_job=True)
    in_person(cast, Leaver(cast, mine, phone, stopped.case))
    assert end_due_cases(cast.bench) == 1
    page = phone.page()
    assert page["ending"] is None
    assert [each["number"] for each in page["ended"]] == [gone.number]
    assert page["ended"][0]["certified"] > 0
    told = client_record(cast.bench, client)[-1]
    assert (told["type"], told["number"]) == ("client-erasure:confirmed", gone.number)
    visit = Leaver(cast, mine, phone).visit
    issued = cast.bench.run(show_own_certificate, who=visit, case=stopped.case)
    assert issued.row.pk == stopped.case
    stranger = leaver(cast)
    with pytest.raises(AbsentError):
        cast.bench.run(show_own_certificate, who=stranger.visit, case=stopped.case)


def test_the_ledger_holds_and_counts_what_ended(cast: Cast, clock: StoppedClock) -> None:
    who = announced(cast, only_job=True)
    clock.pass_by(days=DAYS)
    end_due_cases(cast.bench)
    publish_ledger(cast.bench)
    check = check_ledger(cast.bench)
    assert (check.found, check.wrong) == (0, [])
    assert check.closed == Event.objects.filter(subject="ended").count() > 0
    told = [e for e in house_events(cast.bench) if e.get("case") == who.case]
    assert [e["type"] for e in told] == [
        "service:stopped",
        "destruction:announced",
        "client-erasure:ordered",
        "client-erasure:confirmed",
        "certificate:issued",
    ]
    assert {e["number"] for e in told[:-1]} == {who.counter.number}
    assert canaries(str(told).encode(), str(who.counter.job), CANARY) == []


def test_what_is_returned_is_of_this_job(cast: Cast, clock: StoppedClock) -> None:
    who = leaver(cast)
    who.stop(only_job=True)
    other = other_of(who).number
    numbers = cast.bench.run(collect_return, who=desk(cast), case=who.case)
    assert (numbers["jobs"], numbers["devices"], numbers["keys"]) == (1, 1, 0)
    clock.pass_by(hours=72)
    fetched = cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    content = fetched.collected.content
    assert content.number == who.counter.number
    assert [job["number"] for job in content.jobs] == [who.counter.number]
    assert {notice["job"] for notice in content.notices} == {who.counter.number}
    assert not any(event.get("client") for event in content.events)
    cast.bench.run(confirm_return, who=who.visit, signed=who.signed("confirm-return"))
    assert end_due_cases(cast.bench) == 1
    assert [job.number for job in Job.objects.all()] == [other]


def test_the_client_who_ends_later_takes_the_ended_jobs_along(
    cast: Cast, clock: StoppedClock
) -> None:
    who = announced(cast, only_job=True)
    client, other = who.client, other_of(who)
    clock.pass_by(days=DAYS)
    assert end_due_cases(cast.bench) == 1
    assert EndedJob.objects.filter(client=client).exists()
    case = cast.bench.run(stop_service, who=desk(cast), number=other.number).case
    in_person(cast, Leaver(cast, who.counter, who.phone, case))
    assert end_due_cases(cast.bench) == 1
    assert not Client.objects.exists()
    assert not EndedJob.objects.exists()
    assert cast.bench.run(show_certificate, token=who.counter.token).row.pk == who.case
    publish_ledger(cast.bench)
    assert check_ledger(cast.bench).found == 0


def test_a_crash_between_order_and_confirmation_is_finished(
    cast: Cast, clock: StoppedClock
) -> None:
    from tests.shop.procedures.test_destroy_client import crash  # noqa: PLC0415 - the same crash

    who = announced(cast, only_job=True)
    node = record_node(who.counter.job)
    clock.pass_by(days=DAYS)
    erasure = crash(cast.bench, who, cast)
    assert cast.bench.keys.key(node).secret()
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_client_erasure, erasure=erasure)
    assert caught.value.reason == "C2-3"
    publish_ledger(cast.bench)
    assert check_ledger(cast.bench).found == 0
    assert resume_erasures(cast.bench) == 1
    assert cast.bench.keys.is_gone(node)
    row = Erasure.objects.get(pk=erasure)
    assert (row.node, row.client, row.confirmed_at is None) == ("", "", False)
    publish_ledger(cast.bench)
    assert check_ledger(cast.bench).found == 0


def test_a_key_that_the_client_keeps_stays(cast: Cast, clock: StoppedClock) -> None:
    who = announced(cast, only_job=True)
    client = who.client
    clock.pass_by(days=DAYS)
    end_due_cases(cast.bench)
    assert ClientKey.objects.filter(client=client).count() == 1
