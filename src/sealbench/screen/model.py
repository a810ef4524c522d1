"""The weights of the ranker, from ``data/model.npz``: whole numbers throughout.

A word is what is added up for its features (`features.features_of`); a small network of
convolutions over the words of a text follows (`network`).  What every number stands for
is fixed here and in ``tests/screen/learning.py``, which makes the file:

========= ========================================= =====
array     shape                                     unit
========= ========================================= =====
names     the features, in UTF-8, a NUL between two
table     features x `WIDTH`                        2^-6
bias      `WIDTH`                                   2^-6
wide      5 x `WIDTH` x `INNER`                     2^-7
deep      3 (of `STEPS`) x 3 x `INNER` x `INNER`    2^-7
biases    4 x `INNER`                               2^-11
last      `INNER` x 4                               2^-6
level     4                                         2^-10
========= ========================================= =====
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from sealbench.screen import arrays
from sealbench.screen.arrays import Arrays

Numbers = npt.NDArray[np.int64]
Whole = npt.NDArray[np.float32]
"""Whole numbers below 2^24 as floats: their sums and products are exact, in any order."""

WIDTH = 64
INNER = 96
STEPS = (2, 4, 8)
"""How far apart the three words are that each of the deep layers looks at."""
REACH = 2 + sum(STEPS)
"""How many words on either side may tell something of a word."""
_BLOCK = 1_024  # words that are added up at once, in so little memory that a cache holds it


@dataclass(frozen=True, slots=True)
class Model:
    """What the ranker learnt: the row of each feature in *table* (row 0 is empty), and layers."""

    rows: dict[str, int]
    table: npt.NDArray[np.int32]
    bias: Whole
    layers: tuple[Whole, ...]
    biases: Whole
    last: Whole
    level: Whole

    def rows_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the rows of the features *names*, those that the model knows."""
        found = (self.rows.get(name, 0) for name in names)
        return tuple(row for row in found if row)

    def vectors(self, rows: Sequence[tuple[int, ...]]) -> Whole:
        """Return for each of *rows* (of a word) the sum of its weights."""
        found = np.zeros((len(rows), WIDTH), np.float32)
        for start in range(0, len(rows), _BLOCK):
            self._add(found[start : start + _BLOCK], rows[start : start + _BLOCK])
        return found

    def _add(self, found: Whole, rows: Sequence[tuple[int, ...]]) -> None:
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        flat = np.fromiter(chain.from_iterable(rows), np.int64, sizes.sum())
        some = sizes > 0
        if flat.size:
            found[some] = np.add.reduceat(self.table[flat], (np.cumsum(sizes) - sizes)[some])


def unpacked(made: Arrays) -> Model:
    """Return the model in *made*, whose arrays are named as above."""
    names = arrays.names(made["names"])
    table = made["table"].astype(np.int32)
    deep = made["deep"].astype(np.float32)
    return Model(
        rows={name: i for i, name in enumerate(names, 1)},
        table=np.concatenate([np.zeros((1, WIDTH), np.int32), table]),
        bias=made["bias"].astype(np.float32),
        layers=tuple(
            np.ascontiguousarray(layer.reshape(-1, INNER))
            for layer in (made["wide"].astype(np.float32), *deep)
        ),
        biases=made["biases"].astype(np.float32),
        last=made["last"].astype(np.float32),
        level=made["level"].astype(np.float32),
    )


@cache
def model() -> Model:
    """Return the model that is shipped."""
    return unpacked(arrays.load("model"))
