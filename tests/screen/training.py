"""Train the ranker: ``python -m tests.screen.training [OUT]`` writes ``data/model.json``.

A logistic regression for each question, by whole passes over all words with Adam, on
notes made from the templates and on the notes written by hand that are not held out.  A
feature counts only if it is seen in three skeletons.  Nothing is drawn by chance but the
notes, whose seed is fixed; numpy adds on one thread, and the weights are rounded, so
that the same numpy makes the same file again.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tests.screen.corpus.harmless import sections
from tests.screen.corpus.made import PART, Note, make, templates
from tests.screen.notes import by_hand
from tests.screen.sight import Sight, all_words

from sealbench.screen.glossary import SCALE
from sealbench.screen.normal import Normal, normal
from sealbench.screen.words import Words

OUT = Path(__file__).parents[2] / "src/sealbench/screen/data/model.json"
ALL = frozenset(range(5))
ROUNDS = 0.8
_PASSES = 110
_RATE = 0.08
_SHRINK = 1.0
_LEAST_SEEN = 3
_LEAST_WEIGHT = 0.05
_HAND = 4  # times that a note written by hand counts
_CLASSES = {"hint": 2, "pattern": 3}

Floats = npt.NDArray[np.float64]


def vocabulary(folds: frozenset[int]) -> frozenset[str]:
    """Return the words that at least two templates say; never a value of a slot."""
    counts: Counter[str] = Counter()
    known = [template.line for template in templates() if template.fold in folds]
    for line, found in zip(known, all_words(map(_said, known)), strict=True):
        counts.update(dict.fromkeys(found.lows, 2 if "|" in line else 1))
    for lines in sections("gestures.txt").values():
        for found in all_words(lines):
            counts.update(dict.fromkeys(found.lows, 2))
    return frozenset(word for word, times in counts.items() if times > 1)


def _said(line: str) -> str:
    """Return what a template says itself, without the values of its slots."""
    said = PART.sub(lambda match: match.group(2) or " ", line)
    return said.replace("\\n", "\n").translate(str.maketrans("()|", "   "))


def answers(note: Note, text: Normal, found: Words, sight: Sight) -> list[int]:
    """Return for each word 0, or the question (1 to 3) that it answers; -1 if it is not asked."""
    result = []
    for at, (start, end) in enumerate(zip(found.starts, found.ends, strict=True)):
        first, last = text.span(start, end)
        kind = next((k for a, b, k in note.spans if first < b and last > a), None)
        asked = sight.may_be(at)
        result.append(-1 if not asked else 0 if kind is None else _CLASSES.get(kind, 1))
    return result


class Rows:
    """The features of all words that are asked about, as numbers."""

    def __init__(self, notes: list[Note], known: frozenset[str]) -> None:
        seen: defaultdict[str, set[str]] = defaultdict(set)
        rows: list[list[str]] = []
        self.answers: list[int] = []
        for note, found in zip(notes, all_words(note.text for note in notes), strict=True):
            text = normal(note.text)
            sight = Sight(found, known)
            for at, answer in enumerate(answers(note, text, found, sight)):
                if answer >= 0:
                    rows.append(sight.features(at))
                    self.answers.append(answer)
                    for name in rows[-1]:
                        if len(seen[name]) < _LEAST_SEEN:
                            seen[name].add(note.group)
        kept = sorted(name for name, groups in seen.items() if len(groups) >= _LEAST_SEEN)
        number = {name: i for i, name in enumerate(kept)}
        numbers = [[number[name] for name in row if name in number] for row in rows]
        self.names = kept
        self.starts = np.cumsum([0, *map(len, numbers)])[:-1]
        self.flat = np.array([i for row in numbers for i in row], dtype=np.int64)
        self.row_of = np.repeat(np.arange(len(numbers)), [len(row) for row in numbers])


def train(rows: Rows, truth: Floats) -> tuple[Floats, float]:
    """Return the weights and the bias of one question."""
    size = len(rows.names)
    weights, mean, spread = np.zeros(size), np.zeros(size), np.zeros(size)
    bias, bias_mean, bias_spread = -3.0, 0.0, 0.0
    for step in range(1, _PASSES + 1):
        score = np.add.reduceat(weights[rows.flat], rows.starts) + bias
        error = 1 / (1 + np.exp(-score)) - truth
        summed = np.bincount(rows.flat, weights=error[rows.row_of], minlength=size)
        slope = summed + _SHRINK * weights
        lean = float(error.sum())
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        bias_mean = 0.9 * bias_mean + 0.1 * lean
        bias_spread = 0.99 * bias_spread + 0.01 * lean**2
        rate = _RATE * min(1.0, (_PASSES - step + 1) / (_PASSES * 0.4))
        first, second = 1 - 0.9**step, 1 - 0.99**step
        weights = weights - rate * (mean / first) / (np.sqrt(spread / second) + 1e-6)
        bias -= rate * (bias_mean / first) / ((bias_spread / second) ** 0.5 + 1e-6)
    return weights, bias


def corpus(folds: frozenset[int], rounds: float) -> list[Note]:
    """Return the notes to train on."""
    notes = make(set(folds), seed=1, rounds=rounds)
    return notes + [note for note in by_hand() for _ in range(_HAND)] if folds == ALL else notes


def model(folds: frozenset[int] = ALL, rounds: float = ROUNDS) -> dict[str, object]:
    """Return the content of ``model.json``, trained on the templates of *folds*."""
    known = vocabulary(folds)
    rows = Rows(corpus(folds, rounds), known)
    given = np.array(rows.answers)
    found = [train(rows, (given == question).astype(np.float64)) for question in (1, 2, 3)]
    table = np.stack([weights for weights, _ in found])
    whole = np.rint(table * SCALE).astype(int)
    kept = np.nonzero((np.abs(table).max(axis=0) >= _LEAST_WEIGHT) & whole.any(axis=0))[0]
    return {
        "version": 1,
        "bias": [round(bias * SCALE) for _, bias in found],
        "vocabulary": sorted(known),
        "weights": {rows.names[i]: whole[:, i].tolist() for i in kept},
    }


def write(path: Path, content: dict[str, object]) -> None:
    """Write *content* to *path* as the one spelling of it."""
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(encoder.encode(content) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT, model())
