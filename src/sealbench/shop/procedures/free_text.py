"""Texts that people type: in one form, of visible letters only, and screened (law 11, A2)."""

import unicodedata
from collections.abc import Iterable

from sealbench.errors import MalformedError
from sealbench.shop.bench.screening import screen

NAME = 80
LINE = 160
TEXT = 2_000

_BREAKS = "\n\t"
# Controls, formats (bidi, zero-width), surrogates, private and unassigned letters, separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LOST = "\ufffd"  # what a form's broken bytes were read as: the letter is gone


def plain(text: str, *, limit: int, lines: bool = False) -> str:
    """Return *text* in NFC and trimmed; *lines* lets it have more than one.

    Raise MalformedError for what is longer than *limit* letters or has letters that
    cannot be seen: NUL, controls, direction overrides, zero-width ones.
    """
    made = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(made) > limit:
        raise MalformedError(f"at most {limit} letters")
    if _LOST in made:
        raise MalformedError("a letter of this text was lost on the way", hint="type it again")
    allowed = _BREAKS if lines else ""
    if any(letter not in allowed and unicodedata.category(letter) in _UNSEEN for letter in made):
        raise MalformedError("this text holds letters that cannot be seen", hint="type it again")
    return made


def is_clean(notes: Iterable[str], names: Iterable[str] = ()) -> bool:
    """Tell whether the screen finds nothing in what a client's browser sends."""
    verdicts = [screen(text) for text in notes]
    verdicts += [screen(text, context="name") for text in names]
    return all(verdict.clean for verdict in verdicts)
