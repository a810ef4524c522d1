"""Which words are used alike: what the ranker is told of a word that it has never met."""

import importlib.util
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from sealbench.screen import features
from sealbench.screen.clusters import LANGUAGES, clusters, told_of
from sealbench.screen.normal import normal


def told(word: str) -> set[str]:
    return set(features.used_like(features.group_of(normal(word).folded)))


def of(lang: str, word: str) -> set[str]:
    return {name for name in told(word) if name[1:3] == lang}


@pytest.mark.parametrize(
    ("lang", "one", "like", "unlike"),
    [
        ("en", "Tuesday", "Friday", "stapler"),
        ("en", "wants", "wanted", "stapled"),
        ("de", "Mutter", "Schwester", "Montag"),
        ("es", "jueves", "domingo", "mariposa"),
    ],
)
def test_words_that_are_used_alike_are_told_alike(
    lang: str, one: str, like: str, unlike: str
) -> None:
    assert of(lang, one) == of(lang, like) != of(lang, unlike)


@pytest.mark.parametrize(
    ("lang", "one", "like", "unlike"),
    [
        ("en", "stapled", "removed", "stapler"),
        ("en", "stapler", "printer", "stapled"),
        ("de", "Montag", "Herbst", "montiert"),
        ("es", "mariposa", "pantalla", "conectada"),
    ],
)
def test_words_of_one_sort_share_a_wider_cluster(
    lang: str, one: str, like: str, unlike: str
) -> None:
    shared = of(lang, one) & of(lang, like)
    assert shared
    assert shared - of(lang, unlike)
    assert shared < of(lang, one)


def test_a_path_names_its_beginnings_and_itself() -> None:
    assert told_of(("en011010110", "", "es01")) == (
        *("ben0110", "ben011010", "ben011010110", "ben011010110."),
        "bde.",
        *("bes01", "bes01", "bes01", "bes01."),
    )


def test_a_word_that_no_language_knows_is_told_so_and_what_is_no_word_is_told_nothing() -> None:
    assert told("zzqx") == {f"b{lang}." for lang in LANGUAGES}
    assert told("rosie1961") == told("...") == set()
    assert told("Übergabe") == told("ubergabe") != told("zzqx")


def test_the_table_has_words_of_every_language_in_the_spelling_of_the_skeleton() -> None:
    table = clusters()
    assert all(word == normal(word).folded and word.isalpha() for word in table.group)
    assert set(table.group.values()) == set(range(1, len(table.features)))
    for at, lang in enumerate(LANGUAGES):
        unknown = told_of(("",) * len(LANGUAGES))[at]
        known = sum(unknown not in table.features[group] for group in table.group.values())
        assert known > 40_000, lang


@pytest.mark.long
@pytest.mark.skipif(
    not importlib.util.find_spec("spacy_lookups_data"), reason="make model installs the tables"
)
def test_the_table_is_made_again_bit_by_bit(tmp_path: Path) -> None:
    made = tmp_path / "clusters.npz"
    subprocess.run([sys.executable, "-m", "tests.screen.clustering", str(made)], check=True)
    shipped = resources.files("sealbench.screen").joinpath("data/clusters.npz")
    assert made.read_bytes() == shipped.read_bytes()
