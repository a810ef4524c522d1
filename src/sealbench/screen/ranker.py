"""The small statistical model that ranks words by how likely they are a secret.

A linear model over the features of a word (`features`), trained by
``tests/screen/training.py``.  Its weights are whole numbers in ``data/model.json``, so
that a verdict is the same on every machine.  There are three questions: is the word a
value, one of the words that hint at it, one of the words of an unlock gesture.
`Question.score` adds the weights of exactly the features that `Sight.features` names,
without naming them.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import cast

from sealbench.screen import tables
from sealbench.screen.features import AHEAD, BACK, Sight
from sealbench.screen.words import Words

SCALE = 32
NEVER = -99 * SCALE
QUESTIONS = ("value", "hint", "gesture")
_GATES = (None, "hintn", "geo")
_OFFSETS = BACK + AHEAD

Weights = dict[str, int]


@dataclass(slots=True)
class _Context:
    """The weights for words of one kind: by place of a name or a class, and of pairs."""

    names: list[Weights] = field(default_factory=lambda: [{} for _ in range(_OFFSETS)])
    classes: list[Weights] = field(default_factory=lambda: [{} for _ in range(_OFFSETS)])
    before: Weights = field(default_factory=dict)
    after: Weights = field(default_factory=dict)
    joined: dict[str, dict[tuple[str, ...], int]] = field(default_factory=dict)


class Question:
    """One of the three questions, with its weights in tables."""

    def __init__(self, bias: int, weights: Weights) -> None:
        self.bias = bias
        self.own: Weights = {}
        self.contexts: dict[str, _Context] = {}
        self.fine: dict[tuple[str, ...], int] = {}
        self.trio: dict[tuple[str, ...], int] = {}
        self.before: Weights = {}
        self.after: Weights = {}
        for feature, weight in weights.items():
            if weight:
                self._take(feature, weight)

    def _take(self, feature: str, weight: int) -> None:
        mark, rest = feature[0], feature[1:]
        if mark in "cfsonk" and feature[:2] not in {"fl", "fL", "fr"}:
            self.own[feature] = weight
        elif mark == "f":
            self.fine[(mark + rest[0], *rest[1:].split(" ", 1))] = weight
        elif mark == "5":
            self.trio[tuple(rest.split(" "))] = weight
        elif "|" not in feature:
            (self.before if mark == "B" else self.after)[rest] = weight
        else:
            self._place(feature, weight)

    def _place(self, feature: str, weight: int) -> None:
        head, _, kind = feature.rpartition("|")
        context = self.contexts.setdefault(kind, _Context())
        mark = head[0]
        if mark == "B":
            context.before[head[1:]] = weight
        elif mark == "A":
            context.after[head[1:]] = weight
        elif mark.isdigit():
            context.joined.setdefault(mark, {})[tuple(head[1:].split(" "))] = weight
        else:
            place = int(head[1]) - 1 + (BACK if mark in "Rr" else 0)
            (context.names if mark in "LR" else context.classes)[place][head[2:]] = weight

    def score(self, sight: Sight, at: int) -> int:
        """Return the score of the word *at*, in units of 1/SCALE."""
        seen = sight.seen(at)
        own = self.own
        total = self.bias
        for feature in seen.own:
            total += own.get(feature, 0)
        context = self.contexts.get(seen.kind)
        if context is None:
            return total
        names, classes = sight.names_around(at), sight.classes_around(at)
        for table, name, kinds, known in zip(
            context.names, names, classes, context.classes, strict=True
        ):
            total += table.get(name, 0)
            for kind in kinds:
                total += known.get(kind, 0)
        return (
            total
            + self._bags(seen.before, seen.after, context)
            + self._joined(seen.joined, context)
        )

    def _bags(self, before: set[str], after: set[str], context: _Context) -> int:
        total = 0
        for name in before:
            total += context.before.get(name, 0) + self.before.get(name, 0)
        for name in after:
            total += context.after.get(name, 0) + self.after.get(name, 0)
        return total

    def _joined(self, joined: list[tuple[str, tuple[str, ...]]], context: _Context) -> int:
        total = 0
        for mark, key in joined:
            if mark == "5":
                total += self.trio.get(key, 0)
            elif mark == "f":
                total += self.fine.get(key, 0)
            else:
                table = context.joined.get(mark)
                if table:
                    total += table.get(key, 0)
        return total


@dataclass(frozen=True, slots=True)
class Model:
    """The words that the model knows, and its three questions."""

    vocabulary: frozenset[str]
    questions: tuple[Question, ...]


@cache
def model() -> Model:
    """Return the model that is shipped."""
    table = tables.load("model")
    rows = cast("dict[str, list[int]]", tables.mapping(table, "weights"))
    bias = cast("list[int]", table["bias"])
    return Model(
        vocabulary=frozenset(tables.words(table, "vocabulary")),
        questions=tuple(
            Question(bias[i], {name: row[i] for name, row in rows.items()})
            for i in range(len(QUESTIONS))
        ),
    )


def scores(words: Words) -> list[tuple[int, ...]]:
    """Return for each word its score for each question, in units of 1/SCALE.

    Whether words hint, or are of a gesture, is only asked where one of them names a dog, a
    birthday, a corner or the like.
    """
    found = model()
    sight = Sight(words, found.vocabulary)
    open_ = [
        question if gate is None or gate in sight.all_classes else None
        for question, gate in zip(found.questions, _GATES, strict=True)
    ]
    never = (NEVER,) * len(open_)
    return [
        tuple([question.score(sight, at) if question else NEVER for question in open_])
        if sight.may_be(at)
        else never
        for at in range(sight.size)
    ]
