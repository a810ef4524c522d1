"""Telephone numbers: the same one with and without its country, from either end.

Whoever types a number knows its beginning or its end, and writes the country or does not.
Which country a number without one belongs to is not guessed: both are compared from where
the national part begins.
"""

import re
from collections.abc import Sequence

LEAST = 3  # digits
_FORM = re.compile(r"[(]?[+]?[0-9 ()./-]+")
_OTHER = re.compile(r"[^0-9]+")
_TRUNK = re.compile(r"\(\s*0\s*\)")  # +49 (0)30: what is not dialled from abroad
# E.164: which country codes have one digit and which have two; all others have three.
_ONE = {"1", "7"}
_TWO = {
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
    "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
}  # fmt: skip


def is_number(text: str) -> bool:
    """Tell whether *text* can be (a part of) a telephone number."""
    return bool(_FORM.fullmatch(text.strip()))


def beginnings(text: str) -> Sequence[str]:
    """Return the digits of *text* from each place where somebody may begin to read it."""
    raw = digits(text)
    abroad = _abroad(text)
    parts = [raw, abroad, _national(abroad) if abroad else raw]
    found = [raw, *(part.lstrip("0") for part in parts)]
    return list(dict.fromkeys(part for part in found if len(part) >= LEAST))


def ending(text: str) -> str:
    """Return the digits of *text* from the last one on."""
    return digits(text)[::-1]


def digits(text: str) -> str:
    """Return the digits of *text*."""
    return _OTHER.sub("", text)


def _abroad(text: str) -> str:
    """Return the digits from the country code on, or nothing where *text* names no country."""
    whole = digits(_TRUNK.sub("", text) if "(" in text else text)
    if text.lstrip(" (").startswith("+"):
        return whole
    return whole[2:] if whole.startswith("00") else ""


def _national(abroad: str) -> str:
    if abroad[:1] in _ONE:
        return abroad[1:]
    return abroad[2:] if abroad[:2] in _TWO else abroad[3:]
