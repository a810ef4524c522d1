from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sealbench import canon
from sealbench.backup import Manifest, Vault
from sealbench.errors import MalformedError
from tests.backup.samples import HOME, backup


@pytest.fixture
def made(tmp_path: Path) -> Manifest:
    return backup(Vault.make(tmp_path / "vault", home=HOME), 1, "a", "b")


def test_it_comes_back_as_it_was(made: Manifest) -> None:
    assert Manifest.from_bytes(made.to_bytes()) == made


def test_one_that_breaks_off_is_malformed(made: Manifest) -> None:
    data = made.to_bytes()
    for end in range(len(data)):
        with pytest.raises(MalformedError):
            Manifest.from_bytes(data[:end])


def _set(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(told: Any) -> None:
        for step in path[:-1]:
            told = told[step]
        told[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("v", value=2),
        _set("v", value=True),
        _set("id", value="../../etc/passwd"),
        _set("created_at", value="yesterday"),
        _set("epoch", value=-1),
        _set("ledger", "size", value="1"),
        _set("tables", 0, "name", value='x"; DROP TABLE'),
        _set("tables", 0, "columns", 0, 0, value='id"'),
        _set("tables", 0, "columns", 0, 1, value="real"),
        _set("tables", 0, "columns", value=[]),
        _set("tables", 0, "columns", value=[["id", "text"], ["id", "text"]]),
        _set("tables", 0, "chunks", 0, value="../" * 21 + "x"),
        _set("tables", 0, "chunks", value="ab"),
        _set("tables", value={}),
        _set("objects", value=[]),
        _set("sealed", value="*"),
        _set("more", value=1),
        _set("objects", "more", value=1),
    ],
)
def test_another_form_is_malformed(made: Manifest, change: Callable[[Any], None]) -> None:
    told = canon.from_bytes(made.to_bytes())
    assert Manifest.from_bytes(canon.to_bytes(told)) == made
    change(told)
    with pytest.raises(MalformedError):
        Manifest.from_bytes(canon.to_bytes(told))


def test_the_sealed_part_is_bound_to_all_the_rest(made: Manifest) -> None:
    other = canon.from_bytes(made.to_bytes())
    other["epoch"] = 2
    changed = Manifest.from_bytes(canon.to_bytes(other))
    assert changed.bound() != made.bound()
    other["epoch"], other["sealed"] = 1, ""
    assert Manifest.from_bytes(canon.to_bytes(other)).bound() == made.bound()
