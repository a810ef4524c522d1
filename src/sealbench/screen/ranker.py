"""The small statistical model that ranks words by how likely they are a secret.

A linear model over the features of a word, trained by ``tests/screen/training.py``.  There
are three questions: is the word a value, one of the words that hint at it, one of the
words of an unlock gesture.  What is added up for a word is: what it is itself; the words
at each place around it; the classes of its sentence; and some words around it together.
"""

from typing import cast

import numpy as np

from sealbench.screen import features
from sealbench.screen.glossary import (
    CLASSES,
    CONTEXT,
    ENDS,
    FINE,
    KIND,
    MAY,
    OWN,
    SCALE,
    TRAITS,
)
from sealbench.screen.model import (
    AHEAD,
    BACK,
    MARKS,
    Model,
    Numbers,
    model,
    unpacked,
)
from sealbench.screen.reading import Reading

__all__ = ["AHEAD", "BACK", "BAG", "NEVER", "QUESTIONS", "SCALE", "scores"]

BAG = 10
NEVER = -99 * SCALE
QUESTIONS = ("value", "hint", "gesture")
_GATES = (("hintn", 1), ("geo", 2))
_KEYS = (  # of each conjunction: whether it is of a kind, and what it joins
    *(
        (1, part)
        for part in (("n-1", "n-2"), ("c-1", "c-2"), ("c-1", "c-2", "c-3"), ("n-1", "c-2"))
    ),
    (0, ("n-1", "n-2", "n-3")),
    *((1, part) for part in (("n+1", "n+2"), ("c+1", "c+2"), ("n-1", "n+1"), ("c-1", "c+1"))),
    (1, ("c-1", "c-2", "c+1")),
    *((0, ("fine", part)) for part in ("c-1", "n-1", "c+1")),
)


def scores(reading: Reading) -> Numbers:
    """Return the scores of every word for each question, in units of 1/SCALE.

    Whether words hint, or are of a gesture, is only asked where one word of their text names
    a dog, a birthday, a corner or the like.
    """
    learnt = model()
    rows = np.flatnonzero(reading.facts[TRAITS] & MAY)
    result = np.full((len(QUESTIONS), reading.ids.size), NEVER, np.int64)
    if rows.size:
        around = _around(reading, rows)
        sums = learnt.bias + reading.facts[OWN][rows]
        sums += _by_place(learnt, reading, rows, around)
        sums += _by_sentence(learnt, reading, rows)
        sums += _joined(learnt, reading, rows, around)
        result[:, rows] = unpacked(sums)
    said = np.bitwise_or.reduceat(reading.facts[CLASSES], reading.first - 1)[reading.of]
    for name, question in _GATES:
        closed = said & features.bits(name) == 0
        result[question][closed] = NEVER
    return result


def _around(reading: Reading, rows: Numbers) -> Numbers:
    """Return the contexts of the words before each of *rows*, nearest first, and after it."""
    contexts = reading.facts[CONTEXT]
    back = rows - np.arange(1, BACK + 1)[:, None]
    ahead = rows + np.arange(1, AHEAD + 1)[:, None]
    texts = reading.of[rows]
    before = np.where(back < reading.first[texts], 0, contexts.take(back, mode="clip"))
    after = np.where(ahead >= reading.first[texts + 1] - 1, 1, contexts.take(ahead, mode="clip"))
    return np.concatenate([before, after])


def _by_place(learnt: Model, reading: Reading, rows: Numbers, around: Numbers) -> Numbers:
    _, places, size = learnt.places.shape
    at = (reading.facts[KIND][rows] * places + np.arange(places)[:, None]) * size + around
    return cast("Numbers", learnt.places.take(at).sum(axis=0))


def _by_sentence(learnt: Model, reading: Reading, rows: Numbers) -> Numbers:
    """Add up the classes before and after in the sentence, each once."""
    kinds = reading.facts[KIND][rows]
    total = np.zeros(rows.size, np.int64)
    for step, table in ((-1, learnt.before), (1, learnt.after)):
        said = _said(reading, rows, step)
        size = table.shape[1]
        for byte in range(size):
            at = (kinds * size + byte) * 256 + ((said >> 8 * byte) & 255)
            total += table.take(at)
    return total


def _said(reading: Reading, rows: Numbers, step: int) -> Numbers:
    """Return the classes of the words on one side of *rows*, to the end of the sentence."""
    classes, going = reading.facts[CLASSES], (reading.facts[TRAITS] & ENDS) == 0
    said = np.zeros(rows.size, np.int64)
    alive = np.full(rows.size, -1, np.int64)
    at = rows
    for _ in range(BAG):
        at = at + step
        alive &= -going.take(at, mode="clip").astype(np.int64)
        said |= classes.take(at, mode="clip") & alive
    return said


def _joined(learnt: Model, reading: Reading, rows: Numbers, around: Numbers) -> Numbers:
    near = around[[0, 1, 2, BACK, BACK + 1]]
    names, firsts = learnt.names[near], learnt.firsts[near]
    symbols = {"fine": reading.facts[FINE][rows]}
    for i, place in enumerate(("-1", "-2", "-3", "+1", "+2")):
        symbols["n" + place], symbols["c" + place] = names[i], firsts[i]
    kinds = (reading.facts[KIND][rows] + 1) << 48
    keys = np.empty((len(MARKS), rows.size), np.int64)
    for mark, (of_kind, parts) in enumerate(_KEYS):
        keys[mark] = (mark << 56) | (kinds * of_kind)
        for i, part in enumerate(parts):
            keys[mark] |= symbols[part] << (32 - 16 * i)
    return learnt.joined.sums(keys)
