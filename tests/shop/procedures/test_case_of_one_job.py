"""Who may run the case of one job, who holds it up, and how it ends in that of the service."""

import pytest

from sealbench.errors import ConflictError, RefusedError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import client_node, record_node
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.ask_login import ask_login
from sealbench.shop.procedures.collect_return import collect_return
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.fetch_return import fetch_return
from sealbench.shop.procedures.list_copy import CopyWords, list_copy
from sealbench.shop.procedures.object_to_key import object_to_key
from sealbench.shop.procedures.object_to_termination import object_to_termination
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.second_destruction import second_destruction
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import (
    Assignment,
    CaseEntry,
    Client,
    EndedJob,
    Erasure,
    Job,
    Termination,
)
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import desk, intake, take_in
from tests.support.endings import (
    DAYS,
    Leaver,
    announced,
    in_person,
    leaver,
    other_of,
    tell,
)
from tests.support.sessions import stay_signed_in


def test_a_settled_key_alone_fetches(cast: Cast) -> None:
    """The walk of whoever claimed the link the same day."""
    who = leaver(cast)
    who.stop(only_job=True)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    assert caught.value.reason == "C2-12"


def test_a_technician_who_worked_on_the_job_does_not_run_its_case(cast: Cast) -> None:
    who = leaver(cast)
    tariq = cast.staff("tariq")
    with pytest.raises(RefusedError) as caught:
        who.stop(tariq, only_job=True)
    assert caught.value.reason == "C2-8"
    who.stop(only_job=True)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(announce_destruction, who=tariq, case=who.case)
    assert caught.value.clause == "C2"
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)


def test_whoever_worked_on_the_job_is_named_by_it_and_not_by_the_others(cast: Cast) -> None:
    """Olga works on the other job alone: this one's case is hers to run."""
    stay_signed_in()
    first = with_link(cast, intake(cast, "Mail or account trouble"))
    client = ClientId(Job.objects.get(pk=first.job).client_id)
    other = take_in(cast, intake(cast, "Battery", client=client))
    Assignment.objects.create(job_id=other.id, person_id=cast.id("olga"), since=1, until=2)
    run = cast.bench.run
    mine = run(stop_service, who=desk(cast), number=first.number, only_job=True).case
    run(collect_return, who=cast.staff("olga"), case=mine)
    more = take_in(cast, intake(cast, "Battery", client=client))
    assert more.number
    theirs = run(stop_service, who=desk(cast), number=other.number, only_job=True).case
    with pytest.raises(RefusedError) as caught:
        run(collect_return, who=cast.staff("olga"), case=theirs)
    assert caught.value.reason == "C2-10"


def test_staff_cannot_waive_for_the_client(cast: Cast) -> None:
    who = announced(cast, only_job=True)
    for name in ("dora", "olga"):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(destroy_client, who=cast.staff(name), case=who.case)
        assert caught.value.reason == "C2-16"
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(confirm_return, who=cast.staff(name), case=who.case, compared=True)
        assert caught.value.reason in {"C2-14", "C2-15"}
    assert cast.bench.keys.key(record_node(who.counter.job)).secret()


def test_open_findings_on_the_job_need_a_second_person(cast: Cast) -> None:
    stay_signed_in()
    who = leaver(cast, "Battery")
    other = other_of(who)
    cast.bench.run(ask_login, who=desk(cast), job=JobId(other.pk), reason="Only signed in.")
    run, olga = cast.bench.run, cast.staff("olga")
    # The exception is on the other job: it does not hold up this one.
    case = run(stop_service, who=olga, number=other.number, only_job=True).case
    theirs = Leaver(cast, who.counter, who.phone, case)
    in_person(cast, theirs, by="olga")
    assert end_due_cases(cast.bench) == 0
    with pytest.raises(RefusedError) as caught:
        run(destroy_client, who=olga, case=case)
    assert caught.value.reason == "C2-18"
    run(second_destruction, who=desk(cast), case=case)
    assert end_due_cases(cast.bench) == 1
    assert who.phone.page()["job"]["number"] == who.counter.number


@pytest.mark.parametrize("by", ["client", "dora"])
def test_any_objection_holds_it(cast: Cast, clock: StoppedClock, by: str) -> None:
    who = announced(cast, only_job=True)
    if by == "client":
        cast.bench.run(object_to_termination, who=who.visit, signed=None)
    else:
        cast.bench.run(object_to_termination, who=cast.staff(by), case=who.case)
    clock.pass_by(days=DAYS + 1)
    assert end_due_cases(cast.bench) == 0
    assert cast.bench.keys.key(record_node(who.counter.job)).secret()
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    clock.pass_by(days=DAYS)
    assert end_due_cases(cast.bench) == 1


def test_a_link_of_another_job_does_nothing_in_its_case(cast: Cast) -> None:
    stay_signed_in()
    who = leaver(cast)
    other = other_of(who)
    cast.bench.run(stop_service, who=desk(cast), number=other.number, only_job=True)
    with pytest.raises(ConflictError, match="not stopped"):
        cast.bench.run(object_to_termination, who=who.visit, signed=None)
    assert who.phone.page()["ending"] is None


def test_the_end_of_the_service_takes_the_cases_of_its_jobs_over(
    cast: Cast, clock: StoppedClock
) -> None:
    who = announced(cast, only_job=True)
    words = CopyWords("Image of a disk", "The lab", 7)
    cast.bench.run(list_copy, who=desk(cast), case=who.case, words=words)
    alone = who.case
    who.stop()
    assert [row.pk for row in Termination.objects.all()] == [who.case] != [alone]
    assert CaseEntry.objects.get().case_id == who.case
    with pytest.raises(ConflictError, match="being ended"):
        cast.bench.run(stop_service, who=desk(cast), number=other_of(who).number, only_job=True)
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    clock.pass_by(days=DAYS)
    assert end_due_cases(cast.bench) == 1
    assert not Client.objects.exists()
    assert not EndedJob.objects.exists()


@pytest.mark.parametrize("whose", ["this job", "other job", "client"])
def test_a_row_alone_ends_no_record(cast: Cast, whose: str) -> None:
    who = announced(cast, only_job=True)
    other = JobId(other_of(who).pk)
    nodes = {
        "this job": record_node(who.counter.job),
        "other job": record_node(other),
        "client": client_node(who.client),
    }
    node = nodes[whose]
    Erasure.objects.create(pk="b" * 24, realm=node.realm, node=node.name, ordered_at=1)
    with pytest.raises(Exception, match=r"no order|no case"):
        resume_erasures(cast.bench)
    assert cast.bench.keys.key(node).secret()


def test_whoever_objects_to_the_key_holds_the_case_of_the_job(cast: Cast) -> None:
    """By the link of whichever job: the key may be the same on both."""
    who = announced(cast, only_job=True)
    cast.bench.run(object_to_key, token=who.counter.token)
    assert Termination.objects.get().objected_at is not None
