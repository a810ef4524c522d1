"""Which words are used alike: clusters of the words of English, German and Spanish.

They are those of Brown et al. (1992, Computational Linguistics 18.4), found in large texts
by what words stand beside; a path is the way to a cluster down a tree of two branches, so
that its beginning names a wider one.  ``data/clusters.npz`` is made by
``tests/screen/clustering.py``:

======== =========== ========================================================
array    shape       what it is
======== =========== ========================================================
words                folded words, in UTF-8, a NUL between two
group    words       the group of each
groups   groups x 3  the place in *paths* for each of `LANGUAGES`, 0 where not known
paths                the language and the path, ``en0110``, a NUL between two
======== =========== ========================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sealbench.screen import arrays
from sealbench.screen.arrays import Arrays

LANGUAGES = ("en", "de", "es")
CUTS = (4, 6, 10)
"""How many branches of a path the wider clusters share."""
CLUSTER = "b"
"""The first letter of the features that name clusters."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """The group of each word that is known, and what is told of the words of each group."""

    group: Mapping[str, int]
    features: tuple[tuple[str, ...], ...]

    def of(self, low: str) -> int:
        """Return the group of the folded word *low*: 0 for one that no language knows."""
        return self.group.get(low, 0)


def told_of(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the features of a word whose *paths* in each language, or nothing, are given."""
    found: list[str] = []
    for lang, path in zip(LANGUAGES, paths, strict=True):
        found += [f"{CLUSTER}{path[: 2 + cut]}" for cut in CUTS] if path else []
        found.append(f"{CLUSTER}{path or lang}.")
    return tuple(found)


def unpacked(table: Arrays) -> Clusters:
    """Return the clusters in *table*, whose arrays are named as above."""
    paths = ["", *arrays.names(table["paths"])]
    groups = (tuple(paths[i] for i in row) for row in table["groups"].tolist())
    return Clusters(
        dict(zip(arrays.names(table["words"]), table["group"].tolist(), strict=True)),
        tuple(told_of(group) for group in groups),
    )


@cache
def clusters() -> Clusters:
    """Return the clusters that are shipped."""
    return unpacked(arrays.load("clusters"))
