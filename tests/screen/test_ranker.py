"""The network that is shipped: it adds what it says it adds, and can be made again."""

import importlib.util
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screen import told
from tests.screen.corpus.made import Note, make

from sealbench.screen import network, tables
from sealbench.screen.model import INNER, STEPS, WIDTH, Model, model
from sealbench.screen.normal import normal
from sealbench.screen.ranker import NEVER, SCALE, scores
from sealbench.screen.reading import read

_UNIT = 1024 // SCALE


def _slowly(learnt: Model, names: list[list[str]], at: int) -> list[int]:
    """Return the four outputs of the word *at*, one number after the other, without numpy."""
    sums = [
        [
            int(learnt.bias[i]) + sum(int(learnt.table[row, i]) for row in learnt.rows_of(said))
            for i in range(WIDTH)
        ]
        for said in names
    ]
    known = [[_cut(value, 4) for value in word] for word in sums]
    known = _layer(known, (-2, -1, 0, 1, 2), learnt, 0)
    for number, step in enumerate(STEPS, 1):
        more = _layer(known, (-step, 0, step), learnt, number)
        known = [
            [min(255, a + b) for a, b in zip(old, new, strict=True)]
            for old, new in zip(known, more, strict=True)
        ]
    return [
        int(learnt.level[k]) + sum(known[at][i] * int(learnt.last[i, k]) for i in range(INNER))
        for k in range(4)
    ]


def _cut(value: int, unit: int) -> int:
    return max(0, min(255, (value + unit // 2) // unit))


def _layer(
    known: list[list[int]], places: tuple[int, ...], learnt: Model, number: int
) -> list[list[int]]:
    weights, bias = learnt.layers[number].astype(int), learnt.biases[number].astype(int)
    wide = len(known[0])
    found = []
    for at in range(len(known)):
        seen = [known[at + by] if 0 <= at + by < len(known) else [0] * wide for by in places]
        row = np.array([value for word in seen for value in word], dtype=object) @ weights + bias
        found.append([_cut(int(value), 128) for value in row])
    return found


def test_the_network_gives_the_numbers_that_plain_adding_gives() -> None:
    reading = read([normal(note.text) for note in make({0}, seed=5, rounds=0.03)[:12]])
    found = scores(reading)
    for number in range(reading.size):
        words = reading.words(number)
        names = told.names_of(words)
        for at in range(0, len(names), 7):
            none, *asked = _slowly(model(), names, at)
            is_mark = words.shapes[at][0] == "p" or words.lows[at] == "\n"
            expected = [NEVER if is_mark else (value - none) // _UNIT for value in asked]
            assert found[:, reading.first[number] + at].tolist() == expected


def test_no_sum_of_the_network_leaves_what_a_float_holds_exactly() -> None:
    for layer, bias in zip(model().layers, model().biases, strict=True):
        assert (255 * np.abs(layer).sum(axis=0) + np.abs(bias)).max() < 1 << 24
    assert (255 * np.abs(model().last).sum(axis=0) + np.abs(model().level)).max() < 1 << 24
    assert np.abs(np.concatenate(model().layers)).max() > 1  # the control: they hold something


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 50))
def test_the_outputs_do_not_depend_on_blocks_and_other_texts(sizes: list[int], block: int) -> None:
    chance = np.random.default_rng(sum(sizes))
    words = chance.integers(-90, 90, (sum(sizes), WIDTH)).astype(np.float32)
    of = np.repeat(np.arange(len(sizes)), sizes)
    alone = [network.outputs(model(), words[of == i], of[of == i]) for i in range(len(sizes))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "_BLOCK", block)
        together = network.outputs(model(), words, of)
    assert together.tolist() == np.concatenate(alone).tolist()


def test_words_are_in_order_and_within_the_text() -> None:
    reading = read([normal(note.text) for note in make({1}, seed=6, rounds=0.03)])
    for number in range(reading.size):
        found = reading.words(number)
        assert found.starts == sorted(found.starts)
        assert all(a < b for a, b in zip(found.starts, found.ends, strict=True))
        assert all(b <= c for b, c in zip(found.ends, found.starts[1:], strict=False))


def test_the_words_of_the_classes_are_spelled_as_the_skeleton_spells_them() -> None:
    table = tables.load("lexicon")
    for name in tables.mapping(table, "classes"):
        listed = tables.words(tables.mapping(table, "classes"), name)
        assert all(normal(word).folded == word for word in listed), name


def test_a_word_is_known_by_name_where_three_notes_say_it_and_never_as_a_value() -> None:
    def note(number: int, before: str) -> Note:
        text = f"{before}zebrafinch"
        spans = [(len(before), len(text), "password")] if before.endswith(": ") else []
        return Note(text, "en", "secret" if spans else "plain", f"group {number}", spans)

    values = [note(i, "the password: ") for i in range(9)]
    said = [note(i, "a cage with a ") for i in range(3)]
    assert "wzebrafinch" not in told.known([told.told(values)])
    assert "wzebrafinch" not in told.known([told.told(values + said[:2])])
    assert "wzebrafinch" in told.known([told.told(values + said)])  # the control
    assert "wpassword" in told.known([told.told(values)])


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="make model installs jax")
def test_the_model_is_made_again_bit_by_bit(tmp_path: Path) -> None:
    made = tmp_path / "model.npz"
    subprocess.run([sys.executable, "-m", "tests.screen.training", str(made)], check=True)
    shipped = resources.files("sealbench.screen").joinpath("data/model.npz")
    assert made.read_bytes() == shipped.read_bytes()
