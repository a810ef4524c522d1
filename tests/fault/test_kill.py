"""SIGKILL at every write, sync, rename and unlink of open and close: what is left is allowed.

A sample runs with the other tests; `make test-long` sweeps all of it.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.db import connection, connections

from sealbench import canon
from sealbench.clock import SystemClock
from sealbench.errors import GoneError
from sealbench.ids import LoginId
from sealbench.keyring import job_node
from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.records.models import Erasure, Job, Login, Person
from tests.fault.act import FILE
from tests.fault.strace import Point, kill_at, points
from tests.support.scene import Scene, lay_out

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]

OPENINGS = 3
SAMPLE = 6  # of each act
SIGKILL = -9


@dataclass(slots=True)
class Shop:
    """A home at rest, and what was going to happen in it."""

    config: Config
    scene: Scene
    login: LoginId

    def copy(self, folder: Path) -> Config:
        """Return a copy of the home in *folder*."""
        shutil.copytree(self.config.home, folder, ignore=shutil.ignore_patterns("run"))
        return replace(self.config, home=folder)


@pytest.fixture
def shop(home: Config) -> Shop:
    """Lay out a scene, sign what is needed, and leave the home as a stopped server does."""
    bench = opening.open_bench(home, SystemClock())
    scene = lay_out(bench)
    login = scene.seal(openings=OPENINGS)
    Person.objects.filter(pk=scene.nina.id).update(roles=["front desk"])
    signed = scene.sign(scene.tariq, login)
    told: dict[str, canon.JSONValue] = {
        "technician": scene.tariq.id,
        "technician session": scene.staff(scene.tariq).session,
        "desk": scene.nina.id,
        "desk session": scene.staff(scene.nina).session,
        "number": scene.number,
        "job": scene.job,
        "login": login,
        "signed": signed.to_json(),
    }
    (home.home / FILE).write_bytes(canon.to_bytes(told))
    (home.home / "settings.env").write_text(
        f"SEALBENCH_SITE={home.site}\nSEALBENCH_TRIAL=yes\n", encoding="utf-8"
    )
    bench.executor.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    (home.home / "data").mkdir(exist_ok=True)
    (home.home / "shop.db").rename(home.database)
    return Shop(home, scene, login)


def environment(home: Config) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SEALBENCH_")}
    return {**kept, "SEALBENCH_HOME": str(home.home), "PYTHONPATH": "src"}


def reopened(home: Config) -> Iterator[Bench]:
    """Open the bench of *home* in this process, as the next server does."""
    connections.close_all()
    settings = connections.settings["default"]
    settings["NAME"] = connection.settings_dict["NAME"] = str(home.database)
    bench = opening.open_bench(home, SystemClock())
    yield bench
    bench.executor.close()
    connections.close_all()


def spread(found: list[Point]) -> list[Point]:
    """Return some of the points: a spread of them, and the last, which is past the commit."""
    step = max(1, len(found) // (SAMPLE - 1))
    return [*found[step // 2 :: step][: SAMPLE - 1], found[-1]]


def check_opening(shop: Shop, bench: Bench, printed: bytes) -> str:
    """Return which allowed state an opening left; what was released must be recorded."""
    kinds = [event["type"] for event in replace_bench(shop.scene, bench).events()]
    left = Login.objects.get(pk=shop.login).left
    assert kinds in ([], ["login:opened"])
    assert left == OPENINGS - len(kinds)
    if b"released" in printed:
        assert kinds == ["login:opened"]
    return "recorded" if kinds else "untouched"


def check_closing(shop: Shop, bench: Bench, printed: bytes) -> str:
    """Return which allowed state a closing left after `resume`."""
    node = job_node(shop.scene.job)
    kinds = [event["type"] for event in replace_bench(shop.scene, bench).events()]
    if not kinds:
        assert b"closed" not in printed
        assert Login.objects.filter(pk=shop.login).exists()
        assert node.name in bench.keys.names(node.realm)
        assert Job.objects.get(pk=shop.scene.job).state == "in service"
        return "untouched"
    assert kinds == ["job:closed", "erasure:ordered", "erasure:confirmed"]
    assert Erasure.objects.get().confirmed_at is not None
    assert not Login.objects.exists()
    with pytest.raises(GoneError):
        bench.keys.key(node)
    return "closed"


def replace_bench(scene: Scene, bench: Bench) -> Scene:
    return replace(scene, bench=bench)


CHECKS = {"open": check_opening, "close": check_closing}


@pytest.mark.parametrize("act", CHECKS)
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_kill_leaves_what_is_allowed(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory, act: str, *, whole: bool
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    found = points(act, environment(shop.copy(folder / "whole")), folder / "log")
    assert len(found) >= SAMPLE
    states: set[str] = set()
    for number, point in enumerate(found if whole else spread(found)):
        home = shop.copy(folder / str(number))
        done = kill_at(point, act, environment(home))
        assert done.returncode == SIGKILL, point
        for bench in reopened(home):
            assert check_ledger(bench).wrong == [], point
            resume_erasures(bench)
            states.add(CHECKS[act](shop, bench, done.stdout))
            assert check_ledger(bench).wrong == [], point
        shutil.rmtree(home.home)
    assert len(states) == 2
