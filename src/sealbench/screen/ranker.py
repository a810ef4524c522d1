"""The ranker: how likely each word is a secret, told by what it looks like and what is around.

There are three questions: is the word of a value, of a hint at one, of an unlock gesture.
"""

import numpy as np

from sealbench.screen.glossary import MARK, SCALE, TRAITS
from sealbench.screen.model import Numbers, Whole, model
from sealbench.screen.network import outputs
from sealbench.screen.reading import Reading

__all__ = ["GLUED", "NEVER", "QUESTIONS", "SCALE", "scores"]

NEVER = -99 * SCALE
QUESTIONS = ("value", "hint", "gesture")
GLUED = "g"
"""The feature of a word that follows another one without a gap."""
_UNIT = 1024 // SCALE  # of the outputs of the network


def scores(reading: Reading) -> Numbers:
    """Return the scores of every word for each question, in units of 1/SCALE.

    A score is how much likelier the word answers the question than not; a mark and what
    stands between two texts have none.
    """
    result = np.full((len(QUESTIONS), reading.ids.size), NEVER, np.int64)
    words = np.flatnonzero(reading.ids != reading.ids[0])
    found = outputs(model(), _vectors(reading, words), reading.of[words]).astype(np.int64)
    result[:, words] = (found[:, 1:] - found[:, :1]).T // _UNIT
    result[:, reading.facts[TRAITS] & MARK > 0] = NEVER
    return result


def _vectors(reading: Reading, words: Numbers) -> Whole:
    learnt = model()
    glued = np.zeros(words.size, bool)
    glued[1:] = reading.starts[words[1:]] == reading.ends[words[:-1]]
    glued[1:] &= reading.of[words[1:]] == reading.of[words[:-1]]
    vectors = reading.vectors[words]
    vectors[glued] += learnt.table[learnt.rows.get(GLUED, 0)].astype(np.float32)
    return vectors
