"""The way of a text through the screen: one skeleton, three kinds of finder, one verdict."""

import re
from dataclasses import replace

from sealbench.errors import MalformedError
from sealbench.screen.cues import cue_hits
from sealbench.screen.formats import form_hits
from sealbench.screen.normal import Normal, normal
from sealbench.screen.tokens import token_hits
from sealbench.screen.verdict import Hit, Verdict, verdict

KINDS = frozenset({"note", "name", "filename"})

_JOINTS = str.maketrans("_+", "  ")
_ENDING = re.compile(r"[.](?=[^. ]{1,5}$)")


def screen(text: str, *, kind: str = "note") -> Verdict:
    """Return what in *text* looks like a secret; spans count code points of *text*.

    *kind* is ``note`` (free text), ``name`` (one field: a person, a device, a label, an
    address) or ``filename``.  Any text is screened, lone surrogates and NUL included.
    Raise MalformedError for another kind.
    """
    if kind not in KINDS:
        raise MalformedError("unknown kind of text")
    skeleton = normal(text)
    hits = [*form_hits(skeleton), *token_hits(skeleton)]
    hits += cue_hits(_spaced(skeleton) if kind == "filename" else skeleton)
    if kind == "name":
        hits = [hit for hit in hits if not _loose(hit)]
    return verdict(skeleton, hits)


def _spaced(text: Normal) -> Normal:
    """Return *text* with the joints of file names, and the dot of its ending, as spaces."""
    return replace(
        text, plain=_split(text.plain), folded=_split(text.folded), leet=_split(text.leet)
    )


def _split(name: str) -> str:
    return _ENDING.sub(" ", name.translate(_JOINTS))


def _loose(hit: Hit) -> bool:
    """Say whether *hit* rests on a mere neighbour, as in the name "Pass 2024"."""
    return hit.rule == "cue-space" and hit.severity == "ask"
