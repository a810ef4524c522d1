"""What the ranker sees of a word: its shape, and the words and classes around it.

A word of the vocabulary is seen as itself, any other as its shape; so no value that a
client chose is ever a feature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sealbench.screen import tables
from sealbench.screen.words import Words

_TABLE = tables.load("lexicon")
BACK = 6
AHEAD = 4
_BAG = 10
_ENDS = frozenset(".!?\n;")


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in tables.mapping(_TABLE, "classes"):
        for word in tables.words(tables.mapping(_TABLE, "classes"), name):
            found.setdefault(word, []).append(name)
    for phrase in tables.words(_TABLE, "phrases"):
        name = (
            "pin"
            if "pin" in phrase
            else "idn"
            if "/" in phrase
            else "login"
            if "in" in phrase or "on" in phrase[-2:]
            else "secret"
        )
        found.setdefault(phrase.replace(" ", "_"), []).append(name)
    return {word: tuple(names) for word, names in found.items()}


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    stems = tables.mapping(_TABLE, "stems")
    return tuple((stem, name) for name in stems for stem in tables.words(stems, name))


@cache
def _near() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of the longer words by what they are with one letter left out."""
    found: dict[str, tuple[str, ...]] = {}
    for word, names in _classes().items():
        if len(word) >= _LEAST_NEAR and word.isalpha() and names[0] not in {"shop", "common"}:
            for i in range(1, len(word)):
                found.setdefault(word[:i] + word[i + 1 :], names)
    return found


def classes_of(low: str) -> tuple[str, ...]:
    """Return the classes of *low*: as listed, by its part, its end or a near spelling."""
    known = _classes().get(low)
    if known is not None or len(low) < _LEAST_PART or not low[0].isalpha():
        return known or ()
    if low.isalpha():
        return _by_stem(low) or _by_spelling(low)
    if low[1] == "'" or low[2] == "'":
        return classes_of(low.partition("'")[2])
    head, joint, tail = low.rpartition("-")
    if joint:
        return _classes().get(tail) or _classes().get(head) or _by_stem(tail)
    plain = low.translate(_LEET)
    return _classes().get(plain, ()) if plain.isalpha() and low.count("1") < _MANY_ONES else ()


def _by_stem(low: str) -> tuple[str, ...]:
    for stem, name in _stems():
        if low.endswith(stem) or (name == "secret" and low.startswith(stem)):
            return (name,)
    return ()


def _by_spelling(low: str) -> tuple[str, ...]:
    if len(low) < _LEAST_NEAR - 1:
        return ()
    near, listed = _near(), _classes()
    if low in near:
        return near[low]
    for i in range(1, len(low)):
        part = low[:i] + low[i + 1 :]
        found = near.get(part) or (listed.get(part) if len(part) >= _LEAST_NEAR else None)
        if found:
            return found
    return ()


_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
_LEAST_NEAR = 6
_LEAST_PART = 3
_MANY_ONES = 3


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
        for i in range(at - 1, max(-1, at - 1 - _BAG), -1):
            if lows[i] in _ENDS:
                break
            before.update(classes[i + BACK])
        for i in range(at + 1, min(self.size, at + 1 + _BAG)):
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


_SUPERS = {key: str(value) for key, value in tables.mapping(tables.load("shapes"), "kinds").items()}


def superclass(coarse: str, *, known: bool) -> str:
    """Return the kind of words that *coarse* belongs to, as the context sees it."""
    return _SUPERS.get(coarse) or ("k" if known else "x")
