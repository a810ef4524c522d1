"""Files of a job: who may do what, what is recorded, and what dies with what."""

from datetime import UTC, datetime, timedelta

import pytest

from sealbench.errors import (
    AbsentError,
    GoneError,
    RefusedError,
    UnavailableError,
    VerificationError,
)
from sealbench.ids import ClientId, FileId, new_id
from sealbench.keyring import Turn, client_node, file_node, record_node
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.attached_file import files_of_client
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.file_reader import FIELD
from sealbench.shop.procedures.findings import NO_OVERRIDE
from sealbench.shop.procedures.look_at_file import look_at_file
from sealbench.shop.procedures.remove_file import remove_file
from sealbench.shop.procedures.resume_erasures import carry_out_erasure, resume_erasures
from sealbench.shop.procedures.sweep_objects import sweep_objects
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.records.models import Erasure, File, Job, Notice
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import events, last, take_in
from tests.support.files import LOG, SECRET, SOUND, Sent, attach, take_in_file


@pytest.fixture
def job(cast: Cast) -> TakenIn:
    return take_in(cast)


def look(cast: Cast, job: TakenIn, sent: Sent, who: str = "tariq") -> bytes:
    found = cast.bench.run(look_at_file, who=cast.staff(who), number=job.number, wanted=sent.id)
    return b"".join(read_content(cast.bench.objects, found))


def objects(cast: Cast) -> set[str]:
    return {found.name for found in cast.bench.objects.find()}


def test_a_technician_on_the_job_looks_and_each_visit_is_recorded_once(
    cast: Cast, job: TakenIn
) -> None:
    sent = attach(cast, job.number, LOG, name="fan.log", who="dora")
    attached = last(cast.bench, job.id)
    assert (attached["type"], attached["file"], attached["size"]) == (
        "file:attached", sent.id, len(LOG),
    )  # fmt: skip
    assert attached["read"] is True
    assert "fan.log" not in str(attached)  # an id may hold the word, and never the dot
    assert look(cast, job, sent) == look(cast, job, sent) == LOG
    looked = [each for each in events(cast.bench, job.id) if each["type"] == "file:looked-at"]
    assert [(each["file"], each["actor"]["name"]) for each in looked] == [(sent.id, "Tariq Öztürk")]


@pytest.mark.parametrize("who", ["nina", "dora", "olga", "adam"])
def test_nobody_else_looks_into_a_file(cast: Cast, job: TakenIn, who: str) -> None:
    sent = attach(cast, job.number)
    with pytest.raises(RefusedError) as caught:
        look(cast, job, sent, who)
    assert caught.value.clause == "A5"
    assert last(cast.bench, job.id)["action"] == "file:look"


@pytest.mark.parametrize("who", ["nina", "adam"])
def test_who_is_not_on_the_job_neither_attaches_nor_removes(
    cast: Cast, job: TakenIn, who: str
) -> None:
    sent = attach(cast, job.number)
    with pytest.raises(RefusedError):
        attach(cast, job.number, who=who)
    with pytest.raises(RefusedError):
        cast.bench.run(remove_file, who=cast.staff(who), number=job.number, wanted=sent.id)
    assert File.objects.count() == 1


def test_what_the_screen_found_refuses_with_a2(cast: Cast, job: TakenIn) -> None:
    upload = take_in_file(cast.bench, SECRET, "notes.txt")
    assert not upload.found.weak
    for override in (NO_OVERRIDE, {FIELD: "harmless"}):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(
                attach_file,
                who=cast.staff("tariq"),
                number=job.number,
                upload=upload,
                override=override,
            )
        assert caught.value.reason == "A2-1"
    assert last(cast.bench, job.id)["rule"] == "A2-1"
    assert objects(cast) == set()
    with pytest.raises(GoneError):
        cast.bench.keys.key(file_node(upload.id))


def test_after_the_end_the_files_are_the_clients_alone(cast: Cast, job: TakenIn) -> None:
    sent = attach(cast, job.number)
    attest_and_close(cast, job.id)
    for act in (
        lambda: look(cast, job, sent),
        lambda: attach(cast, job.number),
        lambda: cast.bench.run(
            remove_file, who=cast.staff("dora"), number=job.number, wanted=sent.id
        ),
    ):
        with pytest.raises(RefusedError) as caught:
            act()
        assert caught.value.clause == "A4"
    client = ClientId(Job.objects.get(pk=job.id).client_id)

    def returned(work: Work) -> Outcome[list[bytes]]:
        found = files_of_client(work, client)
        return Granted([b"".join(read_content(cast.bench.objects, each)) for each in found])

    assert cast.bench.run(returned) == [SOUND]


def test_a_removal_is_ordered_carried_out_and_confirmed(cast: Cast, job: TakenIn) -> None:
    sent, other = attach(cast, job.number), attach(cast, job.number)
    erasure = remove(cast, job, sent)
    with pytest.raises(GoneError):
        cast.bench.keys.key(file_node(sent.id))
    receipt = cast.bench.run(confirm_erasure, erasure=erasure)
    assert (receipt.number, receipt.files, receipt.logins) == (job.number, 1, 0)
    kinds = [event["type"] for event in events(cast.bench, job.id)]
    assert kinds[-3:] == ["file:removed", "erasure:ordered", "erasure:confirmed"]
    confirmed = last(cast.bench, job.id)
    assert (confirmed["file"], confirmed["destroyed"]) == (sent.id, {"files": 1, "keys": 1})
    assert Notice.objects.filter(kind="file-removed").count() == 1
    with pytest.raises(AbsentError):
        look(cast, job, sent)
    assert look(cast, job, other) == SOUND


def remove(cast: Cast, job: TakenIn, sent: Sent) -> str:
    return cast.bench.run(remove_file, who=cast.staff("tariq"), number=job.number, wanted=sent.id)


def test_what_was_copied_before_a_removal_does_not_open_after_it(cast: Cast, job: TakenIn) -> None:
    """The thief of the backup: row and object of yesterday, all living keys of today."""
    sent = attach(cast, job.number)
    row = File.objects.get()
    box = b"".join(cast.bench.objects.read(sent.id))
    remove(cast, job, sent)
    row.save(force_insert=True)
    writer = cast.bench.objects.create(new_id())
    writer.write(box)
    with pytest.raises(GoneError):
        look(cast, job, sent)


def test_a_file_dies_with_the_record_of_its_job(cast: Cast, job: TakenIn) -> None:
    sent = attach(cast, job.number)
    client = ClientId(Job.objects.get(pk=job.id).client_id)
    row = File.objects.get()

    def end(work: Work) -> Outcome[None]:
        work.turn.end(record_node(job.id))
        return Granted(None)

    cast.bench.run(end)
    assert cast.bench.keys.key(file_node(sent.id)).secret()

    def read(work: Work) -> Outcome[list[FileId]]:
        return Granted([each.id for each in files_of_client(work, client)])

    assert cast.bench.keys.key(client_node(client)).secret()
    assert cast.bench.run(read) == []
    assert row.pk == sent.id
    with pytest.raises(GoneError):
        look(cast, job, sent)


def test_a_row_alone_ends_no_other_key(cast: Cast, job: TakenIn) -> None:
    """Whoever can write rows must not turn the order for one file into the end of another."""
    sent, other = attach(cast, job.number), attach(cast, job.number)
    remove(cast, job, sent)
    client = client_node(ClientId(Job.objects.get(pk=job.id).client_id))
    for node in (file_node(other.id), client):
        Erasure.objects.update(realm=node.realm, node=node.name, confirmed_at=None)
        erasure = Erasure.objects.get().pk
        with pytest.raises(VerificationError, match="another key"):
            cast.bench.run(carry_out_erasure, erasure=erasure)
        with pytest.raises(VerificationError, match="another key"):
            cast.bench.run(confirm_erasure, erasure=erasure)
        assert cast.bench.keys.key(node).secret()


def test_a_forged_order_for_a_file_ends_nothing(cast: Cast, job: TakenIn) -> None:
    sent = attach(cast, job.number)
    row = Erasure(pk=new_id(), realm="clients", node=sent.id, job=job.id, ordered_at=1)
    row.save(force_insert=True)
    with pytest.raises(VerificationError):
        resume_erasures(cast.bench)
    assert look(cast, job, sent) == SOUND


def test_resume_finishes_a_removal_that_a_crash_cut_short(cast: Cast, job: TakenIn) -> None:
    sent = attach(cast, job.number)
    keys, finish = cast.bench.keys, cast.bench.keys.finish

    def fail(_turns: list[Turn]) -> None:
        raise UnavailableError("the power is gone")

    keys.finish = fail  # type: ignore[method-assign,assignment]  # the crash itself
    with pytest.raises(UnavailableError):
        remove(cast, job, sent)
    keys.finish = finish  # type: ignore[method-assign]  # the crash is over
    assert not cast.bench.keys.is_gone(file_node(sent.id))
    assert resume_erasures(cast.bench) == 1
    assert cast.bench.keys.is_gone(file_node(sent.id))
    assert objects(cast) == {sent.id}
    assert sweep_objects(cast.bench) == 1
    assert objects(cast) == set()


def test_the_sweep_takes_orphans_and_leaves_what_is_kept_young_or_not_ours(
    cast: Cast, job: TakenIn, clock: StoppedClock
) -> None:
    kept = attach(cast, job.number)
    orphan = take_in_file(cast.bench, SOUND)
    cast.bench.objects.create(new_id()).write(b"half")
    foreign = cast.bench.config.files / "README"
    foreign.write_text("somebody's")
    clock.at = datetime.fromtimestamp(foreign.stat().st_mtime, UTC) + timedelta(minutes=1)
    assert sweep_objects(cast.bench) == 0
    clock.pass_by(hours=25)
    assert sweep_objects(cast.bench) == 2
    assert objects(cast) == {kept.id, "README"}
    assert orphan.id not in objects(cast)


def test_a_store_that_is_out_of_reach_keeps_no_removal_from_happening(
    cast: Cast, job: TakenIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = attach(cast, job.number)

    def fail(_name: str) -> None:
        raise UnavailableError("the object store cannot be reached")

    with monkeypatch.context() as broken:
        broken.setattr(cast.bench.objects, "delete", fail)
        remove(cast, job, sent)
        assert sweep_objects(cast.bench) == 0
    assert sweep_objects(cast.bench) == 1


def test_a_row_that_was_moved_to_another_client_does_not_open(cast: Cast, job: TakenIn) -> None:
    sent, other = attach(cast, job.number), take_in(cast)
    File.objects.update(job_id=other.id)
    with pytest.raises(VerificationError):
        cast.bench.run(look_at_file, who=cast.staff("tariq"), number=other.number, wanted=sent.id)
