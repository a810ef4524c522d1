"""The network of the ranker: four layers of convolutions over the words of a text.

All numbers are whole, also within a layer, and small enough that a float adds and
multiplies them exactly; so a text has the same scores on every machine, and beside any
other texts.  A number that goes on to the next layer is 0 to `_TOP`, in units of 2^-4.
"""

from typing import cast

import numpy as np

from sealbench.screen.model import REACH, STEPS, Model, Numbers, Whole

_TOP = 255.0
_OF_WORD = 4.0  # what the units of a word (2^-6) and of a layer (2^-11) have to be divided by
_OF_LAYER = 128.0
_BLOCK = 8_192
_WIDE = (-2, -1, 0, 1, 2)


def outputs(learnt: Model, words: Whole, of: Numbers) -> Whole:
    """Return four numbers for each of *words*, in units of 2^-10: none, value, hint, gesture.

    *words* is a row of `WIDTH` sums for each word, *of* says of what text each of them is.
    """
    found = [
        _block(learnt, words, of, start, min(len(words), start + _BLOCK))
        for start in range(0, len(words), _BLOCK)
    ]
    return np.concatenate([np.zeros((0, learnt.level.size), np.float32), *found])


def _block(learnt: Model, words: Whole, of: Numbers, start: int, end: int) -> Whole:
    """Return the outputs from *start* to *end*, with so many words around as are in reach."""
    first, last = max(0, start - REACH), min(len(words), end + REACH)
    found = _layers(learnt, words[first:last], of[first:last])
    return found[start - first : end - first]


def _layers(learnt: Model, words: Whole, of: Numbers) -> Whole:
    known = _cut(words + learnt.bias, _OF_WORD)
    wide, *deep = learnt.layers
    known = _layer(known, of, _WIDE, wide, learnt.biases[0])
    for step, weights, bias in zip(STEPS, deep, learnt.biases[1:], strict=True):
        more = _layer(known, of, (-step, 0, step), weights, bias)
        known = np.minimum(known + more, np.float32(_TOP))
    return cast("Whole", known @ learnt.last + learnt.level)


def _layer(
    known: Whole, of: Numbers, places: tuple[int, ...], weights: Whole, bias: Whole
) -> Whole:
    return _cut(_beside(known, of, places) @ weights + bias, _OF_LAYER)


def _beside(known: Whole, of: Numbers, places: tuple[int, ...]) -> Whole:
    """Return what is known of the words at *places* around each word, side by side."""
    size = len(known)
    padded = np.concatenate([known, np.zeros((1, known.shape[1]), np.float32)])
    at = np.arange(size)[:, None] + np.array(places)
    within = (at >= 0) & (at < size)
    within &= of[np.clip(at, 0, size - 1)] == of[:, None]
    return padded[np.where(within, at, size)].reshape(size, -1)


def _cut(sums: Whole, unit: float) -> Whole:
    """Return *sums* in units of the next layer, rounded half up, from 0 to the top."""
    steps = np.floor((sums + np.float32(unit / 2)) / np.float32(unit))
    return cast("Whole", np.clip(steps, 0, np.float32(_TOP)))
