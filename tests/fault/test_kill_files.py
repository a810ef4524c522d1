"""SIGKILL at every write, sync, rename and unlink of attaching and removing a file.

A file is there whole, or not at all; what is left in the store opens under no key, and is swept.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from sealbench import canon
from sealbench.clock import SystemClock
from sealbench.errors import GoneError
from sealbench.ids import FileId
from sealbench.keyring import file_node
from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.look_at_file import look_at_file
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.sweep_objects import sweep_objects
from sealbench.shop.records.models import Erasure, File
from tests.fault.act import FILE
from tests.fault.homes import put_to_rest, reopened
from tests.fault.results import Act, Record
from tests.fault.strace import ERRORS
from tests.fault.swept import Swept
from tests.support.clocks import StoppedClock
from tests.support.files import HARMLESS, SOUND, take_in_file
from tests.support.scene import Scene, lay_out

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]


@dataclass(slots=True)
class Shop:
    """A home at rest in which one file is attached already."""

    config: Config
    scene: Scene
    file: FileId

    def copy(self, folder: Path) -> Config:
        shutil.copytree(self.config.home, folder, ignore=shutil.ignore_patterns("run"))
        return replace(self.config, home=folder)


@pytest.fixture
def shop(home: Config) -> Shop:
    bench = opening.open_bench(home, SystemClock())
    scene = lay_out(bench)
    who = scene.staff(scene.tariq)
    upload = take_in_file(bench, SOUND)
    file = bench.run(attach_file, who=who, number=scene.number, upload=upload, override=HARMLESS)
    told: dict[str, canon.JSONValue] = {
        "technician": scene.tariq.id,
        "technician session": who.session,
        "number": scene.number,
        "file": file,
    }
    (home.home / FILE).write_bytes(canon.to_bytes(told))
    (home.home / "settings.env").write_text(
        f"SEALBENCH_SITE={home.site}\nSEALBENCH_TRIAL=yes\n", encoding="utf-8"
    )
    bench.executor.close()
    put_to_rest(home)
    return Shop(home, scene, file)


def day_later(home: Config) -> Iterator[Bench]:
    """Open the home as the server does that runs a day after the crash."""
    for bench in reopened(home):
        later = StoppedClock(SystemClock().now() + timedelta(hours=25))
        yield replace(bench, clock=later)


def contents(shop: Shop, bench: Bench) -> dict[str, bytes]:
    """Return what each file of the job holds, read as its technician does."""
    who, number = shop.scene.staff(shop.scene.tariq), shop.scene.number
    found = {}
    for wanted in File.objects.values_list("pk", flat=True):
        file = bench.run(look_at_file, who=who, number=number, wanted=wanted)
        found[wanted] = b"".join(read_content(bench.objects, file))
    return found


def check_attaching(shop: Shop, bench: Bench, printed: bytes) -> str:
    whole = contents(shop, bench)
    assert set(whole.values()) == {SOUND}
    if b"attached" in printed:
        assert printed.split()[1].decode() in whole
    assert {found.name for found in bench.objects.find()} == set(whole)
    return "attached" if len(whole) == 2 else "untouched"


def check_removing(shop: Shop, bench: Bench, printed: bytes) -> str:
    if File.objects.exists():
        assert b"removed" not in printed
        assert contents(shop, bench) == {shop.file: SOUND}
        return "untouched"
    assert Erasure.objects.get().confirmed_at is not None
    with pytest.raises(GoneError):
        bench.keys.key(file_node(shop.file))
    assert list(bench.objects.find()) == []
    return "removed"


CHECKS = {"attach": check_attaching, "remove": check_removing}
NAMES = {"attach": Act.ATTACH, "remove": Act.REMOVE}


@pytest.mark.parametrize("act", CHECKS)
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_kill_leaves_a_file_whole_or_not_at_all(
    shop: Shop,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    act: str,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("kills")
    swept = Swept(shop, act, NAMES[act], partial(after, shop, act), record_property, folder)
    assert len(swept.kill(whole=whole).states) == 2


@pytest.mark.long
@pytest.mark.parametrize("act", CHECKS)
@pytest.mark.parametrize("error", ERRORS)
def test_a_call_that_fails_leaves_a_file_whole_or_not_at_all(
    shop: Shop,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    act: str,
    error: str,
) -> None:
    folder = tmp_path_factory.mktemp("faults")
    swept = Swept(shop, act, NAMES[act], partial(after, shop, act), record_property, folder)
    swept.fail(error, whole=True)


def after(shop: Shop, act: str, home: Config, printed: bytes) -> str:
    """Open *home* as a server does a day later, and return the allowed state that it is in."""
    state = ""
    for bench in day_later(home):
        assert check_ledger(bench).wrong == []
        resume_erasures(bench)
        sweep_objects(bench)
        state = CHECKS[act](shop, bench, printed)
        assert check_ledger(bench).wrong == []
    return state
