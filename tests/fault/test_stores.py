"""The journal or the keys cannot be written: 503, nothing leaves, nothing is half done (law 1)."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sealbench import canon
from sealbench.errors import UnavailableError
from sealbench.ids import JobId, LoginId, new_id
from sealbench.keyring import job_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work, opening
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.records.models import Event, Job, Login
from tests.support.clocks import StoppedClock
from tests.support.scene import Scene, lay_out

pytestmark = pytest.mark.fault


@pytest.fixture
def scene(bench: Bench) -> Scene:
    if connection.vendor != "sqlite":
        pytest.skip("the disk of a PostgreSQL server is not ours to fill")
    return lay_out(bench)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow past a size that every database has passed."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def ask(scene: Scene, login: LoginId) -> Any:
    """Open *login* through the page."""
    signed = scene.sign(scene.tariq, login)
    return scene.browser(scene.tariq).post(
        f"/jobs/{scene.number}/logins/{login}/open",
        canon.to_bytes({"signed": signed.to_json(), "known": 0}),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def test_a_full_disk_stops_the_opening_and_leaves_nothing_behind(scene: Scene) -> None:
    login = scene.seal()
    with full_disk():
        answer = ask(scene, login)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert b"file" not in answer.content
    assert Login.objects.get().left == 3
    assert Event.objects.count() == 0
    assert ask(scene, login).status_code == 200
    assert check_ledger(scene.bench).found == 0


def test_a_full_disk_stops_refusals_too_for_they_must_be_recorded(scene: Scene) -> None:
    login = scene.seal()
    Job.objects.update(state="waiting")
    with full_disk():
        assert ask(scene, login).status_code == 503
    assert ask(scene, login).status_code == 403
    assert [event["type"] for event in scene.events()] == ["action:refused"]


def test_a_look_that_cannot_be_recorded_shows_nothing(scene: Scene) -> None:
    path = f"/jobs/{scene.number}/logins/{scene.seal()}/facts"
    browser = scene.browser(scene.tariq)
    with full_disk():
        answer = browser.post(path, b"{}", content_type="application/json")
    assert answer.status_code == 503
    assert b"Windows" not in answer.content
    assert browser.post(path, b"{}", content_type="application/json").status_code == 200


def test_a_database_that_only_reads_stops_the_opening(scene: Scene, clock: StoppedClock) -> None:
    def freeze(_work: Work) -> Outcome[None]:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
        return Granted(None)

    login = scene.seal()
    scene.bench.run(freeze)
    assert ask(scene, login).status_code == 503
    assert Login.objects.get().left == 3
    thawed = opening.open_bench(scene.bench.config, clock)
    try:
        assert ask(replace(scene, bench=thawed), login).status_code == 200
    finally:
        thawed.executor.close()


def test_a_root_that_cannot_be_written_undoes_what_needed_it(scene: Scene) -> None:
    roots = scene.bench.config.keys / "roots"
    node = job_node(JobId(new_id()))

    def take_in(work: Work) -> Outcome[None]:
        work.turn.grow(node)
        return Granted(None)

    def close(work: Work) -> Outcome[None]:
        work.turn.end(node)
        work.record(work.house.subject, "house:noted", {"kind": "keeper"})
        return Granted(None)

    scene.bench.run(take_in)
    aside = roots.with_name("aside")
    roots.rename(aside)
    roots.write_bytes(b"")  # a file where the folder was: nobody, root neither, writes below it
    try:
        with pytest.raises(UnavailableError):
            scene.bench.run(close)
    finally:
        roots.unlink()
        aside.rename(roots)
    assert Event.objects.count() == 0
    scene.bench.keys.key(node)
    scene.bench.run(close)
    assert Event.objects.count() == 1
    assert scene.bench.keys.is_gone(node)


def test_without_the_key_of_the_ledger_nothing_starts(scene: Scene, tmp_path: Path) -> None:
    config = scene.bench.config
    key = config.keys / "log.key"
    shutil.move(key, tmp_path / "elsewhere")
    with pytest.raises(UnavailableError, match=r"log\.key") as caught:
        opening.open_bench(config)
    assert caught.value.hint is not None
    key.write_bytes(bytes(32))
    with pytest.raises(UnavailableError, match="founded"):
        opening.open_bench(config)
