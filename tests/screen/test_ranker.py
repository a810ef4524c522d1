"""The model that is shipped: it adds what it says it adds, and can be made again."""

from pathlib import Path
from typing import cast

import pytest
from tests.screen import training
from tests.screen.corpus.made import make

from sealbench.screen import tables
from sealbench.screen.features import Sight
from sealbench.screen.normal import normal
from sealbench.screen.ranker import QUESTIONS, model
from sealbench.screen.words import words


def test_a_score_is_the_sum_of_the_weights_of_the_named_features() -> None:
    table = tables.load("model")
    weights = cast("dict[str, list[int]]", table["weights"])
    bias = cast("list[int]", table["bias"])
    used = 0
    for note in make({0}, seed=5, rounds=0.03):
        sight = Sight(words(normal(note.text)), model().vocabulary)
        for at in filter(sight.may_be, range(sight.size)):
            named = [weights[name] for name in sight.features(at) if name in weights]
            used += len(named)
            for i in range(len(QUESTIONS)):
                expected = bias[i] + sum(row[i] for row in named)
                assert model().questions[i].score(sight, at) == expected
    assert used > 1_000


def test_words_are_in_order_and_within_the_text() -> None:
    for note in make({1}, seed=6, rounds=0.03):
        text = normal(note.text)
        found = words(text)
        assert found.starts == sorted(found.starts)
        assert all(a < b for a, b in zip(found.starts, found.ends, strict=True))
        assert all(b <= c for b, c in zip(found.ends, found.starts[1:], strict=False))


def test_the_words_of_the_classes_are_spelled_as_the_skeleton_spells_them() -> None:
    table = tables.load("lexicon")
    for name in tables.mapping(table, "classes"):
        listed = tables.words(tables.mapping(table, "classes"), name)
        assert all(normal(word).folded == word for word in listed), name


@pytest.mark.long
def test_the_model_is_made_again_bit_by_bit(tmp_path: Path) -> None:
    training.write(tmp_path / "model.json", training.model())
    assert (tmp_path / "model.json").read_bytes() == training.OUT.read_bytes()
