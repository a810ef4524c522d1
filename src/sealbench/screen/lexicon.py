"""The cue words and the links between a cue and its value, made from ``data/cues.json``."""

import re
from dataclasses import dataclass

from sealbench.screen import tables

_TABLE = tables.load("cues")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that announces a value: *value* names the grammar of what follows.

    Values are ``any``, ``digits``, ``words``, ``pattern``, ``pair`` or ``secret-half``;
    after a *weak* cue a value is only asked about.
    """

    word: str
    kind: str
    value: str
    weak: bool


def _cues() -> tuple[dict[str, Cue], re.Pattern[str]]:
    found: dict[str, Cue] = {}
    compound: list[str] = []
    for row in tables.rows(_TABLE, "cues"):
        for word in tables.words(row, "words"):
            cue = Cue(word, str(row["kind"]), str(row["value"]), row.get("weak") is True)
            found.setdefault(word, cue)
            compound += [word] if row["compound"] is True else []
    inside = f"{_any(compound)}(?![a-z])"
    return found, re.compile(f"(?<![a-z0-9]){_any(list(found))}(?![a-z])|{inside}")


def _any(words: list[str] | tuple[str, ...]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


CUES, CUE = _cues()

# The longest word of each cue: a text is cut into chunks at spaces, so that one of these is
# in a chunk of every text that a cue is in.
_PARTS = frozenset(max(word.split(" "), key=len) for word in CUES)
_COMPOUND = tuple(
    word
    for row in tables.rows(_TABLE, "cues")
    if row["compound"] is True
    for word in tables.words(row, "words")
)
_BEGIN = re.compile(f"{_any(sorted(_PARTS))}(?![a-z])")
_PART = re.compile(f"(?<![a-z0-9]){_any(sorted(_PARTS))}(?![a-z])|{_any(_COMPOUND)}(?![a-z])")


def may_be_cue(word: str) -> bool:
    """Say whether *word*, of letters alone, may be of a cue."""
    return word in _PARTS or word.endswith(_COMPOUND)


def may_have_cue(chunk: str) -> bool:
    """Say whether a cue may be in or run through *chunk*, which has no white space in it."""
    if not chunk.isalnum():
        return _PART.search(chunk) is not None
    return _BEGIN.match(chunk) is not None or any(word in chunk for word in _COMPOUND)


def _set(name: str) -> frozenset[str]:
    return frozenset(tables.words(_TABLE, name))


AFTER_VETOES = _set("after_vetoes")
BEFORE_VETOES = _set("before_vetoes")
CODE_VETOES = _set("code_vetoes")
ASK_VETOES = _set("ask_vetoes")

_ASIDE = r"(?: ?\([^()\n]{0,30}\))?"
_QUALIFIERS = rf"({_ASIDE}(?: [a-z0-9'-]{{1,16}}){{0,5}}?{_ASIDE})"
SIGN = re.compile(
    rf"[0-9]?{_QUALIFIERS} {{0,3}}{_any(tables.words(_TABLE, 'signs'))}{{1,2}} {{0,3}}\n? {{0,3}}"
)
VERB = re.compile(rf"[0-9]?{_QUALIFIERS} {{1,2}}{_any(tables.words(_TABLE, 'verbs'))}:? {{1,3}}")
_FIRST_OF_VERBS = frozenset(
    word.split(" ")[0] + end for word in tables.words(_TABLE, "verbs") for end in ("", ":")
)
_SIGNS = re.compile(
    "[" + "".join(sorted({word[-1] for word in tables.words(_TABLE, "signs")})) + "]"
)
BACK_VERBS = _set("back_verbs")
LONGEST_LINK = 240
"""How many characters a link takes at most, with all that may be between cue and value."""
SPACE = re.compile(r"[0-9]?() {1,8}")
LINKED = re.compile(
    rf"(?:{_any(tables.words(_TABLE, 'signs'))}"
    rf"|(?<![a-z]){_any(tables.words(_TABLE, 'verbs'))}):?[ \"'`(]{{0,4}}$"
)
BEHIND = re.compile(
    rf"([^ \n]{{3,64}}) {{1,2}}{_any(tables.words(_TABLE, 'back_verbs'))}"
    rf"(?: {_any(tables.words(_TABLE, 'back_articles'))}){{0,3}} {{1,2}}$"
)
LINKS = (("sign", SIGN), ("verb", VERB), ("space", SPACE))
"""The links from the surest on."""


def may_link(link: str, ahead: str) -> bool:
    """Say whether *link* may be in *ahead*, what follows a cue."""
    if link == "sign":
        return _SIGNS.search(ahead) is not None
    return link == "space" or not _FIRST_OF_VERBS.isdisjoint(ahead.split(" "))
