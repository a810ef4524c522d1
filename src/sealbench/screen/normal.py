"""One spelling of a text, with the way back to the original.

The *skeleton* of a text is what rules are matched on: compatibility forms folded and
marks dropped (the NFKD behind NFKC, Unicode UAX 15), look-alikes of Cyrillic and Greek
made Latin (after UTS 39), invisible and bidirectional controls removed, all white space
made plain.  Characters beyond the Basic Multilingual Plane become U+FFFD, so that an
index counts the same in Python and in a browser.  `Normal.span` leads back.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

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
_MOST_KEPT = 4096
_LONGEST = 4  # a ligature that stands for a sentence is no spelling of a password


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in views of equal length, and where each character came from.

    *plain* keeps the case, *folded* is in lower case.
    *origins* holds for each character its code point index in the original, never
    falling; *size* is the length of the original in code points.
    """

    plain: str
    folded: str
    origins: tuple[int, ...] | range
    size: int

    @property
    def leet(self) -> str:
        """The view in which digits are read as letters."""
        return leet(self.folded)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of characters *start* to *end*; never empty."""
        first, last = self.origins[start], self.origins[end - 1] + 1
        follow = self.origins[end] if end < len(self.origins) else self.size
        return first, max(last, follow)


def normal(text: str) -> Normal:
    """Return the skeleton of *text*, any sequence of code points."""
    if text.isascii():
        plain, origins = (text, range(len(text))) if text.isprintable() else _ascii(text)
        folded = plain.lower()
    else:
        plain, origins = _unicode(text)
        folded = lower(plain)
    return Normal(plain, folded, origins, len(text))


def lower(plain: str) -> str:
    """Return *plain*, a skeleton, in small letters and of the same length."""
    return plain.lower() if plain.isascii() else plain.translate(_LOWER)


def leet(folded: str) -> str:
    """Return *folded* with the digits that stand for letters as letters."""
    return folded.translate(_LEET)


def _ascii(text: str) -> tuple[str, tuple[int, ...] | range]:
    plain = text.translate(_ASCII)
    if len(plain) == len(text):
        return plain, range(len(text))
    return plain, tuple(i for i, char in enumerate(text) if char.translate(_ASCII))


def _unicode(text: str) -> tuple[str, tuple[int, ...] | range]:
    plain = text.translate(_SKELETONS)
    if len(plain) == len(text) and _UNEVEN.isdisjoint(text):
        return plain, range(len(text))
    origins: list[int] = []
    for i, char in enumerate(text):
        origins.extend([i] * len(_SKELETONS[ord(char)]))
    return plain, tuple(origins)


def _skeleton(code: int) -> str:
    char = chr(code)
    if char in _LINES:
        return "\n"
    part = "".join(map(_letter, unicodedata.normalize("NFKD", char)))
    part = part if len(part) <= _LONGEST else _STRANGE
    if len(part) != 1:
        _UNEVEN.add(char)
    return part


def _letter(char: str) -> str:
    category = unicodedata.category(char)
    if char == "\t" or category == "Zs":
        return " "
    if category in {"Cc", "Cf", "Mn", "Me"} or char in _REMOVED:
        return ""
    if category == "Cs" or ord(char) > _BMP_END:
        return _STRANGE
    return _LOOKALIKES.get(char, char)


def _lower(code: int) -> str:
    char = chr(code)
    small = char.lower()
    return small if len(small) == 1 else char


class _Spellings(dict[int, str]):
    """How each code point is spelled, for `str.translate`; filled as they are met."""

    def __init__(self, spell: Callable[[int], str]) -> None:
        super().__init__()
        self._spell = spell

    def __missing__(self, code: int) -> str:
        spelled = self._spell(code)
        if len(self) < _MOST_KEPT:
            self[code] = spelled
        return spelled


_UNEVEN: set[str] = set()  # what was met and is not spelled by one character
_SKELETONS = _Spellings(_skeleton)
_LOWER = _Spellings(_lower)
