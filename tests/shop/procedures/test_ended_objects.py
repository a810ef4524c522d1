"""The objects of whoever has ended go with the end: after the keys, before it is confirmed."""

import pytest

from sealbench.clock import SystemClock
from sealbench.errors import UnavailableError
from sealbench.keyring import file_node
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.file_objects import dead_objects
from sealbench.shop.procedures.resume_erasures import confirm, resume_erasures
from sealbench.shop.procedures.sweep_objects import sweep_objects
from sealbench.shop.records.models import File, Job, Paper, Termination
from tests.shop.procedures.test_destroy_client import crash
from tests.support.agreements import Deal
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import desk, intake, take_in
from tests.support.endings import Leaver, in_person, leaver, other_of
from tests.support.files import Sent, attach
from tests.support.sessions import stay_signed_in


def objects(cast: Cast) -> set[str]:
    return {found.name for found in cast.bench.objects.find()}


def due(cast: Cast) -> tuple[Leaver, Sent, list[Sent]]:
    """Return a client whose end is due, somebody else's file, and three of their two jobs."""
    stay_signed_in()
    kept = attach(cast, take_in(cast, intake(cast)).number)
    who = leaver(cast)
    lost = [attach(cast, number) for number in (*[who.counter.number] * 2, other_of(who).number)]
    who.stop()
    in_person(cast, who)
    assert objects(cast) == {kept.id, *(each.id for each in lost)}
    return who, kept, lost


def test_the_files_of_a_client_go_at_once(cast: Cast) -> None:
    _, kept, _ = due(cast)
    assert end_due_cases(cast.bench) == 1
    assert objects(cast) == {kept.id}
    assert Termination.objects.get().certified_at is not None


def test_the_papers_of_a_client_go_at_once(cast: Cast) -> None:
    stay_signed_in()
    who = leaver(cast)
    Deal(cast, who.counter).draft()
    assert objects(cast) == {Paper.objects.get().pk}
    who.stop()
    in_person(cast, who)
    assert end_due_cases(cast.bench) == 1
    assert objects(cast) == set()


def test_one_job_takes_its_own_files_and_nothing_else_of_the_client(cast: Cast) -> None:
    stay_signed_in()
    who = leaver(cast)
    Deal(cast, who.counter).draft()
    paper = Paper.objects.get().pk
    lost, stays = attach(cast, who.counter.number), attach(cast, other_of(who).number)
    who.stop(only_job=True)
    in_person(cast, who)
    assert objects(cast) == {lost.id, stays.id, paper}
    assert end_due_cases(cast.bench) == 1
    assert objects(cast) == {stays.id, paper}


def test_no_object_goes_while_its_key_is_there(cast: Cast) -> None:
    who, kept, lost = due(cast)
    erasure = crash(cast.bench, who, cast)
    assert not cast.bench.keys.is_gone(file_node(lost[0].id))
    assert cast.bench.run(dead_objects, erasure=erasure) == []
    assert len(objects(cast)) == 4
    assert resume_erasures(cast.bench) == 1
    assert cast.bench.keys.is_gone(file_node(lost[0].id))
    assert objects(cast) == {kept.id}


def test_what_a_row_names_again_stays(cast: Cast) -> None:
    who, kept, lost = due(cast)
    erasure = cast.bench.run(destroy_client, who=desk(cast), case=who.case)
    File.objects.create(pk=lost[0].id, job=Job.objects.get(), wrap=b"", sealed=b"", attached_at=0)
    confirm(cast.bench, erasure)
    assert objects(cast) == {kept.id, lost[0].id}
    assert cast.bench.run(dead_objects, erasure=erasure) == []


def test_a_store_that_is_away_holds_nobody_up(
    cast: Cast, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, kept, lost = due(cast)
    tried: list[str] = []

    def fail(name: str) -> None:
        tried.append(name)
        raise UnavailableError("the object store cannot be reached")

    with monkeypatch.context() as broken:
        broken.setattr(cast.bench.objects, "delete", fail)
        assert end_due_cases(cast.bench) == 1
    assert Termination.objects.get(pk=who.case).certified_at is not None
    assert len(tried) == 2  # then it is not asked again
    assert {*tried} < {each.id for each in lost}
    assert len(objects(cast)) == 4
    clock.at = SystemClock().now()  # which the times of files are by
    clock.pass_by(hours=25)
    assert sweep_objects(cast.bench) == 3
    assert objects(cast) == {kept.id}
