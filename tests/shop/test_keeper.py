"""What the clock starts: each duty on its own, and the loop that runs them."""

import threading

import pytest
from django.db import connection

from sealbench import ledger
from sealbench.errors import GoneError, RefusedError, UnavailableError, VerificationError
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.keeper import DUTIES, SIGNED, Duty, Keeper, outside, start
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.count_refusals import count_refusals
from sealbench.shop.procedures.expire_logins import expire_logins
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.sweep_expired import sweep_expired
from sealbench.shop.records.models import (
    EscrowPlace,
    Event,
    Head,
    Login,
    Look,
    Session,
    SpentNonce,
    Turned,
    Way,
)
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.escrow import Kept
from tests.support.scene import Scene, lay_out
from tests.support.sessions import stay_signed_in


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


def test_a_login_dies_at_its_time_with_its_ways_and_its_key(
    scene: Scene, clock: StoppedClock
) -> None:
    stay_signed_in()
    short, long = scene.seal(days=1), scene.seal(days=2)
    clock.pass_by(days=1, seconds=-1)
    assert scene.bench.run(expire_logins) == 0
    clock.pass_by(seconds=1)
    assert scene.bench.run(expire_logins) == 1
    assert list(Login.objects.values_list("pk", flat=True)) == [long]
    assert not Way.objects.filter(login=short).exists()
    (event,) = scene.events()
    assert (event["type"], event["login"], event["why"]) == ("login:expired", short, "time")
    assert scene.open(scene.tariq, long).left == 2


def test_a_login_that_is_used_up_dies_too(scene: Scene) -> None:
    login = scene.seal(openings=1)
    assert scene.bench.run(expire_logins) == 0
    scene.open(scene.tariq, login)
    assert scene.bench.run(expire_logins) == 1
    assert scene.events()[-1]["why"] == "count"
    assert not Login.objects.exists()


def test_many_logins_of_many_jobs_expire_fifty_at_a_time(bench: Bench, clock: StoppedClock) -> None:
    scenes = [lay_out(bench, number=number) for number in (1, 2)]
    for scene in scenes:
        for _ in range(30):
            scene.seal(days=1)
    clock.pass_by(days=1)
    assert [bench.run(expire_logins) for _ in range(3)] == [50, 10, 0]
    assert [len(scene.events()) for scene in scenes] == [30, 30]


def test_nothing_of_an_expired_login_stays_in_the_files(scene: Scene, clock: StoppedClock) -> None:
    login = scene.seal(days=1)
    box = bytes(Login.objects.get(pk=login).box)
    home = scene.bench.config.home

    def found() -> bool:
        files = [path for path in home.rglob("shop.db*") if path.is_file()]
        return any(box[40:80] in path.read_bytes() for path in files)

    if next(home.rglob("shop.db"), None) is None:
        pytest.skip("PostgreSQL keeps its files elsewhere; keys die there, not bytes")
    assert found()
    clock.pass_by(days=1)
    scene.bench.run(expire_logins)
    assert not found()


def test_the_public_ledger_follows_and_says_how_far(scene: Scene) -> None:
    login = scene.seal(openings=4)
    assert publish_ledger(scene.bench) == 0
    for size in (1, 2, 3):
        scene.open(scene.tariq, login)
        assert publish_ledger(scene.bench) == size
        assert Head.objects.get().published == size
        store = ledger.DirectoryTileStore(scene.bench.config.tiles)
        head = ledger.published_checkpoint(store, scene.bench.signer.key)
        assert head is not None
        assert head.size == size
    assert publish_ledger(scene.bench) == 3
    assert check_ledger(scene.bench).found == 0


def test_a_crash_between_files_and_mark_is_mended(scene: Scene) -> None:
    scene.open(scene.tariq, scene.seal())
    publish_ledger(scene.bench)
    Head.objects.update(published=0)
    assert publish_ledger(scene.bench) == 1
    assert Head.objects.get().published == 1


def test_a_ledger_that_does_not_continue_the_public_one_is_never_published(scene: Scene) -> None:
    scene.open(scene.tariq, scene.seal())
    publish_ledger(scene.bench)
    other = ledger.LogSigner.generate(scene.bench.house.origin)
    note = ledger.Checkpoint(scene.bench.house.origin, 1, bytes(32)).sign(other)
    place = scene.bench.config.tiles / ledger.CHECKPOINT
    place.write_text(note)
    with pytest.raises(VerificationError):
        publish_ledger(scene.bench)
    assert place.read_text() == note


def test_strangers_cost_one_event_per_minute(bench: Bench, clock: StoppedClock) -> None:
    bench.run(count_refusals, turned={"sign_in": 3})
    clock.pass_by(seconds=30)
    bench.run(count_refusals, turned={"sign_in": 4, "claim": 1})
    assert Event.objects.count() == 0
    clock.pass_by(minutes=1)
    assert bench.run(count_refusals, turned={}) == 1
    assert Event.objects.count() == 1
    assert not Turned.objects.exists()
    assert bench.run(count_refusals, turned={}) == 0


def test_who_was_turned_away_in_memory_is_counted(bench: Bench, clock: StoppedClock) -> None:
    duty = next(each for each in DUTIES if each.name == "count refusals")
    for _ in range(400):
        try:
            bench.limits.admit("sign_in", seconds=int(clock.now().timestamp()))
        except UnavailableError:
            continue
    duty.run(bench)
    assert Turned.objects.get().count == 100
    clock.pass_by(minutes=2)
    duty.run(bench)
    assert Event.objects.count() == 1


def test_what_expired_is_forgotten_and_the_rest_stays(scene: Scene, clock: StoppedClock) -> None:
    now = int(clock.now().timestamp())
    SpentNonce.objects.create(pk="old", expires_at=now)
    SpentNonce.objects.create(pk="new", expires_at=now + 1)
    session = scene.staff(scene.tariq).session
    Look.objects.create(session_id=session, record="job:x")
    Session.objects.filter(pk=session).update(expires_at=now)
    assert scene.bench.run(sweep_expired) == 3
    assert SpentNonce.objects.get().pk == "new"
    assert [row.person_id for row in Session.objects.all()] == [scene.nina.id]


def test_every_duty_runs_on_a_fresh_home(bench: Bench) -> None:
    for duty in (*DUTIES, *outside(), *SIGNED):
        duty.run(bench)
    assert Event.objects.count() == 0


def test_a_mail_server_that_hangs_keeps_no_login_alive(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging, expired = threading.Event(), threading.Event()
    released = threading.Event()

    def hang(_bench: Bench) -> None:
        hanging.set()
        released.wait(10)

    def expire(_bench: Bench) -> None:
        if hanging.wait(10):
            expired.set()

    monkeypatch.setattr("sealbench.shop.keeper.outside", lambda: (Duty("hangs", 1, hang),))
    monkeypatch.setattr("sealbench.shop.keeper.DUTIES", (Duty("expires", 1, expire),))
    keepers = start(scene.bench, pages={}, replace=never)
    try:
        assert expired.wait(10)
    finally:
        released.set()
        for keeper in keepers:
            keeper.stop()


def never() -> None:
    raise AssertionError("nobody asked for a successor")


@pytest.mark.parametrize("recycles", [True, False])
def test_a_worker_that_held_what_was_destroyed_is_replaced_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, *, recycles: bool
) -> None:
    def end(work: Work) -> Outcome[None]:
        if recycles:
            work.recycle()
        return Granted(None)

    asked: list[int] = []
    passed = threading.Event()

    def twice(_bench: Bench) -> None:
        if len(beats) == 3:
            passed.set()
        beats.append(1)

    beats: list[int] = []
    monkeypatch.setattr("sealbench.shop.keeper.DUTIES", (Duty("beats", 1, twice),))
    bench.run(end)
    keepers = start(bench, pages={}, replace=lambda: asked.append(1))
    try:
        assert passed.wait(20)
    finally:
        for keeper in keepers:
            keeper.stop()
    assert len(asked) == (1 if recycles else 0)


def test_a_duty_that_breaks_does_not_end_the_others(bench: Bench) -> None:
    done = threading.Event()

    def breaks(_bench: Bench) -> None:
        raise RuntimeError("what a client wrote")

    def refused(_bench: Bench) -> None:
        raise RefusedError("A1-1")

    duties = (
        Duty("breaks", 1, breaks),
        Duty("refused", 1, refused),
        Duty("works", 1, lambda _: done.set()),
    )
    keeper = Keeper(bench, duties)
    keeper.start()
    try:
        assert done.wait(10)
    finally:
        keeper.stop()


def test_what_a_command_asks_is_never_done_beside_a_duty(bench: Bench) -> None:
    inside = threading.Event()

    def long(_bench: Bench) -> None:
        inside.set()
        threading.Event().wait(0.1)
        inside.clear()

    keeper = Keeper(bench, (Duty("long", 1, long),))
    keeper.start()
    try:
        assert [keeper.ask(inside.is_set, patience=20) for _ in range(4)] == [False] * 4
    finally:
        keeper.stop()


def test_what_a_command_asks_fails_as_it_fails_and_the_keeper_goes_on(bench: Bench) -> None:
    def gone() -> None:
        raise GoneError("this was destroyed")

    keeper = Keeper(bench, ())
    keeper.start()
    try:
        with pytest.raises(GoneError):
            keeper.ask(gone, patience=20)
        assert keeper.ask(lambda: 3, patience=20) == 3
    finally:
        keeper.stop()


def test_what_is_not_done_in_time_is_not_done_later(bench: Bench) -> None:
    busy, done = threading.Event(), threading.Event()

    def long(_bench: Bench) -> None:
        busy.wait(20)

    keeper = Keeper(bench, (Duty("long", 100, long),))
    keeper.start()
    with pytest.raises(UnavailableError, match="in time"):
        keeper.ask(done.set, patience=0.1)
    busy.set()
    assert keeper.ask(lambda: True, patience=20)  # comes after it
    assert not done.is_set()
    keeper.stop()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file drops no connection")
def test_a_connection_that_the_database_drops_is_opened_anew(bench: Bench) -> None:
    read = threading.Event()
    broken: list[bool] = []

    def look(_bench: Bench) -> None:
        connection.ensure_connection()
        if not broken:
            broken.append(True)
            connection.connection.close()  # as a database does that restarts
        Head.objects.count()
        read.set()

    keeper = Keeper(bench, (Duty("look", 1, look),))
    keeper.start()
    try:
        assert read.wait(10)
    finally:
        keeper.stop()
    assert broken == [True]


def test_the_keeper_brings_a_place_up_to_date(
    cast: Cast, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept, folder = Kept(cast), tmp_path_factory.mktemp("places") / "stick"
    kept.registered(folder)
    folder.rename(folder.with_name("away"))
    cast.bench.escrow.finish(2, kept.root)
    duty = next(each for each in outside() if each.name == "settle the escrow")
    duty.run(cast.bench)
    assert EscrowPlace.objects.get().online is False
    folder.with_name("away").rename(folder)
    duty.run(cast.bench)
    row = EscrowPlace.objects.get()
    assert (row.epoch, row.online) == (2, True)
    assert list(kept.opened(folder / "sealbench.escrow")) == [2]
