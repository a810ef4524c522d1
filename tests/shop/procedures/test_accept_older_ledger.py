"""An old database under a key folder that remembers more: noticed, refused, and the way out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from sealbench import ledger
from sealbench.errors import ConflictError, RefusedError, UnavailableError
from sealbench.shop.bench import high_water
from sealbench.shop.procedures.accept_older_ledger import accept_older_ledger
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.record_drill import record_drill
from sealbench.shop.records.models import Head
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import house_events, intake, take_in
from tests.support.set_back import SetBack, set_back


@pytest.fixture
def old(cast: Cast, clock: StoppedClock, tmp_path: Path) -> Iterator[SetBack]:
    yield set_back(cast, clock, tmp_path)
    connections.close_all()


def test_what_was_made_public_is_remembered_beside_the_roots(cast: Cast) -> None:
    bench = cast.bench
    config, key = bench.config, bench.signer.key
    assert high_water.known(config, key) is None
    size = publish_ledger(bench)
    found = high_water.known(config, key)
    assert found is not None
    assert found.size == size == Head.objects.get(pk=1).size
    high_water.check(config, key)
    note = (config.keys / "high-water").read_text()
    take_in(cast, intake(cast))
    assert publish_ledger(bench) > size
    high_water.keep(config, key, note)  # an older one changes nothing
    after = high_water.known(config, key)
    assert after is not None
    assert after.size > size
    high_water.check(config, key)


def test_an_old_database_is_refused_with_the_way_out(old: SetBack) -> None:
    with pytest.raises(RefusedError, match=f"{old.then} lines of {old.known}") as caught:
        old.open()
    assert caught.value.hint is not None
    assert "accept_older_ledger.md" in caught.value.hint
    assert Head.objects.get(pk=1).size == old.then


def test_it_goes_on_once_somebody_gave_up_what_is_lost(old: SetBack) -> None:
    bench = old.open(older=True)
    with pytest.raises(ConflictError, match=f"{old.known} lines"):
        accept_older_ledger(bench, known=old.known + 1)
    assert accept_older_ledger(bench, known=old.known) == old.then
    event = house_events(bench)[-1]
    assert (event["type"], event["size"], event["known"]) == (
        "ledger:rolled-back",
        old.then,
        old.known,
    )
    bench.executor.close()
    again = old.open()
    publish_ledger(again)
    assert check_ledger(again).wrong == []
    assert (again.config.home / f"ledger.given-up-{old.known}" / "checkpoint").exists()
    with pytest.raises(ConflictError):
        accept_older_ledger(again, known=old.known)
    again.executor.close()


def test_a_database_that_went_another_way_is_refused(old: SetBack) -> None:
    bench = old.open(older=True)
    while Head.objects.get(pk=1).size < old.known:
        bench.run(record_drill, backups=0, findings=0, actor={"kind": "command"})
    bench.executor.close()
    with pytest.raises(RefusedError, match="others than were made public"):
        old.open()


@pytest.mark.parametrize("harm", [b"", b"nothing", b"\xff"])
def test_a_file_that_was_harmed_is_not_taken_for_none(cast: Cast, harm: bytes) -> None:
    bench = cast.bench
    publish_ledger(bench)
    path = bench.config.keys / "high-water"
    whole = path.read_bytes()
    other = ledger.LogSigner.generate(bench.house.origin)
    forged = ledger.Checkpoint(bench.house.origin, 1, bytes(32)).sign(other).encode()
    for data in (harm, whole[:-9], forged):
        path.write_bytes(data)
        with pytest.raises(UnavailableError, match="damaged"):
            high_water.check(bench.config, bench.signer.key)
    path.write_bytes(whole)
    high_water.check(bench.config, bench.signer.key)
