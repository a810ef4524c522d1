"""What the doctor says of the escrow."""

from pathlib import Path

import pytest

from sealbench.seal import new_identity
from sealbench.shop.procedures.retire_place import retire_place
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.queries.escrow_health import findings
from tests.support.cast import Cast
from tests.support.escrow import Kept


def advice() -> list[str]:
    return [text for _, text in findings(trial=False) if text]


def test_a_shop_without_escrow_is_told_so_but_for_a_trial(cast: Cast) -> None:
    assert [text for _, text in findings(trial=True) if text] == []
    assert len(advice()) == 2
    Kept(cast).set_recovery()
    assert ["register one" in text for text in advice()] == [True]


def test_each_place_says_what_it_lacks(
    cast: Cast, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("places")
    kept = Kept(cast)
    kept.registered(folder / "nas")
    assert advice() == []
    stick = kept.register(folder / "stick")
    (folder / "stick").rename(folder / "away")
    settle_escrow(cast.bench)
    assert ["could not be reached" in text for text in advice()] == [True]
    kept.erase()
    settle_escrow(cast.bench)
    assert ["behind: 1" in text for text in advice()] == [True]
    kept.set_recovery(new_identity())
    cast.bench.run(retire_place, who=cast.staff("olga"), place=stick)
    settle_escrow(cast.bench)
    assert ["given up" in text for text in advice()] == [True]
    assert not any("stick" in name + text for name, text in findings(trial=False))
