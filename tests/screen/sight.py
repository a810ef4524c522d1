"""What the ranker sees of a word, by name: the features that it is trained on.

A word of the vocabulary is seen as itself, any other as its shape; so no value that a
client chose is ever a feature.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sealbench.screen.features import classes_of, superclass
from sealbench.screen.model import AHEAD, BACK
from sealbench.screen.normal import normal
from sealbench.screen.ranker import BAG
from sealbench.screen.reading import read
from sealbench.screen.words import Words

_MANY = 2048

_ENDS = frozenset(".!?\n;")


def all_words(texts: Iterable[str]) -> Iterator[Words]:
    """Yield the words of each of *texts*."""
    waiting = iter(texts)
    while batch := [normal(text) for text in islice(waiting, _MANY)]:
        reading = read(batch)
        yield from map(reading.words, range(len(batch)))


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of one word beside the names and classes at fixed places."""

    kind: str
    own: list[str]
    before: set[str]
    after: set[str]
    joined: list[tuple[str, tuple[str, ...]]]


class Sight:
    """All that is seen of the words of one text."""

    def __init__(self, words: Words, vocabulary: frozenset[str]) -> None:
        self.words = words
        self.size = len(words.lows)
        names = [
            low if low in vocabulary else "?" + shape[0]
            for low, shape in zip(words.lows, words.shapes, strict=True)
        ]
        classes = [classes_of(low) for low in words.lows]
        self.all_classes = {name for found in classes for name in found}
        self._names = ["^"] * BACK + names + ["$"] * AHEAD
        none: list[tuple[str, ...]] = [()]
        self._classes = none * BACK + classes + none * AHEAD
        self._seen: dict[int, Seen] = {}

    def may_be(self, at: int) -> bool:
        """Say whether the word *at* may be a secret: no sign, and no word that only joins."""
        return (
            self.words.shapes[at][0] != "p"
            and self.words.lows[at] != "\n"
            and "common" not in self._classes[at + BACK]
        )

    def names_around(self, at: int) -> list[str]:
        """Return the names of the words before *at*, nearest first, then of those after."""
        names = self._names
        return names[at : at + BACK][::-1] + names[at + BACK + 1 : at + BACK + 1 + AHEAD]

    def classes_around(self, at: int) -> list[tuple[str, ...]]:
        """Return the classes in the order of `names_around`."""
        classes = self._classes
        return classes[at : at + BACK][::-1] + classes[at + BACK + 1 : at + BACK + 1 + AHEAD]

    def seen(self, at: int) -> Seen:
        """Return what is seen of the word *at*."""
        found = self._seen.get(at)
        if found is None:
            found = self._seen[at] = self._see(at)
        return found

    def _see(self, at: int) -> Seen:
        coarse, fine, marks = self.words.shapes[at]
        middle = at + BACK
        name, kinds = self._names[middle], self._classes[middle]
        kind = superclass(coarse, known=name[0] != "?" or bool(kinds))
        own = ["c" + coarse, "f" + fine, "s" + kind, *["o" + mark for mark in marks]]
        own += ["k" + k for k in kinds]
        if name[0] != "?":
            own.append("n" + name)
        return Seen(kind, own, *self._around(at), self._joined(middle, fine))

    def _joined(self, middle: int, fine: str) -> list[tuple[str, tuple[str, ...]]]:
        names, classes = self._names, self._classes
        one, two, three = names[middle - 1], names[middle - 2], names[middle - 3]
        next_, then = names[middle + 1], names[middle + 2]
        a = classes[middle - 1][0] if classes[middle - 1] else one
        b = classes[middle - 2][0] if classes[middle - 2] else two
        d = classes[middle - 3][0] if classes[middle - 3] else three
        e = classes[middle + 1][0] if classes[middle + 1] else next_
        f = classes[middle + 2][0] if classes[middle + 2] else then
        return [
            ("1", (one, two)), ("2", (a, b)), ("3", (a, b, d)), ("4", (one, b)),
            ("5", (one, two, three)), ("6", (next_, then)), ("7", (e, f)),
            ("8", (one, next_)), ("9", (a, e)), ("0", (a, b, e)),
            ("f", ("fl", fine, a)), ("f", ("fL", fine, one)), ("f", ("fr", fine, e)),
        ]  # fmt: skip

    def _around(self, at: int) -> tuple[set[str], set[str]]:
        """Return the classes before and after the word *at* in its sentence."""
        before: set[str] = set()
        after: set[str] = set()
        lows, classes = self.words.lows, self._classes
        for i in range(at - 1, max(-1, at - 1 - BAG), -1):
            if lows[i] in _ENDS:
                break
            before.update(classes[i + BACK])
        for i in range(at + 1, min(self.size, at + 1 + BAG)):
            if lows[i] in _ENDS:
                break
            after.update(classes[i + BACK])
        return before, after

    def features(self, at: int) -> list[str]:
        """Return the names of the features of the word *at*, as the model is trained on them."""
        seen = self.seen(at)
        kind = seen.kind
        found = list(seen.own)
        for i, (name, kinds) in enumerate(
            zip(self.names_around(at), self.classes_around(at), strict=True)
        ):
            left = i < BACK
            place = i + 1 if left else i + 1 - BACK
            found.append(f"{'L' if left else 'R'}{place}{name}|{kind}")
            found += [f"{'l' if left else 'r'}{place}{k}|{kind}" for k in kinds]
        for mark, names in (("B", seen.before), ("A", seen.after)):
            found += [f"{mark}{name}|{kind}" for name in sorted(names)]
            found += [f"{mark}{name}" for name in sorted(names)]
        for mark, key in seen.joined:
            if mark == "f":
                found.append(key[0] + " ".join(key[1:]))
            elif mark == "5":
                found.append(mark + " ".join(key))
            else:
                found.append(f"{mark}{' '.join(key)}|{kind}")
        return found
