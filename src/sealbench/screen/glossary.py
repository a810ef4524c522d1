"""What is known of chunks of text and of the words in them, as numbers.

The words that the model and the lexicon say are known for good.  All others are known for
one batch of texts and then forgotten: what a client chose is kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from sealbench.screen import features, formats, lexicon, values
from sealbench.screen.model import WIDTH, Numbers, Whole, model
from sealbench.screen.normal import leet, lower
from sealbench.screen.shapes import Shape, shape
from sealbench.screen.words import CLOSING, cut

CUE, TWISTED, FORM = 1, 2, 4
"""Flags of a chunk: there may be a cue in it, or one in leet; or a secret of a known form."""

CLASSES, TRAITS = range(2)
"""What is known of a word beside its vector: a row each."""

MARK, VOID, BRACKET, CODE = (1 << i for i in range(4))
"""Traits: is a mark; is a mask or only talks of a value; opens a bracket; is of a program."""

FIRST, COUNT, FLAGS = range(3)
START, END, WORD = range(3)
SCALE = 32
SEPARATOR = "\x1e"
"""What stands between two texts of a batch; no skeleton has it."""

_CODE = frozenset("<>(){}[]")


class Glossary(dict[str, int]):
    """Numbers chunks as they are met; a new one is cut, and its words are looked at.

    Numbers go on from those of *known*, which stays as it is.
    """

    def __init__(self, known: "Known | None" = None) -> None:
        super().__init__()
        self._known = known or _NOTHING
        self._model = model()
        self._pieces_known: int = self._known.pieces.shape[1]
        self._chunks_known: int = self._known.chunks.shape[1]
        self.words: dict[str, int] = {}
        self.lows: list[str] = []
        self.shapes: list[Shape] = []
        self.facts: list[tuple[int, ...]] = []
        self.rows: list[tuple[int, ...]] = []
        self._looks: dict[tuple[Shape, tuple[str, ...]], tuple[int, ...]] = {}
        self._uses: dict[int | None, tuple[int, ...]] = {}
        self.pieces: list[tuple[int, int, int]] = []
        self.chunks: list[tuple[int, int, int]] = []

    def __missing__(self, chunk: str) -> int:
        """Return the number that *chunk* is given."""
        number = self._known.numbers.get(chunk)
        if number is None:
            number = self._cut(chunk)
        self[chunk] = number
        return number

    def _cut(self, chunk: str) -> int:
        first = self._pieces_known + len(self.pieces)
        if chunk.isalnum() and (chunk.isalpha() or chunk.isdigit()):
            self.pieces.append((0, len(chunk), self._whole(chunk)))
            flags = CUE if lexicon.may_be_cue(lower(chunk)) else 0
        elif chunk[-1] in CLOSING and chunk[:-1].isalpha():
            bare = chunk[:-1]
            self.pieces.append((0, len(bare), self._whole(bare)))
            self.pieces.append((len(bare), len(chunk), self._whole(chunk[-1])))
            flags = CUE if lexicon.may_be_cue(lower(bare)) else 0
        else:
            flags = self._mixed(chunk)
        self.chunks.append((first, self._pieces_known + len(self.pieces) - first, flags))
        return self._chunks_known + len(self.chunks) - 1

    def _mixed(self, chunk: str) -> int:
        low = lower(chunk)
        found = cut(chunk, low)
        for start, end, word, form in zip(
            found.starts, found.ends, found.lows, found.shapes, strict=True
        ):
            plain = chunk[start:end]
            number = self._number(plain)
            if number is None:
                number = self._learn(plain, word, form)
            self.pieces.append((start, end, number))
        return _flags(chunk, low)

    def _whole(self, plain: str) -> int:
        number = self._number(plain)
        if number is None:
            low = lower(plain)
            number = self._learn(plain, low, shape(plain, low))
        return number

    def _number(self, plain: str) -> int | None:
        number = self._known.words.get(plain)
        return self.words.get(plain) if number is None else number

    def _learn(self, plain: str, low: str, form: Shape) -> int:
        number = self.words[plain] = len(self._known.lows) + len(self.lows)
        self.lows.append(low)
        self.shapes.append(form)
        classes = features.classes_of(low)
        self.facts.append((features.bits(*classes), _traits(plain, low, form)))
        self.rows.append(self._rows(low, form, classes))
        return number

    def _rows(self, low: str, form: Shape, classes: tuple[str, ...]) -> tuple[int, ...]:
        """Return the rows that the model has for a word: of its look, its use and its name."""
        look = self._looks.get((form, classes))
        if look is None:
            look = self._model.rows_of(features.look_of(form, classes))
            self._looks[form, classes] = look
        group = features.group_of(low)
        use = self._uses.get(group)
        if use is None:
            use = self._uses[group] = self._model.rows_of(features.used_like(group))
        name = self._model.rows.get(features.NAME + low)
        return (*look, *use, name) if name else look + use


def table(rows: Sequence[tuple[int, ...]], width: int) -> Numbers:
    """Return *rows* as columns; there may be none."""
    return np.array(rows, np.int64).reshape(-1, width).T.copy()


@dataclass(frozen=True, slots=True)
class Known:
    """What stays known.

    Of *chunks* where their words are and their flags, of *pieces* the place of each word in
    its chunk, and *facts* and *vectors* of words.
    """

    numbers: dict[str, int]
    words: dict[str, int]
    lows: list[str]
    shapes: list[Shape]
    chunks: Numbers
    pieces: Numbers
    facts: Numbers
    vectors: Whole


_NOTHING = Known(
    *({}, {}, [], []),
    *(table([], 3), table([], 3), table([], 2), np.zeros((0, WIDTH), np.float32)),
)


@cache
def known() -> Known:
    """Return what is known of the words of the model and the lexicon, small and capital."""
    made = Glossary()
    for word in (SEPARATOR, "\n", *_said()):
        for chunk in (word, word[0].upper() + word[1:]):
            made[chunk]
    return Known(
        dict(made),
        made.words,
        made.lows,
        made.shapes,
        table(made.chunks, 3),
        table(made.pieces, 3),
        table(made.facts, 2),
        model().vectors(made.rows),
    )


def _said() -> list[str]:
    """Return the words that the model and the lexicon know."""
    names = (name[1:] for name in model().rows if name[0] == features.NAME)
    return sorted({*features.LISTED, *names})


def _traits(plain: str, low: str, form: Shape) -> int:
    found = MARK if form[0] == "p" or low in {"\n", SEPARATOR} else 0
    found |= VOID if values.is_void(plain) else 0
    found |= BRACKET if low == "(" else 0
    return found | (CODE if not low.isalnum() and not _CODE.isdisjoint(low) else 0)


def _flags(chunk: str, low: str) -> int:
    flags = CUE * lexicon.may_have_cue(low) | FORM * formats.may_have_form(chunk)
    twisted = leet(low)
    return flags | TWISTED * (twisted != low and lexicon.may_have_cue(twisted))
