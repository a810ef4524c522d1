"""One spelling of a text, with the way back to the original.

The *skeleton* of a text is what rules are matched on: compatibility forms folded and
marks dropped (the NFKD behind NFKC, Unicode UAX 15), look-alikes of Cyrillic and Greek
made Latin (after UTS 39), invisible and bidirectional controls removed, all white space
made plain.  Characters beyond the Basic Multilingual Plane become U+FFFD, so that an
index counts the same in Python and in a browser.  `Normal.span` leads back.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sealbench.screen import tables

_ALPHABET = tables.load("alphabet")
_REMOVED = frozenset(str(_ALPHABET["removed"]))
_LOOKALIKES = {
    char: latin
    for latin, chars in tables.mapping(_ALPHABET, "lookalikes").items()
    for char in str(chars)
}
_LEET = str.maketrans({k: str(v) for k, v in tables.mapping(_ALPHABET, "leet").items()})
_ASCII = str.maketrans(
    dict.fromkeys(range(32)) | {9: " ", 10: "\n", 11: "\n", 12: "\n", 13: "\n", 127: None}
)
_LINES = frozenset("\n\v\f\r\x85\u2028\u2029")
_STRANGE = "\ufffd"
_BMP_END = 0xFFFF
_LONGEST = 4  # a ligature that stands for a sentence is no spelling of a password


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in three views of equal length, and where each character came from.

    *plain* keeps the case, *folded* is in lower case, *leet* reads digits as letters.
    *origins* holds for each character its code point index in the original, never
    falling; *size* is the length of the original in code points.
    """

    plain: str
    folded: str
    leet: str
    origins: tuple[int, ...] | range
    size: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of characters *start* to *end*; never empty."""
        first, last = self.origins[start], self.origins[end - 1] + 1
        follow = self.origins[end] if end < len(self.origins) else self.size
        return first, max(last, follow)


def normal(text: str) -> Normal:
    """Return the skeleton of *text*, any sequence of code points."""
    plain, origins = _ascii(text) if text.isascii() else _unicode(text)
    folded = plain.lower() if plain.isascii() else "".join(map(_lower, plain))
    return Normal(plain, folded, folded.translate(_LEET), origins, len(text))


def _ascii(text: str) -> tuple[str, tuple[int, ...] | range]:
    plain = text.translate(_ASCII)
    if len(plain) == len(text):
        return plain, range(len(text))
    return plain, tuple(i for i, char in enumerate(text) if char.translate(_ASCII))


def _unicode(text: str) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    origins: list[int] = []
    for i, char in enumerate(text):
        part = _skeleton(char)
        parts.append(part)
        origins.extend([i] * len(part))
    return "".join(parts), tuple(origins)


@lru_cache(maxsize=4096)
def _skeleton(char: str) -> str:
    if char in _LINES:
        return "\n"
    part = "".join(map(_letter, unicodedata.normalize("NFKD", char)))
    return part if len(part) <= _LONGEST else _STRANGE


def _letter(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\t" or category == "Zs":
        return " "
    if category in {"Cc", "Cf", "Mn", "Me"} or char in _REMOVED:
        return ""
    if category == "Cs" or ord(char) > _BMP_END:
        return _STRANGE
    return _LOOKALIKES.get(char, char)


def _lower(char: str) -> str:
    small = char.lower()
    return small if len(small) == 1 else char
