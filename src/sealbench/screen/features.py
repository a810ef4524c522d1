"""The features of words, and the classes that the rules and the ranker know them by."""

from collections.abc import Mapping
from functools import cache

from sealbench.screen import tables
from sealbench.screen.clusters import clusters
from sealbench.screen.shapes import Shape

_TABLE = tables.load("lexicon")
CLASSES = tuple(tables.mapping(_TABLE, "classes"))
"""The names of the classes of words."""
NAME = "w"
"""The first letter of the feature that is the word itself."""


_BITS = {name: 1 << i for i, name in enumerate(CLASSES)}


def bits(*names: str) -> int:
    """Return the set of the classes *names*, a bit for each."""
    return sum(_BITS[name] for name in names)


def _listed() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in tables.mapping(_TABLE, "classes"):
        for word in tables.words(tables.mapping(_TABLE, "classes"), name):
            found.setdefault(word, []).append(name)
    for phrase in tables.words(_TABLE, "phrases"):
        name = (
            "pin"
            if "pin" in phrase
            else "idn"
            if "/" in phrase
            else "login"
            if "in" in phrase or "on" in phrase[-2:]
            else "secret"
        )
        found.setdefault(phrase.replace(" ", "_"), []).append(name)
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


_LEAST_NEAR = 6
_MOST_NEAR = 32
_LEAST_PART = 3
_MANY_ONES = 3
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
LISTED = _listed()
"""The classes of the words that are listed with one."""
_STEMS = tuple(
    (stem, (name,))
    for name, stems in tables.mapping(_TABLE, "stems").items()
    for stem in tables.words({name: stems}, name)
)
_ENDINGS = tuple(stem for stem, _ in _STEMS)
_BEGINNINGS = tuple(stem for stem, (name,) in _STEMS if name == "secret")


@cache
def _near() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Return the classes of the longer words by what they are with one letter left out.

    In the second mapping are also the words that are listed themselves.
    """
    found: dict[str, tuple[str, ...]] = {}
    for word, names in LISTED.items():
        if len(word) >= _LEAST_NEAR and word.isalpha() and names[0] not in {"shop", "common"}:
            for i in range(1, len(word)):
                found.setdefault(word[:i] + word[i + 1 :], names)
    return found, LISTED | found


def classes_of(low: str) -> tuple[str, ...]:
    """Return the classes of *low*: as listed, by its part, its end or a near spelling."""
    known = LISTED.get(low)
    if known is not None or len(low) < _LEAST_PART or not low[0].isalpha():
        return known or ()
    if low.isalpha():
        return _by_stem(low) or _by_spelling(low)
    if low[1] == "'" or low[2] == "'":
        return classes_of(low.partition("'")[2])
    head, joint, tail = low.rpartition("-")
    if joint:
        return LISTED.get(tail) or LISTED.get(head) or _by_stem(tail)
    plain = low.translate(_LEET)
    return LISTED.get(plain, ()) if plain.isalpha() and low.count("1") < _MANY_ONES else ()


def _by_stem(low: str) -> tuple[str, ...]:
    if not low.endswith(_ENDINGS) and not low.startswith(_BEGINNINGS):
        return ()
    return next(
        names
        for stem, names in _STEMS
        if low.endswith(stem) or (names == ("secret",) and low.startswith(stem))
    )


def _by_spelling(low: str) -> tuple[str, ...]:
    if not _LEAST_NEAR - 1 <= len(low) <= _MOST_NEAR:
        return ()
    near, all_ = _near()
    if low in near:
        return near[low]
    known = all_ if len(low) > _LEAST_NEAR else near
    parts = [low[:i] + low[i + 1 :] for i in range(1, len(low))]
    if known.keys().isdisjoint(parts):
        return ()
    return next(known[part] for part in parts if part in known)


def look_of(form: Shape, classes: tuple[str, ...]) -> list[str]:
    """Return what is told of all words of one shape and of the same classes."""
    coarse, fine, marks = form
    found = ["c" + coarse, "f" + fine, *("o" + mark for mark in marks)]
    return [*found, *("k" + name for name in classes)]


def group_of(low: str) -> int | None:
    """Return the group of words that are used as *low* is; none for what is no word."""
    return clusters().of(low) if low.isalpha() else None


def used_like(group: int | None) -> tuple[str, ...]:
    """Return what is told of all words of a *group*."""
    return () if group is None else clusters().features[group]


def features_of(low: str, form: Shape, classes: tuple[str, ...]) -> list[str]:
    """Return all that may be told of a word by itself: its look, its use and its name.

    The model knows a word by name only where those who wrote its notes said it often, and
    never as a value; so no value that a client chose is ever a feature.
    """
    return [*look_of(form, classes), *used_like(group_of(low)), NAME + low]
