"""Spellings: one word as different people type it, without case, accents and marks.

A letter with a mark is its bare letter; what German, Danish and Norwegian also write as two
letters is both.  So *Müller* is found as `müller`, `muller` and `mueller`.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

_TWO = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
# Letters of their own, which no normal form takes apart.
_BARE = {
    "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
    "\u0131": "i", "ŋ": "n",
}  # fmt: skip
_PLAIN = re.compile(r"[0-9a-z]+")  # most of what there is, without a look at each letter
_MOST = 3  # letters of one word that are each spelled both ways; of more, all or none


def normal(text: str) -> str:
    """Return *text* without case, each letter and its marks as one."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """Return the words of a normal *text*: runs of letters, digits and their marks."""
    if text.isascii():
        return _PLAIN.findall(text)
    found = "".join(letter if _kind(letter) in "LNM" else " " for letter in text).split()
    return [word for word in found if any(_kind(letter) in "LN" for letter in word)]


def spellings(word: str) -> Sequence[str]:
    """Return every way in which the normal *word* is looked for, each once."""
    if word.isascii():
        return (word,)
    ways = [_ways(letter) for letter in word]
    if sum(len(each) > 1 for each in ways) <= _MOST:
        found = ["".join(letters) for letters in product(*ways)]
    else:
        found = ["".join(each[at] for each in ways) for at in (0, -1)]
    return list(dict.fromkeys(way for way in found if way))


@lru_cache(maxsize=1024)  # letters: nothing of a name stays
def _ways(letter: str) -> tuple[str, ...]:
    bare = _BARE.get(letter) or _without_marks(letter)
    two = _TWO.get(letter)
    return (bare, two) if two else (bare,)


def _without_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(_BARE.get(part, part) for part in parts if not unicodedata.combining(part))


def _kind(letter: str) -> str:
    return unicodedata.category(letter)[0]
