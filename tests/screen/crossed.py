"""Print cross-validated figures: ``python -m tests.screen.crossed [FOLD…]``.

For each fold a ranker is trained on the templates of the other four, and measured on notes
made from those of the fold, whose skeletons it has not seen.
"""

import sys
from unittest.mock import patch

from tests.screen import training
from tests.screen.corpus.made import FOLDS, Note, make
from tests.screen.figures import show
from tests.screen.notes import Figures, figures

from sealbench.screen import glossary, model, tables

_LESS = 0.4  # of the notes that the shipped model is trained on
_SEED = 77
_ROUNDS = 0.25

_load = tables.load


def crossed(fold: int) -> tuple[list[Note], Figures]:
    """Return the notes of *fold* and what a ranker that has not seen it makes of them."""
    trained = training.model(training.ALL - {fold}, rounds=_LESS * training.ROUNDS)

    def load(name: str) -> tables.Table:
        return trained if name == "model" else _load(name)  # type: ignore[return-value]  # json all the same

    for made in (model.model, glossary.known, glossary.seen_as):
        made.cache_clear()
    with patch.object(tables, "load", load):
        notes = make({fold}, seed=_SEED, rounds=_ROUNDS)
        return notes, figures(notes)


if __name__ == "__main__":
    for number in map(int, sys.argv[1:] or range(FOLDS)):
        show(f"fold {number}", *crossed(number))
