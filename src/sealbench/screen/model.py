"""The weights of the ranker in tables of whole numbers, made from ``data/model.json``.

The weights of the three questions lie side by side in one number (`packed`), so that one
sum adds up all three: whole numbers are the same on every machine, in any order.
A *context* is what the model knows of a word beside another one: its name, which is the
word itself if it is of the vocabulary and else its shape, and its classes.
"""

from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt

from sealbench.screen import features, tables

Numbers = npt.NDArray[np.int64]

BACK = 6
AHEAD = 4
PLACES = BACK + AHEAD
KINDS = ("d", "e", "h", "j", "k", "m", "p", "u", "x", "z")
MARKS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "fl", "fL", "fr")
"""Which words a conjunction joins; `ranker` says in what order."""
FIELD = 21
"""How many bits a question has in a packed number."""

_BYTES = 5  # of a set of classes, at a bit each
_SLOTS = 18
_SPREAD = np.uint64(0x9E37_79B9_7F4A_7C15)  # 2^64 divided by the golden ratio (Knuth)

Row = list[int]


def packed(row: Row) -> int:
    """Return the weights of the three questions as one number."""
    return row[0] + (row[1] << FIELD) + (row[2] << 2 * FIELD)


def unpacked(sums: Numbers) -> Numbers:
    """Return the three numbers of each of *sums*, a row for each question."""
    half = 1 << (FIELD - 1)
    first = ((sums + half) & (2 * half - 1)) - half
    rest = (sums - first) >> FIELD
    second = ((rest + half) & (2 * half - 1)) - half
    return np.stack([first, second, (rest - second) >> FIELD])


class Conjunctions:
    """Weights of keys: a table of hashes whose collisions are chained."""

    def __init__(self, weights: dict[int, int]) -> None:
        keys = np.fromiter(weights, np.int64, len(weights))
        slots = self._slots(keys)
        order = np.argsort(slots, kind="stable")
        slots = slots[order]
        self._keys = np.concatenate([np.array([-1]), keys[order]])
        values = np.fromiter(weights.values(), np.int64, len(weights))
        self._weights = np.concatenate([np.array([0]), values[order]])
        numbers = np.arange(1, len(weights) + 1)
        self._next = np.zeros(len(weights) + 1, np.int64)
        same = slots[1:] == slots[:-1]
        self._next[1:-1][same] = numbers[1:][same]
        self._heads = np.zeros(1 << _SLOTS, np.int32)
        self._heads[slots[::-1]] = numbers[::-1]

    @staticmethod
    def _slots(keys: Numbers) -> npt.NDArray[np.uint64]:
        found = (keys.view(np.uint64) * _SPREAD) >> np.uint64(64 - _SLOTS)
        return cast("npt.NDArray[np.uint64]", found)

    def sums(self, keys: Numbers) -> Numbers:
        """Return the sum of the weights of each column of *keys*."""
        at = self._heads[self._slots(keys)].astype(np.int64)
        rows, columns = np.nonzero(at)
        at, asked = at[rows, columns], keys[rows, columns]
        result = np.zeros(keys.shape, np.int64)
        while at.size:
            hit = self._keys[at] == asked
            result[rows[hit], columns[hit]] = self._weights[at[hit]]
            at = self._next[at]
            more = ~hit & (at > 0)
            at, rows, columns, asked = at[more], rows[more], columns[more], asked[more]
        return cast("Numbers", result.sum(axis=0))


def key(mark: int, kind: int, symbols: tuple[int, ...]) -> int:
    """Return the key of a conjunction; a kind of -1 is none."""
    first, second, third = (*symbols, 0, 0)[:3]
    return (mark << 56) | ((kind + 1) << 48) | (first << 32) | (second << 16) | third


@dataclass(frozen=True, slots=True)
class Model:
    """What the ranker learnt.

    *vocabulary* are the words that are known by name, *own* the packed weights of what a
    word is itself, by the name of the feature.
    *symbols* numbers names and classes, *fines* fine shapes (0: one without a weight).
    *names* and *firsts* are for each context the symbols of its name and of its first
    class (or name); *places* has a weight for each kind, place and context; *before* and
    *after* for each kind and byte of a set of classes.
    """

    bias: int
    vocabulary: frozenset[str]
    own: dict[str, int]
    symbols: dict[str, int]
    fines: dict[str, int]
    contexts: dict[tuple[str, tuple[str, ...]], int]
    names: Numbers
    firsts: Numbers
    places: Numbers
    before: Numbers
    after: Numbers
    joined: Conjunctions


class _Builder:
    """Sorts the named weights of the file into tables."""

    def __init__(self, table: tables.Table) -> None:
        self.vocabulary = tables.words(table, "vocabulary")
        names = [*self.vocabulary, *("?" + coarse for coarse in features.COARSE), "^", "$"]
        self.symbols: dict[str, int] = {}
        for name in (*names, *features.CLASSES):
            self.symbols.setdefault(name, len(self.symbols) + 1)
        self.fines: dict[str, int] = {}
        self.own: dict[str, int] = {}
        self.joined: dict[int, int] = {}
        self.by_name = np.zeros((len(KINDS), PLACES, len(self.symbols) + 1), np.int64)
        self.by_class = np.zeros((len(KINDS), PLACES, len(features.CLASSES)), np.int64)
        self.bags = np.zeros((2, len(KINDS), len(features.CLASSES)), np.int64)
        for feature, row in cast("dict[str, Row]", tables.mapping(table, "weights")).items():
            self._take(feature, packed(row))

    def _take(self, feature: str, weight: int) -> None:
        mark = feature[0]
        if feature[:2] in {"fl", "fL", "fr"}:
            self._join(feature[:2], feature[2:].split(" ", 1), -1, weight)
        elif mark in "cfsonk":
            self.own[feature] = weight
        elif mark == "5":
            self._join(mark, feature[1:].split(" "), -1, weight)
        elif "|" not in feature:
            self.bags[int(mark == "A"), :, features.CLASSES.index(feature[1:])] += weight
        else:
            head, _, kind = feature.rpartition("|")
            self._of_kind(head, KINDS.index(kind), weight)

    def _of_kind(self, head: str, kind: int, weight: int) -> None:
        mark = head[0]
        if mark in "BA":
            self.bags[int(mark == "A"), kind, features.CLASSES.index(head[1:])] += weight
        elif mark.isdigit():
            self._join(mark, head[1:].split(" "), kind, weight)
        else:
            place = int(head[1]) - 1 + (BACK if mark in "Rr" else 0)
            if mark in "LR":
                self.by_name[kind, place, self.symbols[head[2:]]] = weight
            else:
                self.by_class[kind, place, features.CLASSES.index(head[2:])] = weight

    def _join(self, mark: str, parts: list[str], kind: int, weight: int) -> None:
        first = (
            self.fines.setdefault(parts[0], len(self.fines) + 1)
            if mark[0] == "f"
            else self.symbols[parts[0]]
        )
        symbols = (first, *(self.symbols[part] for part in parts[1:]))
        self.joined[key(MARKS.index(mark), kind, symbols)] = weight


def _contexts(vocabulary: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Return every context that there can be; the first two are before and after a text."""
    found: list[tuple[str, tuple[str, ...]]] = [("^", ()), ("$", ())]
    found += [(word, features.classes_of(word)) for word in vocabulary]
    return found + [
        ("?" + coarse, classes) for coarse in features.COARSE for classes in features.combinations()
    ]


def _bytes(bags: Numbers) -> Numbers:
    """Return for each kind and byte of a set of classes the sum of its weights."""
    wide = np.zeros((len(KINDS), _BYTES, 8), np.int64)
    wide.reshape(len(KINDS), -1)[:, : bags.shape[1]] = bags
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    return np.ascontiguousarray((wide[:, :, None, :] * bits).sum(axis=3))


@cache
def model() -> Model:
    """Return the model that is shipped."""
    table = tables.load("model")
    made = _Builder(table)
    contexts = _contexts(made.vocabulary)
    names = np.array([made.symbols[name] for name, _ in contexts])
    number = {classes: i for i, classes in enumerate(features.combinations())}
    holds = np.array(
        [[name in classes for name in features.CLASSES] for classes in number], np.int64
    )
    groups = np.array([number[classes] for _, classes in contexts])
    by_classes = made.by_class @ holds.T
    return Model(
        bias=packed(cast("Row", table["bias"])),
        vocabulary=frozenset(made.vocabulary),
        own=made.own,
        symbols=made.symbols,
        fines=made.fines,
        contexts={context: i for i, context in enumerate(contexts)},
        names=names,
        firsts=np.array([made.symbols[c[0]] if c else made.symbols[n] for n, c in contexts]),
        places=np.ascontiguousarray(made.by_name[:, :, names] + by_classes[:, :, groups]),
        before=_bytes(made.bags[0]),
        after=_bytes(made.bags[1]),
        joined=Conjunctions(made.joined),
    )
