"""The notes that the ranker learns from, as the screen reads them: features and answers."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.screen.corpus.anew import anew
from tests.screen.corpus.made import FOLDS, Note, make
from tests.screen.notes import AUTHORS, by_hand, written

from sealbench.screen import features
from sealbench.screen.normal import normal
from sealbench.screen.ranker import GLUED
from sealbench.screen.reading import read
from sealbench.screen.words import Words

ALL = frozenset(range(FOLDS))
_ROUNDS = 0.15
_HANDS = 2  # times that a note written by hand is in a variant
_LEAST_SEEN = 3
_ANSWERS = {"hint": 2, "pattern": 3}
_MANY = 2_048


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a note: the names of the features of each, and its answer."""

    group: str
    names: list[list[str]]
    answers: list[int]
    lows: list[str]


def corpus(folds: frozenset[int], seed: int) -> list[Note]:
    """Return the notes of a variant; an author is in the fold of their place in the list."""
    chance = random.Random(seed)  # noqa: S311 - a fixed seed makes the notes
    hands = by_hand() if folds == ALL else []
    hands += [
        note for i, author in enumerate(AUTHORS) if i % FOLDS in folds for note in written(author)
    ]
    notes = make(set(folds), seed=seed, rounds=_ROUNDS)
    return notes + [anew(note, chance) for note in hands for _ in range(_HANDS)]


def told(notes: Sequence[Note]) -> list[Told]:
    """Return the words of *notes*, as the screen reads them."""
    found: list[Told] = []
    for start in range(0, len(notes), _MANY):
        part = notes[start : start + _MANY]
        skeletons = [normal(note.text) for note in part]
        reading = read(skeletons)
        for i, (note, skeleton) in enumerate(zip(part, skeletons, strict=True)):
            words = reading.words(i)
            spans = [skeleton.span(a, b) for a, b in zip(words.starts, words.ends, strict=True)]
            answers = [_answer(note, first, last) for first, last in spans]
            found.append(Told(note.group, names_of(words), answers, words.lows))
    return found


def _answer(note: Note, first: int, last: int) -> int:
    found = next(((a, b, k) for a, b, k in note.spans if first < b and last > a), None)
    if found is None:
        return 0
    start, end, kind = found
    hints = kind == "other_secret" and _hints(note.text[start:end])
    return _ANSWERS["hint"] if hints else _ANSWERS.get(kind, 1)


def _hints(text: str) -> bool:
    """Say whether *text* names what a secret is made of, as "dog's name and year" does."""
    words = normal(text).folded.split(" ")
    return len(words) > 1 and any("hintn" in features.classes_of(word) for word in words)


def names_of(words: Words) -> list[list[str]]:
    """Return the names of the features of each of *words*."""
    found: list[list[str]] = []
    for at, (low, shape) in enumerate(zip(words.lows, words.shapes, strict=True)):
        names = features.features_of(low, shape, features.classes_of(low))
        glued = at > 0 and words.starts[at] == words.ends[at - 1]
        found.append([*names, GLUED] if glued else names)
    return found


def known(variants: Iterable[Sequence[Told]]) -> list[str]:
    """Return the features that notes of three groups have; names only of words and marks."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for notes in variants:
        for note in notes:
            for low, names, answer in zip(note.lows, note.names, note.answers, strict=True):
                spoken = answer != 1 and (low.isalpha() or len(low) == 1)
                for name in names if spoken else names[: -1 - (names[-1] == GLUED)]:
                    if len(seen[name]) < _LEAST_SEEN:
                        seen[name].add(note.group)
    return sorted(name for name, groups in seen.items() if len(groups) >= _LEAST_SEEN)
