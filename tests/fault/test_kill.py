"""SIGKILL and failing calls at every write and sync of open and close: what is left is allowed.

A sample runs with the other tests; `make test-long` sweeps all of it.  After each closing that
was carried out, nothing in the key folder opens a copy of the login from before; the control and
the attack with all of the disk are at the end.
"""

from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from sealbench.errors import GoneError
from sealbench.keyring import job_node
from sealbench.shop.bench import Bench
from sealbench.shop.config import Config
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.records.models import Erasure, Job, Login
from tests.fault.attack import hits, windows
from tests.fault.homes import OPENINGS, Shop, environment, reopened
from tests.fault.results import Act, Record
from tests.fault.strace import ERRORS, run
from tests.fault.swept import Swept
from tests.support.scene import Scene

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3_600)]


def recorded(shop: Shop, bench: Bench) -> list[str]:
    """Return what the job's events tell after the attestation, which was there before."""
    kinds = [event["type"] for event in replace_bench(shop.scene, bench).events()]
    assert kinds[:1] == ["job:attested"]
    return kinds[1:]


def check_opening(shop: Shop, bench: Bench, printed: bytes) -> str:
    """Return which allowed state an opening left; what was released must be recorded."""
    kinds = recorded(shop, bench)
    left = Login.objects.get(pk=shop.login).left
    assert kinds in ([], ["login:opened"])
    assert left == OPENINGS - len(kinds)
    if b"released" in printed:
        assert kinds == ["login:opened"]
    return "recorded" if kinds else "untouched"


def check_closing(shop: Shop, bench: Bench, printed: bytes) -> str:
    """Return which allowed state a closing left after `resume`."""
    node = job_node(shop.scene.job)
    kinds = recorded(shop, bench)
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
NAMES = {"open": Act.OPEN, "close": Act.CLOSE}


@pytest.mark.parametrize("act", CHECKS)
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_kill_leaves_what_is_allowed(
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


@pytest.mark.parametrize(
    ("act", "error", "whole"),
    [
        ("close", "EIO", False),
        *(pytest.param(*each, True, marks=pytest.mark.long) for each in product(CHECKS, ERRORS)),
    ],
)
def test_a_call_that_fails_leaves_what_is_allowed(
    shop: Shop,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Record,
    act: str,
    error: str,
    *,
    whole: bool,
) -> None:
    folder = tmp_path_factory.mktemp("faults")
    swept = Swept(shop, act, NAMES[act], partial(after, shop, act), record_property, folder)
    swept.fail(error, whole=whole)


def after(shop: Shop, act: str, home: Config, printed: bytes) -> str:
    """Open *home* as the next server does, and return the allowed state that it is in."""
    state = ""
    for bench in reopened(home):
        assert check_ledger(bench).wrong == []
        resume_erasures(bench)
        state = CHECKS[act](shop, bench, printed)
        assert check_ledger(bench).wrong == []
    return state


def test_before_the_closing_the_attack_finds_the_login(shop: Shop) -> None:
    """The control: the root that lies in the key folder opens the copy."""
    assert hits(windows(shop.config.keys), shop.copied) >= 1


def test_after_the_closing_nothing_on_the_disk_or_in_old_copies_opens_the_login(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("attack")
    home, kept = shop.copy(folder / "home"), shop.copy(folder / "kept")
    assert run("close", environment(home)).returncode == 0
    everything = windows(kept.home / "data", home.home)
    assert hits(everything, shop.copied) == 0
    # The limit that is written down: whoever kept a copy of the key folder opens old copies.
    assert hits(windows(kept.keys), shop.copied) >= 1
