import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections

from sealbench import ledger
from sealbench.keyring import client_node, record_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.check_ledger import LedgerCheck, check_ledger
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.records.models import Event, Head, Job, Subject
from tests.support.rewriting import rewrite
from tests.support.scene import Scene, acknowledge, lay_out

OPENINGS = 4


@pytest.fixture
def scene(bench: Bench) -> Scene:
    made = lay_out(bench)
    login = made.seal(openings=OPENINGS)
    for _ in range(OPENINGS):
        made.open(made.tariq, login)
    publish_ledger(bench)
    return made


def places(check: LedgerCheck) -> list[str]:
    return [each.place for each in check.wrong]


def test_a_ledger_that_nobody_touched_is_clean(scene: Scene) -> None:
    told: list[tuple[int, int]] = []
    check = check_ledger(scene.bench, tell=lambda done, size: told.append((done, size)))
    assert (check.found, check.wrong) == (0, [])
    assert (check.size, check.events, check.closed) == (OPENINGS, OPENINGS, 0)
    assert told == [(OPENINGS, OPENINGS)]


def test_an_empty_ledger_is_clean(bench: Bench) -> None:
    assert check_ledger(bench) == LedgerCheck(0, ledger.EMPTY_ROOT)


def assert_guarded() -> None:
    for verb in ("UPDATE records_leaf SET hashes = hashes", "DELETE FROM records_checkpoint"):
        with pytest.raises(Exception, match="only grows"), connection.cursor() as cursor:
            cursor.execute(verb)


def test_the_ledger_only_grows(scene: Scene) -> None:
    assert_guarded()
    assert check_ledger(scene.bench).found == 0


def swap_payloads(_scene: Scene) -> str:
    one, two = (Event.objects.get(pk=index) for index in (0, 1))
    Event.objects.filter(pk=0).update(sealed=two.sealed)
    Event.objects.filter(pk=1).update(sealed=one.sealed)
    return "event 0"


def drop_an_event(_scene: Scene) -> str:
    Event.objects.filter(pk=2).delete()
    return "event 2"


def lower_a_count(_scene: Scene) -> str:
    subject = Subject.objects.get(pk__startswith="job:")
    Subject.objects.filter(pk=subject.pk).update(count=OPENINGS + 1)
    return f"subject {subject.pk}"


def renumber(_scene: Scene) -> str:
    Event.objects.filter(pk=OPENINGS - 1).update(counter=OPENINGS)
    return f"event {OPENINGS - 1}"


def change_a_leaf(_scene: Scene) -> str:
    rewrite('UPDATE records_leaf SET "commit" = %s WHERE "index" = 1', bytes(32))
    return "row 1"


def change_a_row_of_hashes(_scene: Scene) -> str:
    rewrite('UPDATE records_leaf SET hashes = %s WHERE "index" = 3', bytes(96))
    return "row 3"


def change_a_checkpoint(_scene: Scene) -> str:
    rewrite("UPDATE records_checkpoint SET note = replace(note, '\n2\n', '\n3\n') WHERE size = 2")
    return "checkpoint 0"


def cut_off_the_head(_scene: Scene) -> str:
    Head.objects.update(size=OPENINGS - 1)
    return f"checkpoint {OPENINGS}"


def change_a_tile(scene: Scene) -> str:
    tile = scene.bench.config.tiles / "tile" / "0" / f"000.p/{OPENINGS}"
    tile.write_bytes(bytes(len(tile.read_bytes())))
    return "tile 0"


@pytest.mark.parametrize(
    "tamper",
    [
        swap_payloads,
        drop_an_event,
        lower_a_count,
        renumber,
        change_a_leaf,
        change_a_row_of_hashes,
        change_a_checkpoint,
        cut_off_the_head,
        change_a_tile,
    ],
)
def test_what_was_changed_is_found(scene: Scene, tamper: Callable[[Scene], str]) -> None:
    assert check_ledger(scene.bench).found == 0
    place = tamper(scene)
    check = check_ledger(scene.bench)
    assert check.found >= 1
    assert place in places(check)


def test_the_events_of_a_client_whose_key_is_gone_are_closed_not_wrong(scene: Scene) -> None:
    def end(work: Work) -> Outcome[None]:
        work.turn.end(client_node(scene.client))
        work.turn.end(record_node(scene.job))
        return Granted(None)

    scene.bench.run(end)
    check = check_ledger(scene.bench)
    assert (check.found, check.closed, check.events) == (0, OPENINGS, OPENINGS)


def test_a_row_that_was_moved_to_another_job_does_not_open(scene: Scene) -> None:
    other = lay_out(scene.bench, number=2002)
    other.open(other.tariq, other.seal())
    theirs = Job.objects.get(pk=other.job)
    Job.objects.filter(pk=scene.job).update(sealed=theirs.sealed)
    check = check_ledger(scene.bench)
    assert check.found == OPENINGS


def test_a_leaf_of_another_size_is_named_not_stumbled_over(scene: Scene) -> None:
    rewrite('UPDATE records_leaf SET leaf_id = %s WHERE "index" = 1', b"short")
    found = places(check_ledger(scene.bench))
    assert {"row 1", "event 1"} <= set(found)
    assert "event 2" not in found


def noted(work: Work) -> Outcome[None]:
    work.record(work.house.subject, "house:noted", {"kind": "keeper"})
    return Granted(None)


@pytest.mark.sqlite  # the public folder of one home, which a server publishes beside
def test_a_ledger_that_grows_meanwhile_is_clean(scene: Scene) -> None:
    bench, ended = scene.bench, threading.Event()

    def write() -> None:
        while not ended.is_set():
            for _ in range(40):
                bench.run(noted)
            publish_ledger(bench)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            checks = [check_ledger(bench) for _ in range(12)]
        finally:
            ended.set()
        writer.result()
    assert [check.wrong for check in checks] == [[]] * len(checks)
    assert checks[0].size < checks[-1].size  # it did grow
    remove_last_event()
    assert check_ledger(bench).found > 0


def remove_last_event() -> None:
    last = Event.objects.order_by("-leaf_id").first()
    assert last is not None
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_event WHERE leaf_id = %s", [last.pk])


def test_an_upgrade_keeps_the_ledger_and_its_guard(scene: Scene) -> None:
    call_command("migrate", "records", "0004", verbosity=0)
    assert_guarded()  # today's code reads no schema of then
    call_command("migrate", verbosity=0)
    test_the_ledger_only_grows(scene)
    assert check_ledger(scene.bench).events == OPENINGS
    acknowledge(scene)
    login = scene.seal()
    scene.open(scene.tariq, login)
    assert check_ledger(scene.bench).found == 0
