"""Make the table of clusters: ``make model`` runs ``python -m tests.screen.clustering [OUT]``.

The clusters are those of the package spacy-lookups-data (MIT, Explosion).
"""

import gzip
import json
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import spacy_lookups_data
from tests.screen.files import write

from sealbench.screen.arrays import Arrays
from sealbench.screen.clusters import LANGUAGES
from sealbench.screen.normal import normal

OUT = Path(__file__).parents[2] / "src/sealbench/screen/data/clusters.npz"
_FOLDER = Path(spacy_lookups_data.__file__).parent / "data"
_MOST = 100_000
"""How many of the most frequent spellings of a language are looked at."""
_DEEPEST = 18  # branches


def path_of(number: int) -> str:
    """Return the path to cluster *number*, whose lowest bit is the first branch."""
    return f"{number:0{_DEEPEST}b}"[::-1]


def clustered(lang: str) -> dict[str, str]:
    """Return the path of each folded word of *lang*; the most frequent spelling counts."""
    with gzip.open(_FOLDER / f"{lang}_lexeme_cluster.json.gz", "rt", encoding="utf-8") as file:
        clusters: dict[str, int] = json.load(file)
    found: dict[str, str] = {}
    for word, number in islice(clusters.items(), _MOST):
        low = normal(word).folded
        if number and low.isalpha():
            found.setdefault(low, lang + path_of(number))
    return found


def clusters() -> Arrays:
    """Return the arrays of ``clusters.npz``."""
    of = [clustered(lang) for lang in LANGUAGES]
    words = sorted(set().union(*of))
    rows = [tuple(paths.get(word, "") for paths in of) for word in words]
    names = sorted({path for row in rows for path in row} - {""})
    place = {path: i for i, path in enumerate(["", *names])}
    groups = [("",) * len(LANGUAGES), *sorted(set(rows))]
    number = {row: i for i, row in enumerate(groups)}
    return {
        "words": np.frombuffer("\0".join(words).encode(), np.uint8),
        "group": np.array([number[row] for row in rows], np.uint32),
        "groups": np.array([[place[path] for path in row] for row in groups], np.uint16),
        "paths": np.frombuffer("\0".join(names).encode(), np.uint8),
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT, clusters())
