"""The way of a text through the screen: one skeleton, three kinds of finder, one verdict."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sealbench.errors import MalformedError
from sealbench.screen.cues import cue_hits, seen_hits
from sealbench.screen.formats import LEAST_DIGITS, key_hits, number_hits
from sealbench.screen.glossary import CUE, FORM, TWISTED
from sealbench.screen.house import NO_HOUSE_WORDS, HouseWords
from sealbench.screen.normal import Normal, normal
from sealbench.screen.ranked import Ranked
from sealbench.screen.reading import read
from sealbench.screen.verdict import CLEAN, Hit, Verdict, verdict

CONTEXTS = frozenset({"note", "name", "filename", "picture"})

_JOINTS = str.maketrans("_+", "  ")
_ENDING = re.compile(r"[.](?=[^. ]{1,5}$)")


def screen(text: str, *, context: str = "note", house: HouseWords = NO_HOUSE_WORDS) -> Verdict:
    """Return what in *text* looks like a secret; spans count code points of *text*.

    *context* is ``note`` (free text), ``name`` (one field: a person, a device, a label, an
    address), ``filename`` or ``picture`` (letters that were read in one, where any word beside
    a cue asks); *house* adds a shop's own words.  Any text is screened, lone surrogates and
    NUL included.  Raise MalformedError for another context.
    """
    return screen_all([text], context=context, house=house)[0]


def screen_all(
    texts: Sequence[str], *, context: str = "note", house: HouseWords = NO_HOUSE_WORDS
) -> list[Verdict]:
    """Return the verdict of each of *texts* as `screen` does; a text takes less time so."""
    if context not in CONTEXTS:
        raise MalformedError("unknown context of a text")
    if not texts:
        return []
    skeletons = [normal(text) for text in texts]
    spaced = context == "filename"
    read_as = [_spaced(text) for text in skeletons] if spaced else skeletons
    reading = read(read_as)
    ranked = Ranked(reading)
    found = _Found(context, house, reading.flags.tolist(), reading.digits.tolist(), ranked)
    verdicts = [CLEAN] * len(texts)
    worth = (reading.flags[:-1] > 0) | (reading.digits >= LEAST_DIGITS) | ranked.worth
    worth |= spaced or bool(house.cues)
    for i in np.flatnonzero(worth).tolist():
        hits = found.hits(i, skeletons[i], read_as[i])
        if hits:
            verdicts[i] = verdict(skeletons[i], hits)
    return verdicts


@dataclass(frozen=True, slots=True)
class _Found:
    """What the first look at a batch of texts found: where the rules have to look."""

    context: str
    house: HouseWords
    flags: list[int]
    digits: list[int]
    ranked: Ranked

    def hits(self, number: int, text: Normal, read_as: Normal) -> list[Hit]:
        """Return what the rules and the ranker find in the text *number*."""
        named = self.context == "name"
        own = self.house.announced(read_as)
        hits = [hit for hit in own if not named or hit.severity == "block"]
        asked: list[Hit] = []
        flags = self.flags[number]
        # The flags are of the text as it is read, which the name of a file differs from.
        if flags & FORM or text is not read_as:
            hits += key_hits(text)
        if self.digits[number] >= LEAST_DIGITS:
            hits += number_hits(text, self.digits[number])
        if flags & (CUE | TWISTED):
            for hit in cue_hits(read_as, twisted=flags & TWISTED > 0):
                (hits if hit.severity == "block" else asked).append(hit)
            hits += seen_hits(read_as) if self.context == "picture" else ()
        if not named and (asked or self.ranked.worth[number]):
            hits += self.ranked.hits(read_as, number, asked)
        return self.house.without_vetoed(read_as, hits)


def _spaced(text: Normal) -> Normal:
    """Return *text* with the joints of file names, and the dot of its ending, as spaces."""
    return replace(text, plain=_split(text.plain), folded=_split(text.folded))


def _split(name: str) -> str:
    return _ENDING.sub(" ", name.translate(_JOINTS))
