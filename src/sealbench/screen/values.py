"""What a value looks like: a secret, a word, a mask or something harmless."""

import re

from sealbench.screen import tables

_TABLE = tables.load("cues")
_STOP = frozenset(tables.words(_TABLE, "stop_values"))
_KNOWN = frozenset(tables.words(_TABLE, "known_tokens"))
_HARMLESS = re.compile("|".join(f"(?:{p})" for p in tables.words(_TABLE, "not_secrets")))
_DATE = re.compile("|".join(f"(?:{p})" for p in tables.words(_TABLE, "dates")))
_MASK = re.compile("|".join(f"(?:{p})" for p in tables.words(_TABLE, "masks")))
_VARIABLE = re.compile("|".join(f"(?:{p})" for p in tables.words(_TABLE, "variables")))
"""A variable of a shell; a password may begin with a dollar too, as ``$UMMER`` does."""
_SYMBOL = re.compile(r"[!#$%&*+=?@^_~€£§|\ufffd]")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"[0-9]")
_CAMEL = re.compile(r"[a-z][A-Z]")
_LEAST_STRONG = 5
_LEAST_CAMEL = 6
_LEAST_DIGITS = 4
_TRAILING = ".,;:)]}>\"'"


def trimmed(token: str) -> str:
    """Return *token* without the punctuation that follows it."""
    return token.rstrip(_TRAILING)


def is_void(plain: str) -> bool:
    """Say whether *plain* is no value: empty, masked, or a word that only talks of one."""
    folded = plain.lower()
    return (
        len(folded) < 3  # noqa: PLR2004  # two characters name a unit or a word, never a secret
        or folded in _STOP
        or folded in _KNOWN
        or _MASK.fullmatch(folded) is not None
        or _VARIABLE.fullmatch(plain) is not None
    )


def is_harmless(plain: str) -> bool:
    """Say whether *plain* is an address, a measure, a version or a product."""
    return _HARMLESS.fullmatch(plain.lower()) is not None


def is_date(plain: str) -> bool:
    """Say whether *plain* is a date in digits."""
    return _DATE.fullmatch(plain) is not None


def is_number(plain: str) -> bool:
    """Say whether *plain* is at least four digits and nothing else."""
    return len(plain) >= _LEAST_DIGITS and plain.isascii() and plain.isdigit()


def is_word(plain: str) -> bool:
    """Say whether *plain* is of letters alone."""
    return plain.isalpha()


def is_strong(plain: str) -> bool:
    """Say whether *plain* mixes characters as passwords do and words do not."""
    if len(plain) < _LEAST_STRONG or is_void(plain) or is_harmless(plain) or is_date(plain):
        return False
    if not _LETTER.search(plain):
        return False
    camel = len(plain) >= _LEAST_CAMEL and plain.isalpha() and _CAMEL.search(plain) is not None
    return camel or _DIGIT.search(plain) is not None or _SYMBOL.search(plain) is not None
