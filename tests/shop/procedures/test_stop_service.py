from dataclasses import replace

import pytest

from sealbench.errors import AbsentError, ConflictError, GoneError, RefusedError
from sealbench.ids import JobId
from sealbench.keyring import job_node
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.find_client import find_client
from sealbench.shop.procedures.hand_out_dossier import hand_out_dossier
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.reissue_link import Identified, reissue_link
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import Client, Erasure, Job, Login, Notice, Termination, Way
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.desk import events, house_events, intake, take_in
from tests.support.endings import leaver


def test_the_client_stops_everything_at_once(cast: Cast) -> None:
    who = leaver(cast)
    assert Way.objects.exists()
    stopped = who.stop()
    assert len(stopped.erasures) == 2
    assert not Login.objects.exists()
    assert not Way.objects.exists()
    assert {row.state for row in Job.objects.filter(client=who.client)} == {"closed"}
    for job in Job.objects.filter(client=who.client):
        with pytest.raises(GoneError):
            cast.bench.keys.key(job_node(JobId(job.pk)))
    for erasure in stopped.erasures:
        cast.bench.run(confirm_erasure, erasure=erasure)
    assert Erasure.objects.filter(confirmed_at=None).count() == 0
    assert Notice.objects.filter(kind="service-stopped").count() == 1


def test_nobody_of_the_shop_sees_the_jobs_any_more(cast: Cast) -> None:
    who = leaver(cast)
    cast.bench.run(look_at_job, who=cast.staff("dora"), number=who.counter.number)
    who.stop()
    for name in ("dora", "olga", "tariq"):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(look_at_job, who=cast.staff(name), number=who.counter.number)
        assert "C2-22" in caught.value.reason or caught.value.clause in {"A4", "A5"}
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(hand_out_dossier, who=cast.staff("dora"), number=who.counter.number)
    assert caught.value.reason == "C2-22"
    assert find_client(cast.bench, who=cast.staff("dora"), typed="Zyxwv").clients == []
    with pytest.raises(ConflictError, match="ended the service"):
        take_in(cast, intake(cast, "Battery", client=who.client))


def test_the_client_reads_on_and_a_lost_link_can_be_reissued(cast: Cast) -> None:
    who = leaver(cast)
    who.stop()
    kinds = [event["type"] for event in events(cast.bench, _newest(who.client))]
    assert "service:stopped" in kinds
    assert who.phone.page()["job"]["ended"] is True
    number = who.counter.number
    how = Identified.DOCUMENT
    slip = cast.bench.run(reissue_link, who=cast.staff("dora"), number=number, how=how)
    assert slip.link.token


def test_the_desk_stops_for_the_client_and_twice_is_once(cast: Cast) -> None:
    who = leaver(cast)
    first = who.stop(cast.staff("dora"))
    assert who.stop(cast.staff("olga")).case == first.case
    assert who.stop().case == first.case
    assert Termination.objects.count() == 1
    assert Client.objects.get(pk=who.client).stopped_at is not None
    stopped = [e for e in house_events(cast.bench) if e["type"] == "service:stopped"]
    assert len(stopped) == 1
    assert "client" not in stopped[0]
    assert stopped[0]["case"] == first.case


@pytest.mark.parametrize("name", ["tariq", "nina", "adam"])
def test_others_of_the_shop_do_not_stop_it(cast: Cast, name: str) -> None:
    who = leaver(cast)
    with pytest.raises(RefusedError) as caught:
        who.stop(cast.staff(name))
    assert caught.value.reason == "C2-8"
    refused = [e for e in house_events(cast.bench) if e["type"] == "action:refused"]
    assert refused[-1]["action"] == "termination:stop"
    assert events(cast.bench, _newest(who.client))[-1]["rule"] == "C2-8"
    assert not Termination.objects.exists()
    who.stop(cast.staff("dora"))


def test_a_client_stops_only_the_own_service(cast: Cast) -> None:
    who, other = leaver(cast), with_link(cast, intake(cast, "Battery"))
    stranger = replace(who.visit, job=other.job)
    with pytest.raises((AbsentError, RefusedError)):
        cast.bench.run(stop_service, who=stranger)
    assert Client.objects.filter(stopped_at=None).count() == 2


def _newest(client: str) -> JobId:
    rows = Job.objects.filter(client=client).order_by("-created_at", "-number")
    return JobId(rows.values_list("pk", flat=True)[0])
