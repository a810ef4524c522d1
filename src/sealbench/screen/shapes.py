"""What a word looks like: its shape, in a few letters, and what its parts say.

The shape is the finest thing that the ranker knows of a word that may be a secret; it
never knows the word itself.  Letters, digits and joints are read as runs: ``rosie1961``
is small letters and four digits of a year.
"""

import re
from functools import lru_cache

from sealbench.screen import tables

_TABLE = tables.load("shapes")
_HARMLESS = tables.mapping(_TABLE, "harmless")
_HARM = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _HARMLESS.items()))
_HARM_BEGINS = frozenset("0123456789abcdefk")  # of what is harmless without a sign in it
_RUNS = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[-_.']+|[^a-zA-Z0-9_.'-]+")
_YEAR = re.compile(r"(?:19[2-9]|20[0-3])[0-9]")
_YEARS = re.compile(rf"(?<![0-9]){_YEAR.pattern}(?![0-9])")
_OUTLINE = str.maketrans(
    {
        **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "a"),
        **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A"),
        **dict.fromkeys("123456789", "0"),
    }
)
_MANY = 3
_TWO = 2
_OF_YEAR = 4
_LONG_KINDS = 5

_LONG = 4

Shape = tuple[str, str, tuple[str, ...]]

_SMALL, _CAPITAL, _UPPER = (
    [(mark, f"{mark}{n if n < _LONG else '+'}", ()) for n in range(_LONG + 1)] for mark in "wWU"
)


def shape(word: str, low: str) -> Shape:
    """Return the coarse shape, the fine one, and what else is told by *word* itself."""
    if word.isalpha():
        return letters(word, low)
    if word.isdigit() and word.isascii():
        return _digits(word)
    if len(word) == 1:
        return "p", "p" + word, ()
    if "\u2581" in word:
        digits = sum(char.isdigit() for char in word)
        spelled = "zd" if digits * 2 >= len(word) - 2 else "zl"
        return spelled, f"{spelled}{min(len(word) // 2, 8)}", ()
    harm = None if word.isalnum() and low[0] not in _HARM_BEGINS else _HARM.fullmatch(low)
    if harm:
        name = harm.lastgroup or ""
        return "h", "h" + name, ()
    return _mixed(word, low)


def letters(word: str, low: str) -> Shape:
    """Return the shape of *word*, of letters alone."""
    size = min(len(word), _LONG)
    if word == low:
        return _SMALL[size]
    if word[1:] == low[1:]:
        return _CAPITAL[size]
    return _UPPER[size] if word == word.upper() else ("cC", "cC", ())


def _digits(word: str) -> Shape:
    size = len(word)
    if size == _OF_YEAR:
        return "d4", "y" if _YEAR.fullmatch(word) else "d4", _repeats(word)
    if size in (5, 6, 8):
        return "d6", f"d{size}", _repeats(word)
    return ("d3", f"d{size}", ()) if size < _OF_YEAR else ("d9", f"d{min(size, 20)}", ())


def _repeats(word: str) -> tuple[str, ...]:
    return ("rep",) if len(set(word)) <= _TWO else ()


def _mixed(word: str, low: str) -> Shape:
    if not word.isascii():
        return _of_runs(word, low)
    outline = word.translate(_OUTLINE)
    if "0000" in outline:
        for match in _YEARS.finditer(word):
            outline = f"{outline[: match.start()]}2000{outline[match.end() :]}"
    return _of_outline(outline)


@lru_cache(maxsize=1 << 14)
def _of_outline(outline: str) -> Shape:
    """Return the shape of all words of *outline*: one letter, digit or year for all."""
    return _of_runs(outline, outline.lower())


def _of_runs(word: str, low: str) -> Shape:
    runs = _RUNS.findall(word)
    kinds = "".join([_kind(run) for run in runs])
    letters = [len(run) for run in _RUNS.findall(low) if run[0].isalpha()]
    digits = sum(len(run) for run in runs if run[0].isdigit())
    own = [f"n{min(len(word) // 3, 6)}", f"r{min(len(runs), 7)}"]
    own += [f"l{min(max(letters, default=0), 7)}"]
    own += ["tail" + runs[-1][:2]] if kinds[-1] == "s" else []
    own += ["head" + runs[0][:2]] if kinds[0] in "sj" else []
    own += ["sym" + run[:1] for run in runs[1:-1] if run[0] in "!#$%&*?@+=~^,;:"]
    own += ["yr"] if any(_YEAR.fullmatch(run) for run in runs) else []
    own += [f"g{min(digits, 8)}"]
    return _coarse(kinds), "m" + _squeezed(kinds), tuple(own)


def _kind(run: str) -> str:
    first = run[0]
    if "a" <= first <= "z":
        return "a" if len(run) >= _MANY else "b"
    if "A" <= first <= "Z":
        return "A" if len(run) >= _MANY else "B"
    if "0" <= first <= "9":
        return (
            "y" if len(run) == _OF_YEAR and _YEAR.fullmatch(run) else "12345"[min(len(run), 5) - 1]
        )
    return "j" if first in "-_.'" else "s"


def _coarse(kinds: str) -> str:
    lower, upper = any(c in kinds for c in "ab"), any(c in kinds for c in "AB")
    digit, symbol, joint = any(c in kinds for c in "y12345"), "s" in kinds, "j" in kinds
    if symbol:
        return "sx" if lower or upper else "sd"
    if joint:
        return "jl" if lower else ("jU" if upper else "jd")
    if lower and upper and digit:
        return "Cn" if len(kinds) <= _MANY else "rm"
    if lower and digit:
        return "ln" if len(kinds) == _TWO and kinds[0] in "ab" else "rl"
    if upper and digit:
        return "Un" if len(kinds) == _TWO and kinds[0] in "AB" else "rU"
    return "o"


def _squeezed(kinds: str) -> str:
    return kinds if len(kinds) <= _LONG_KINDS else kinds[:3] + "+" + kinds[-1]
