"""The way of a text through the screen: one skeleton, three kinds of finder, one verdict."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sealbench.errors import MalformedError
from sealbench.screen.cues import cue_hits
from sealbench.screen.formats import LEAST_DIGITS, key_hits, number_hits
from sealbench.screen.glossary import CUE, FORM
from sealbench.screen.normal import Normal, normal
from sealbench.screen.ranked import Ranked
from sealbench.screen.reading import read
from sealbench.screen.verdict import CLEAN, Hit, Verdict, verdict

CONTEXTS = frozenset({"note", "name", "filename"})

_JOINTS = str.maketrans("_+", "  ")
_ENDING = re.compile(r"[.](?=[^. ]{1,5}$)")


def screen(text: str, *, context: str = "note") -> Verdict:
    """Return what in *text* looks like a secret; spans count code points of *text*.

    *context* is ``note`` (free text), ``name`` (one field: a person, a device, a label, an
    address) or ``filename``.  Any text is screened, lone surrogates and NUL included.
    Raise MalformedError for another context.
    """
    return screen_all([text], context=context)[0]


def screen_all(texts: Sequence[str], *, context: str = "note") -> list[Verdict]:
    """Return the verdict of each of *texts*; many at once take a tenth of the time."""
    if context not in CONTEXTS:
        raise MalformedError("unknown context of a text")
    if not texts:
        return []
    skeletons = [normal(text) for text in texts]
    spaced = context == "filename"
    read_as = [_spaced(text) for text in skeletons] if spaced else skeletons
    reading = read(read_as)
    ranked = Ranked(reading)
    forms = ((reading.flags[:-1] & FORM) > 0) | spaced
    numbers = reading.digits >= LEAST_DIGITS
    cues = (reading.flags[:-1] & CUE) > 0
    verdicts = [CLEAN] * len(texts)
    for i in np.flatnonzero(forms | numbers | cues | ranked.worth).tolist():
        hits: list[Hit] = list(key_hits(skeletons[i])) if forms[i] else []
        hits += number_hits(skeletons[i], int(reading.digits[i])) if numbers[i] else ()
        asked: list[Hit] = []
        for hit in cue_hits(read_as[i]) if cues[i] else ():
            (hits if hit.severity == "block" else asked).append(hit)
        if context != "name" and (asked or ranked.worth[i]):
            hits += ranked.hits(read_as[i], i, asked)
        if hits:
            verdicts[i] = verdict(skeletons[i], hits)
    return verdicts


def _spaced(text: Normal) -> Normal:
    """Return *text* with the joints of file names, and the dot of its ending, as spaces."""
    return replace(text, plain=_split(text.plain), folded=_split(text.folded))


def _split(name: str) -> str:
    return _ENDING.sub(" ", name.translate(_JOINTS))
