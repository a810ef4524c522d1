"""A home that was put back whole, beside a place of the escrow that has gone on: no start."""

import shutil
from pathlib import Path

import pytest

from sealbench.errors import RefusedError
from sealbench.shop.bench import opening
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.escrow import Kept
from tests.support.set_back import set_back


def test_a_place_that_followed_more_erasures_than_the_home_knows_refuses_the_start(
    cast: Cast, clock: StoppedClock, tmp_path: Path
) -> None:
    kept, bench = Kept(cast), cast.bench
    kept.registered(tmp_path / "safe")
    file = tmp_path / "safe" / "sealbench.escrow"
    shutil.copytree(bench.config.keys, tmp_path / "keys of then")

    def go_on() -> None:
        kept.erase()
        kept.erase()

    old = set_back(cast, clock, tmp_path, meanwhile=go_on)
    shutil.rmtree(bench.config.keys)
    shutil.copytree(tmp_path / "keys of then", bench.config.keys)
    newest, roots = file.read_bytes(), _roots(bench.config.keys)
    with pytest.raises(RefusedError, match="more erasures than this home: 2") as caught:
        old.open()
    assert "restore" in (caught.value.hint or "")
    assert (file.read_bytes(), _roots(bench.config.keys)) == (newest, roots)
    with pytest.raises(RefusedError):
        opening.open_bench(bench.config, clock, older=True)
    file.rename(tmp_path / "away")  # the control: nobody else knows
    old.open().executor.close()


def _roots(keys: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((keys / "roots").iterdir())}
