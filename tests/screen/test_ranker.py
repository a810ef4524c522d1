"""The model that is shipped: it adds what it says it adds, and can be made again."""

from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screen import training
from tests.screen.corpus.made import make
from tests.screen.sight import Sight, all_words

from sealbench.screen import tables
from sealbench.screen.model import Conjunctions, packed, unpacked
from sealbench.screen.normal import normal
from sealbench.screen.ranker import NEVER, QUESTIONS, scores
from sealbench.screen.reading import read


def test_a_score_is_the_sum_of_the_weights_of_the_named_features() -> None:
    table = tables.load("model")
    weights = cast("dict[str, list[int]]", table["weights"])
    bias = cast("list[int]", table["bias"])
    notes = make({0}, seed=5, rounds=0.03)
    reading = read([normal(note.text) for note in notes])
    found = scores(reading)
    used = 0
    for number in range(len(notes)):
        sight = Sight(reading.words(number), frozenset(tables.words(table, "vocabulary")))
        asked = [True, "hintn" in sight.all_classes, "geo" in sight.all_classes]
        for at in range(sight.size):
            named = [weights[name] for name in sight.features(at) if name in weights]
            used += len(named)
            for i in range(len(QUESTIONS)):
                expected = bias[i] + sum(row[i] for row in named)
                score = found[i][reading.first[number] + at]
                assert score == (expected if asked[i] and sight.may_be(at) else NEVER)
    assert used > 1_000


@given(st.lists(st.lists(st.integers(-9_999, 9_999), min_size=3, max_size=3), min_size=1))
def test_three_questions_are_added_up_in_one_number(rows: list[list[int]]) -> None:
    sums = unpacked(np.array([sum(map(packed, rows))]))
    assert sums[:, 0].tolist() == [sum(column) for column in zip(*rows, strict=True)]


@given(st.dictionaries(st.integers(0, 2**62), st.integers(1, 9), min_size=1), st.data())
def test_every_weight_of_a_key_is_found_and_none_of_another(
    weights: dict[int, int], data: st.DataObject
) -> None:
    asked = data.draw(st.lists(st.sampled_from(sorted(weights)) | st.integers(0, 2**62)))
    sums = Conjunctions(weights).sums(np.array([[*asked, 0]]))
    assert sums.tolist() == [weights.get(key, 0) for key in [*asked, 0]]


def test_keys_of_one_slot_are_told_apart() -> None:
    weights = dict.fromkeys(range(600_000), 1)  # more than there are slots
    sums = Conjunctions(weights).sums(np.array([[0, 299_999, 599_999, 600_000]]))
    assert sums.tolist() == [1, 1, 1, 0]


def test_words_are_in_order_and_within_the_text() -> None:
    for found in all_words(note.text for note in make({1}, seed=6, rounds=0.03)):
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
