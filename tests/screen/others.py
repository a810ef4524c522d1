"""Print the figures on notes of other authors: ``python -m tests.screen.others [VOICE…]``.

The ranker learnt from one author's templates.  What it makes of notes from those of three
others, with other habits and other words, tells how it fares where nobody taught it.
"""

import sys

from tests.screen.corpus.made import FOLDS, OTHERS, make
from tests.screen.figures import show
from tests.screen.notes import figures

_SEED = 78
_ROUNDS = 0.25  # one note of each template that looks like a secret

if __name__ == "__main__":
    for voice in sys.argv[1:] or OTHERS:
        notes = make(set(range(FOLDS)), seed=_SEED, rounds=_ROUNDS, voices=(voice,))
        show(voice, notes, figures(notes))
