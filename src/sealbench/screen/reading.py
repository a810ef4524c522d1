"""A batch of texts read into words: arrays of numbers, a text after the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sealbench.screen import glossary, tables
from sealbench.screen.glossary import SEPARATOR, Glossary
from sealbench.screen.model import Numbers, Whole, model
from sealbench.screen.normal import Normal, lower
from sealbench.screen.words import Words

_CHUNK = re.compile(r"[^ \n]+|\n")
_BETWEEN = f" {SEPARATOR} "
_SPELLED = re.compile(
    r"(?<![^ \n:=])(?:[a-z0-9](?:[ .-] ?)){3,40}[a-z0-9](?:[ -]?[!?#*$])?(?![^ \n,.;])"
)
_GAP = re.compile(r"[ .-]")
_JOINT = "\u2581"
_CODES = "utf-32-le"
_ALNUM, _GAPS, _BORDER, _DIGIT, _SPACE, _NEW_LINE = (1 << i for i in range(6))

Kinds = npt.NDArray[np.uint8]


def _needles() -> list[str]:
    """Return the phrases that are read as one word; letters alone only between spaces."""
    found: list[str] = []
    for phrase in tables.words(tables.load("lexicon"), "phrases"):
        alone = any(len(part) == 1 for part in phrase.split(" "))
        found += [f" {phrase}{end}" for end in " :="] if alone else [phrase]
    return [phrase for phrase in found if " " in phrase.strip()]


def _kinds_of_characters() -> Kinds:
    table = np.zeros(1 << 16, np.uint8)
    for kind, chars in (
        (_ALNUM, "abcdefghijklmnopqrstuvwxyz0123456789"),
        (_GAPS, " .-"),
        (_BORDER, " \n:="),
        (_DIGIT, "0123456789"),
        (_SPACE, " "),
        (_NEW_LINE, "\n"),
    ):
        table[[ord(char) for char in chars]] |= kind
    return table


_PHRASES = [
    (needle, needle[0] + needle[1:-1].replace(" ", "_") + needle[-1]) for needle in _needles()
]
_KINDS = _kinds_of_characters()


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of *size* texts.

    *facts* has a column for each word (and for each separator), *vectors* a row, *ids* its number,
    *starts* and *ends* its place in the skeleton of its text, *of* the number of its text.
    The words of text ``i`` are those from ``first[i]`` to before ``first[i + 1] - 1``.
    *flags* are those of the chunks of each text, *digits* how many digits it has.
    """

    size: int
    ids: Numbers
    facts: Numbers
    vectors: Whole
    starts: Numbers
    ends: Numbers
    of: Numbers
    first: Numbers
    flags: Numbers
    digits: Numbers
    learnt: Glossary

    def words(self, number: int) -> Words:
        """Return the words of the text *number*."""
        part = slice(int(self.first[number]), int(self.first[number + 1]) - 1)
        old, new = glossary.known(), self.learnt
        size = len(old.lows)
        ids = self.ids[part].tolist()
        return Words(
            self.starts[part].tolist(),
            self.ends[part].tolist(),
            [old.lows[i] if i < size else new.lows[i - size] for i in ids],
            [old.shapes[i] if i < size else new.shapes[i - size] for i in ids],
            self.facts[glossary.CLASSES][part].tolist(),
        )


def read(texts: Sequence[Normal]) -> Reading:
    """Return the words of *texts*."""
    joined = _BETWEEN.join(["", *(text.plain for text in texts), ""])
    sizes = np.fromiter((len(text.plain) for text in texts), np.int64, len(texts)) + len(_BETWEEN)
    begins = np.cumsum(sizes) - sizes + len(_BETWEEN)
    joined, kinds = _rejoined(joined, begins, sizes)
    learnt, old = Glossary(glossary.known()), glossary.known()
    numbers = np.fromiter(map(learnt.__getitem__, _CHUNK.findall(joined)), np.int64)
    chunks = _columns(old.chunks, learnt.chunks, numbers)
    counts = chunks[glossary.COUNT]
    chunk_of = np.repeat(np.arange(numbers.size), counts)
    within = np.arange(chunk_of.size) - (np.cumsum(counts) - counts)[chunk_of]
    pieces = _columns(old.pieces, learnt.pieces, chunks[glossary.FIRST][chunk_of] + within)
    ids = pieces[glossary.WORD]
    between = ids == ids[0]
    of = np.cumsum(between) - 1
    places = _starts(kinds)[chunk_of] - np.append(begins, 0)[of]
    return Reading(
        size=len(texts),
        ids=ids,
        facts=_columns(old.facts, learnt.facts, ids),
        vectors=_vectors(old.vectors, learnt.rows, ids),
        starts=places + pieces[glossary.START],
        ends=places + pieces[glossary.END],
        of=of,
        first=np.flatnonzero(between) + 1,
        flags=np.bitwise_or.reduceat(chunks[glossary.FLAGS], np.flatnonzero(numbers == numbers[0])),
        digits=np.add.reduceat((kinds & _DIGIT) > 0, begins, dtype=np.int64),
        learnt=learnt,
    )


def _columns(old: Numbers, new: Sequence[tuple[int, ...]], numbers: Numbers) -> Numbers:
    """Return the columns *numbers* of *old* and the rows *new* that follow them."""
    if not new:
        return old[:, numbers]
    size = old.shape[1]
    found = old[:, np.minimum(numbers, size - 1)]
    later = np.flatnonzero(numbers >= size)
    found[:, later] = glossary.table(new, len(old))[:, numbers[later] - size]
    return found


def _vectors(old: Whole, new: Sequence[tuple[int, ...]], numbers: Numbers) -> Whole:
    """Return the rows *numbers* of *old* and of the words *new* that follow them."""
    size = len(old)
    found = old[np.minimum(numbers, size - 1)]
    later = np.flatnonzero(numbers >= size)
    if later.size:
        found[later] = model().vectors(new)[numbers[later] - size]
    return found


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode(_CODES), np.uint32)


def _rejoined(joined: str, begins: Numbers, sizes: Numbers) -> tuple[str, Kinds]:
    """Return *joined* with phrases and spelled words without their gaps, and its characters."""
    low = folded = lower(joined)
    for phrase, word in _PHRASES:
        if phrase in folded:
            folded = folded.replace(phrase, word)
    kinds = _KINDS[_codes(folded)]
    parts: list[str] = []
    done = 0
    for number in _spelled(kinds, begins):
        begin = int(begins[number])
        end = begin + int(sizes[number]) - len(_BETWEEN)
        parts += [folded[done:begin], _SPELLED.sub(_ungapped, folded[begin:end])]
        done = end
    folded = "".join([*parts, folded[done:]])
    if folded == low:
        return joined, kinds
    read, given = _codes(folded), _codes(joined)
    codes = np.where((read == ord("_")) & (given == ord(" ")), read, given)
    codes = np.where(read == ord(_JOINT), read, codes)
    return codes.tobytes().decode(_CODES), _KINDS[codes]


def _ungapped(match: re.Match[str]) -> str:
    return _GAP.sub(_JOINT, match.group())


def _spelled(kinds: Kinds, begins: Numbers) -> list[int]:
    """Return the numbers of the texts in which a word may be spelled letter by letter."""
    letters = ((kinds[:-1] & _ALNUM) > 0) & ((kinds[1:] & _GAPS) > 0)
    spaced = (kinds & _SPACE) > 0
    twice = letters[1:-3] & (letters[3:-1] | (spaced[3:-2] & letters[4:]))
    at = np.flatnonzero(twice & ((kinds[:-5] & _BORDER) > 0)) + 1
    return sorted({*(np.searchsorted(begins, at, side="right") - 1).tolist()})


def _starts(kinds: Kinds) -> Numbers:
    """Return where the chunks of a text begin; a new line is a chunk."""
    space, line = (kinds & _SPACE) > 0, (kinds & _NEW_LINE) > 0
    fresh = np.append(True, (space | line)[:-1])
    return np.flatnonzero(~space & (fresh | line))
