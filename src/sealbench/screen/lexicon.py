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


def _set(name: str) -> frozenset[str]:
    return frozenset(tables.words(_TABLE, name))


CUES, CUE = _cues()
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
SPACE = re.compile(r"[0-9]?() {1,8}")
LINKED = re.compile(
    rf"(?:{_any(tables.words(_TABLE, 'signs'))}"
    rf"|(?<![a-z]){_any(tables.words(_TABLE, 'verbs'))}):?[ \"'`(]{{0,4}}$"
)
BEHIND = re.compile(
    rf"([^ \n]{{3,64}}) {{1,2}}{_any(tables.words(_TABLE, 'back_verbs'))}"
    rf"(?: {_any(tables.words(_TABLE, 'back_articles'))}){{0,3}} {{1,2}}$"
)
