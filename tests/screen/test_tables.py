import re

import pytest

from sealbench.canon import JSON
from sealbench.errors import MalformedError
from sealbench.screen import tables
from sealbench.screen.lexicon import CUES
from sealbench.screen.normal import normal


def test_every_cue_is_spelled_as_the_skeleton_spells_it() -> None:
    assert all(normal(word).folded == word for word in CUES)


def test_every_list_of_words_is_spelled_as_the_skeleton_spells_it() -> None:
    table = tables.load("cues")
    for name in ("after_vetoes", "before_vetoes", "code_vetoes", "ask_vetoes", "stop_values"):
        assert all(normal(word).folded == word for word in tables.words(table, name)), name


def test_every_pattern_compiles_and_every_kind_has_an_advice() -> None:
    advice = tables.mapping(tables.load("advice"), "advice")
    for row in tables.rows(tables.load("formats"), "patterns"):
        re.compile(str(row["pattern"]))
        assert row["kind"] in advice
    assert all(cue.kind in advice for cue in CUES.values())


def test_a_table_of_another_shape_is_malformed() -> None:
    table: JSON = {"words": ["a", 1], "rows": ["a"], "mapping": []}
    with pytest.raises(MalformedError):
        tables.words(table, "words")
    with pytest.raises(MalformedError):
        tables.rows(table, "rows")
    with pytest.raises(MalformedError):
        tables.mapping(table, "mapping")
