"""A login that ends alone takes its key along: no copy of the rows opens it (A3)."""

import pytest

from sealbench.errors import GoneError, UnavailableError, VerificationError
from sealbench.ids import LoginId
from sealbench.keyring import Found, Key, Realm, Turn, job_node, login_node
from sealbench.keyring.packed import descend
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.expire_logins import expire_logins
from sealbench.shop.procedures.login_file import box_aad
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.records.models import Login
from sealbench.shop.records.statements.key_rows import KeyRows
from tests.support.clocks import StoppedClock
from tests.support.scene import Scene, lay_out


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


MONTH = 31 * 86_400


def copied(login: LoginId) -> tuple[Login, Found]:
    """Return what a thief of the database has: the row, and the path to its key."""
    found = KeyRows().find(Realm.JOBS, login)
    assert found is not None
    return Login.objects.get(pk=login), found


def stolen(scene: Scene, row: Login, found: Found) -> bytes:
    """Return the age file, if today's root opens what was copied."""
    root: Key = scene.bench.keys._roots[Realm.JOBS].read(  # type: ignore[attr-defined]  # the thief has it
        scene.bench.keys.epoch(Realm.JOBS)
    )
    key = descend(Realm.JOBS, root, found.position, found.boxes)
    return key.open(bytes(row.box), aad=box_aad(row.pk, row.job_id))


def test_a_copy_of_an_expired_login_opens_under_no_root_of_today(
    scene: Scene, clock: StoppedClock
) -> None:
    login = scene.seal()
    row, found = copied(login)
    assert stolen(scene, row, found).startswith(b"age-encryption.org/v1")
    clock.pass_by(seconds=MONTH)
    assert scene.bench.run(expire_logins) == 1
    with pytest.raises(VerificationError):
        stolen(scene, row, found)
    assert scene.bench.keys.is_gone(login_node(login))
    scene.bench.keys.key(job_node(scene.job))


def test_an_end_that_a_crash_cut_short_is_finished_by_resume(
    scene: Scene, clock: StoppedClock
) -> None:
    login = scene.seal()
    clock.pass_by(seconds=MONTH)
    keys = scene.bench.keys
    finish = keys.finish

    def fail(_turns: list[Turn]) -> None:
        raise UnavailableError("the power is gone")

    keys.finish = fail  # type: ignore[method-assign,assignment]  # the crash itself
    try:
        with pytest.raises(UnavailableError):
            scene.bench.run(expire_logins)
    finally:
        keys.finish = finish  # type: ignore[method-assign]  # the crash is over
    with pytest.raises(GoneError):
        keys.key(login_node(login))
    assert not keys.is_gone(login_node(login))  # the old root is there still
    assert resume_erasures(scene.bench) == 0
    assert keys.is_gone(login_node(login))
