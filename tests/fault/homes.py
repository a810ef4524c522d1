"""A shop at rest on disk, as a stopped server leaves it, to be copied, killed and opened again."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import connection, connections

from sealbench import canon
from sealbench.clock import SystemClock
from sealbench.ids import LoginId
from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.records.models import Person
from tests.fault.act import FILE, RULES, look_at
from tests.fault.attack import Target, copy_of
from tests.support.scene import Scene, attest, lay_out, list_people

OPENINGS = 3


@dataclass(slots=True)
class Shop:
    """A home at rest, and what was going to happen in it."""

    config: Config
    scene: Scene
    login: LoginId
    copied: list[Target]  # what a backup of this moment has of the login

    def copy(self, folder: Path) -> Config:
        """Return a copy of the home in *folder*."""
        shutil.copytree(self.config.home, folder, ignore=shutil.ignore_patterns("run"))
        return replace(self.config, home=folder)


def make_shop(home: Config) -> Shop:
    """Lay out a scene, sign what is needed, and leave the home as a stopped server does."""
    bench = opening.open_bench(home, SystemClock())
    scene = lay_out(bench)
    login = scene.seal(openings=OPENINGS)
    Person.objects.filter(pk=scene.nina.id).update(roles=["front desk"])
    list_people(scene)
    attest(scene)
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
    copied = copy_of(login)
    put_to_rest(home)
    return Shop(home, scene, login, copied)


def environment(home: Config) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SEALBENCH_")}
    return {**kept, "SEALBENCH_HOME": str(home.home), "PYTHONPATH": "src"}


def reopened(home: Config) -> Iterator[Bench]:
    """Open the bench of *home* in this process, as the next server does."""
    look_at(home.database)
    bench = opening.open_bench(home, SystemClock(), RULES)
    yield bench
    bench.executor.close()
    connections.close_all()


def put_to_rest(home: Config) -> None:
    """Leave the database where a server of its own process looks for it, its log emptied."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    (home.home / "data").mkdir(exist_ok=True)
    (home.home / "shop.db").rename(home.database)
