"""Print cross-validated figures: ``python -m tests.screen.crossed [FOLD…]``.

For each fold a ranker is trained on the authors and templates of the other four, and measured
on the notes of those it has not seen.
"""

import sys
from unittest.mock import patch

from tests.screen import told, training
from tests.screen.corpus.made import FOLDS, Note, make
from tests.screen.figures import show
from tests.screen.notes import AUTHORS, Figures, figures, written

from sealbench.screen import glossary, model, ranker, reading

_PASSES = 8  # two thirds of those that the shipped model is trained by
_SEED = 77
_ROUNDS = 0.25


def notes_of(fold: int) -> tuple[list[Note], list[Note]]:
    """Return the notes written by the authors of *fold*, and those made from its templates."""
    hands = [note for author in AUTHORS[fold::FOLDS] for note in written(author)]
    return hands, make({fold}, seed=_SEED, rounds=_ROUNDS)


def crossed(fold: int) -> list[tuple[list[Note], Figures]]:
    """Return the notes of *fold* and what a ranker that has not seen it makes of them."""
    learnt = model.unpacked(training.model(told.ALL - {fold}, passes=_PASSES))
    for place in (glossary, ranker, reading):
        patch.object(place, "model", lambda: learnt).start()
    glossary.known.cache_clear()
    return [(notes, figures(notes)) for notes in notes_of(fold)]


if __name__ == "__main__":
    for number in map(int, sys.argv[1:] or range(FOLDS)):
        for name, found in zip(("authors", "templates"), crossed(number), strict=True):
            show(f"fold {number}, {name}", *found)
        patch.stopall()
