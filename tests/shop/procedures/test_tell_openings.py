"""What a client hears of by notice, and that no opening is left out."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from sealbench.keyring import client_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.client_words import read_client, write_client
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.opening_rows import events_after, read_openings
from sealbench.shop.procedures.tell_openings import leave_notices, tell_openings
from sealbench.shop.records.models import Event, Head, Mail, Notice, Told
from tests.support.scene import Scene, acknowledge, lay_out


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


def kinds() -> list[str]:
    return list(Notice.objects.order_by("created_at", "pk").values_list("kind", flat=True))


def test_an_opening_is_told_and_other_events_are_not(scene: Scene) -> None:
    login = scene.seal()
    assert tell_openings(scene.bench) == 0
    scene.open(scene.tariq, login)
    assert tell_openings(scene.bench) == 1
    assert kinds() == ["login-opened"]
    assert tell_openings(scene.bench) == 0
    assert Told.objects.get().index == Head.objects.get().size - 1
    assert not Mail.objects.exists()  # no server is set


def test_one_that_waits_for_the_desk_speaks_for_the_next(scene: Scene) -> None:
    login = scene.seal()
    for _ in range(2):
        scene.open(scene.tariq, login)
        tell_openings(scene.bench)
    assert kinds() == ["login-opened"]
    Notice.objects.update(handled_at=1)
    scene.open(scene.tariq, login)
    tell_openings(scene.bench)
    assert kinds() == ["login-opened"] * 2


def test_two_clocks_leave_one_notice(scene: Scene) -> None:
    scene.open(scene.tariq, scene.seal())
    told = list(read_openings(scene.bench, events_after(-1, most=9)))
    assert scene.bench.run(leave_notices, openings=told, after=-1, upto=0) == 1
    assert scene.bench.run(leave_notices, openings=told, after=-1, upto=0) == 0
    assert kinds() == ["login-opened"]


def test_each_job_has_its_own(bench: Bench) -> None:
    scenes = [lay_out(bench, number=number) for number in (1, 2)]
    for scene in scenes:
        login = scene.seal()
        scene.open(scene.tariq, login)
        scene.open(scene.tariq, login)
    tell_openings(bench)
    assert sorted(Notice.objects.values_list("job__number", flat=True)) == [1, 2]


def test_what_happened_before_this_version_is_not_told_all_at_once(scene: Scene) -> None:
    login = scene.seal()
    scene.open(scene.tariq, login)
    scene.bench.keys.key(client_node(scene.client))  # in memory: its row goes with the tables
    call_command("migrate", "records", "0003", verbosity=0)
    call_command("migrate", verbosity=0)
    assert Told.objects.get().index == Head.objects.get().size - 1
    assert tell_openings(scene.bench) == 0
    acknowledge(scene)
    scene.open(scene.tariq, login)
    assert tell_openings(scene.bench) == 1
    assert kinds() == ["login-opened"]


def test_a_channel_that_came_later_hears_of_the_next_opening(scene: Scene) -> None:
    login = scene.seal()
    scene.open(scene.tariq, login)
    tell_openings(scene.bench)
    scene.open(scene.tariq, login)
    tell_openings(scene.bench)
    assert kinds() == ["login-opened"]  # one that waits for the same channels

    def reach(work: Work) -> Outcome[None]:
        row = load_job(work, scene.job).row.client
        words = read_client(work, row)
        write_client(work, row, replace(words, second_channel="phone", second_address="030 99"))
        return Granted(None)

    scene.bench.run(reach)
    scene.open(scene.tariq, login)
    tell_openings(scene.bench)
    assert kinds() == ["login-opened"] * 2


def test_a_row_that_was_spoiled_silences_no_other_client(bench: Bench) -> None:
    scenes = [lay_out(bench, number=number) for number in (1, 2)]
    for scene in scenes:
        scene.open(scene.tariq, scene.seal())
    spoiled = Event.objects.filter(subject_id=f"job:{scenes[0].job}").order_by("-leaf_id").first()
    assert spoiled is not None
    Event.objects.filter(pk=spoiled.pk).update(sealed=b"spoiled")
    assert tell_openings(bench) > 0
    assert list(Notice.objects.values_list("job__number", flat=True)) == [2]
    assert Told.objects.get().index == Head.objects.get().size - 1
    assert check_ledger(bench).found > 0  # which names it
