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
from importlib import resources

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Whole = npt.NDArray[np.float32]
"""Whole numbers below 2^24 as floats: their sums and products are exact, in any order."""

Arrays = dict[str, npt.NDArray[np.integer]]

WIDTH = 48
INNER = 64
STEPS = (2, 4, 8)
"""How far apart the three words are that each of the deep layers looks at."""
REACH = 2 + sum(STEPS)
"""How many words on either side may tell something of a word."""


@dataclass(frozen=True, slots=True)
class Model:
    """What the ranker learnt: the row of each feature in *table* (row 0 is empty), and layers."""

    rows: dict[str, int]
    table: Numbers
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
        if not rows:
            return np.zeros((0, WIDTH), np.float32)
        flat = np.fromiter((row for of in rows for row in (0, *of)), np.int64)
        starts = np.cumsum([0, *(len(of) + 1 for of in rows[:-1])])
        return np.add.reduceat(self.table[flat], starts).astype(np.float32)


def unpacked(arrays: Arrays) -> Model:
    """Return the model in *arrays*, named as above."""
    names = arrays["names"].tobytes().decode().split("\0")
    table = arrays["table"].astype(np.int64)
    deep = arrays["deep"].astype(np.float32)
    return Model(
        rows={name: i for i, name in enumerate(names, 1)},
        table=np.concatenate([np.zeros((1, WIDTH), np.int64), table]),
        bias=arrays["bias"].astype(np.float32),
        layers=tuple(
            np.ascontiguousarray(layer.reshape(-1, INNER))
            for layer in (arrays["wide"].astype(np.float32), *deep)
        ),
        biases=arrays["biases"].astype(np.float32),
        last=arrays["last"].astype(np.float32),
        level=arrays["level"].astype(np.float32),
    )


@cache
def model() -> Model:
    """Return the model that is shipped."""
    path = resources.files("sealbench.screen").joinpath("data/model.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return unpacked(dict(arrays))
