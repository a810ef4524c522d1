"""The way of a text through the screen: one skeleton, three kinds of finder, one verdict."""

import re
from dataclasses import replace

from sealbench.errors import MalformedError
from sealbench.screen.cues import cue_hits, seen_hits
from sealbench.screen.formats import form_hits
from sealbench.screen.house import NO_HOUSE_WORDS, HouseWords
from sealbench.screen.normal import Normal, normal
from sealbench.screen.ranked import ranked_hits
from sealbench.screen.verdict import Hit, Verdict, verdict

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
    if context not in CONTEXTS:
        raise MalformedError("unknown context of a text")
    skeleton = normal(text)
    read = _spaced(skeleton) if context == "filename" else skeleton
    own = [hit for hit in house.announced(read) if context != "name" or hit.severity == "block"]
    hits = [*form_hits(skeleton), *own]
    asked: list[Hit] = []
    for hit in cue_hits(read):
        (hits if hit.severity == "block" else asked).append(hit)
    if context == "picture":
        hits += seen_hits(read)
    if context != "name":
        hits += ranked_hits(read, asked)
    return verdict(skeleton, house.without_vetoed(read, hits))


def _spaced(text: Normal) -> Normal:
    """Return *text* with the joints of file names, and the dot of its ending, as spaces."""
    return replace(
        text, plain=_split(text.plain), folded=_split(text.folded), leet=_split(text.leet)
    )


def _split(name: str) -> str:
    return _ENDING.sub(" ", name.translate(_JOINTS))
