"""Findings of the ranker: runs of words that it takes for one secret, with their kind."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sealbench.screen.features import bits
from sealbench.screen.glossary import BRACKET, CLASSES, CODE, TRAITS, VOID
from sealbench.screen.hints import CUES, HINTS, hint_hits
from sealbench.screen.model import Numbers
from sealbench.screen.normal import Normal
from sealbench.screen.ranker import NEVER, SCALE, scores
from sealbench.screen.reading import Reading
from sealbench.screen.verdict import Hit
from sealbench.screen.words import Words

_DOUBT = -1.5 * SCALE  # below it the ranker contradicts a cue
_OF_CODE = 3 * SCALE  # the least score of a value in markup or a program
_GAPS = (0, 3, 3)  # words that may lie between two of one run
_BESIDE = -3 * SCALE  # the least score of a word that is of a value if its neighbour is one
_NEAR = 9
_WIDEST = 8
_RULES = ("ranked-value", "ranked-hint", "ranked-gesture")
_VALUE, _HINT, _GESTURE = range(3)
_WIDENS = {
    _HINT: bits("common", "hintn", "geo", "new"),
    _GESTURE: bits("common", "geo"),
}
_ENDS = frozenset(".;!?\n:=")
_PLUS = frozenset("+&,")
_LINK, _WIFI, _USER, _SECRET = bits("link"), bits("wifi"), bits("user"), bits("secret")
_OF_PIN = bits("pin", "lock")
_NUMBERS = frozenset({"d3", "d4", "d6", "zd"})
_PAIR_SIGNS = frozenset({"/", "|", "//", ":"})


@dataclass(slots=True)
class _Run:
    first: int
    last: int
    question: int
    best: int
    sure: bool


class Ranked:
    """A batch of texts with the scores of their words."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._scores = scores(reading)
        self._best = self._scores.max(axis=0)
        self._question = self._scores.argmax(axis=0)
        value = self._question == _VALUE
        self._sure = self._best >= np.where(value, _least(reading), 0)
        self._found = np.flatnonzero(self._sure | (value & (self._best >= _BESIDE)))
        self._parts = np.searchsorted(self._found, reading.first)
        classes = np.bitwise_or.reduceat(reading.facts[CLASSES], reading.first - 1)[:-1]
        self._hints = ((classes & HINTS) > 0) & ((classes & CUES) > 0)
        sure = np.add.reduceat(self._sure, reading.first - 1, dtype=np.int64)[:-1]
        self.worth = self._hints | (sure > 0)
        """Which texts have something that the ranker finds."""

    def hits(self, text: Normal, number: int, asked: list[Hit]) -> Iterator[Hit]:
        """Yield what is found in *text*, and of the hits in *asked* what is not denied."""
        yield from self._own(text, number) if self.worth[number] else ()
        for hit in asked:
            if self._best_of(number, hit) >= _DOUBT:
                yield hit

    def _own(self, text: Normal, number: int) -> Iterator[Hit]:
        found = self.reading.words(number)
        if self._hints[number]:
            yield from hint_hits(found)
        for run in self._runs(found, number):
            if run.question != _VALUE:
                _widen(found, run)
            kind = "pattern" if run.question == _GESTURE else _kind(found, run.first)
            first = run.first - (2 if kind == "username_with_password" else 0)
            end = found.ends[run.last]
            end += text.plain[end : end + 1] == "!"
            rule = _RULES[run.question]
            yield Hit(found.starts[first], end, kind, rule, "ask", run.best / SCALE)

    def _best_of(self, number: int, hit: Hit) -> int:
        reading = self.reading
        begin, end = int(reading.first[number]), int(reading.first[number + 1]) - 1
        first = begin + bisect_right(reading.ends[begin:end].tolist(), hit.start)
        last = begin + bisect_left(reading.starts[begin:end].tolist(), hit.end)
        return int(self._best[first:last].max(initial=NEVER)) if first < last else 0

    def _runs(self, found: Words, number: int) -> Iterator[_Run]:
        """Yield the runs of words that answer one question, within a line; one of each is sure."""
        run: _Run | None = None
        begin = int(self.reading.first[number])
        for place in self._found[self._parts[number] : self._parts[number + 1]].tolist():
            at, best, question = place - begin, int(self._best[place]), int(self._question[place])
            sure = bool(self._sure[place])
            if run and run.question == question and _follows(found, run.last, at, question):
                run.last, run.best, run.sure = at, max(run.best, best), run.sure or sure
                continue
            if run and run.sure:
                yield run
            run = _Run(at, at, question, best, sure)
        if run and run.sure:
            yield run


def _follows(found: Words, last: int, at: int, question: int) -> bool:
    between = found.lows[last + 1 : at]
    apart = _PAIR_SIGNS | {"\n"} if question == _VALUE else {"\n"}
    gap = sum(shape[0] != "p" for shape in found.shapes[last + 1 : at])
    return gap <= _GAPS[question] and apart.isdisjoint(between)


def _least(reading: Reading) -> Numbers:
    """Return the least score with which each word is taken for a value."""
    traits = reading.facts[TRAITS]
    code = traits & CODE > 0
    code[:-1] |= (traits[1:] & BRACKET > 0) & (reading.starts[1:] == reading.ends[:-1])  # a call
    return np.where(traits & VOID, -NEVER, np.where(code, _OF_CODE, 0))


def _widen(found: Words, run: _Run) -> None:
    """Take in the small words around a hint or a gesture, within its clause."""
    kinds = _WIDENS[run.question]
    least, most = max(0, run.first - _WIDEST), min(len(found.lows), run.last + 1 + _WIDEST)
    while run.first > least and _joins(found, run.first - 1, kinds):
        run.first -= 1
    while run.last + 1 < most and _joins(found, run.last + 1, kinds):
        run.last += 1
    while found.shapes[run.last][0] == "p" and run.last > run.first:
        run.last -= 1
    while found.shapes[run.first][0] == "p" and run.first < run.last:
        run.first += 1


def _joins(found: Words, at: int, kinds: int) -> bool:
    low, classes = found.lows[at], found.classes[at]
    if low in _ENDS or classes & _LINK:
        return False
    return low in _PLUS or low.isdigit() or classes & kinds > 0


def _kind(found: Words, first: int) -> str:
    near = _classes_near(found, first)
    coarse = found.shapes[first][0]
    if coarse != "d4" and any(classes & _WIFI for classes in near):
        return "wifi_key"
    if coarse in _NUMBERS:
        secret = _index(near, _SECRET)
        if secret == len(near) or _index(near, _OF_PIN) < secret:
            return "pin"
    sign = found.lows[first - 1] if first > 1 else ""
    if (
        sign in _PAIR_SIGNS
        and found.shapes[first - 2][0] != "p"
        and not found.classes[first - 2] & _SECRET
    ):
        paired = sign == "/" or any(classes & _USER for classes in near)
        return "username_with_password" if paired else "password"
    return "password"


def _classes_near(found: Words, first: int) -> list[int]:
    """Return the classes of the words before *first*, nearest first, then of those after."""
    before = found.classes[max(0, first - _NEAR + 1) : first]
    return before[::-1] + found.classes[first + 1 : first + _NEAR]


def _index(near: list[int], names: int) -> int:
    return next((i for i, classes in enumerate(near) if classes & names), len(near))
