"""Secrets that tell by their form: prefixes of keys, and numbers with a check digit.

Numbers are read as groups of digits joined by single separators; each start of a group
is tried once with at most a bounded number of digits, so that the work is linear.
Sources: ISO/IEC 7812-1 (cards), ISO 13616 and ISO 7064 (IBAN), Microsoft's
documentation of BitLocker (48 digits, groups divisible by 11).
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from sealbench.screen import tables
from sealbench.screen.identity import identity_numbers
from sealbench.screen.normal import Normal
from sealbench.screen.verdict import Hit, Severity

_TABLE = tables.load("formats")
_PATTERNS = tuple(
    (
        tables.words(row, "needs"),
        re.compile(str(row["pattern"])),
        str(row["kind"]),
        str(row["rule"]),
        cast("Severity", row["severity"]),
    )
    for row in tables.rows(_TABLE, "patterns")
)
_NEED = re.compile(
    "|".join(sorted({re.escape(need) for needs, *_ in _PATTERNS for need in needs if need != "-"}))
    + "|(?:[A-Z0-9]{4,5}-){4}"
)
_LEAST_KEY = 9  # characters; an address with a login is the shortest
LEAST_DIGITS = 6
"""How many digits a text has at least that holds a number with a check."""

_MANY_DIGITS = re.compile(r"[0-9](?:[ A-Za-z-]{0,3}[0-9]){5}")
_CARD = tables.mapping(_TABLE, "card")
_CARD_LENGTHS = {
    prefix: frozenset(cast("list[int]", sizes))
    for prefix, sizes in tables.mapping(_CARD, "lengths").items()
}
_CARD_VETO = re.compile(
    rf"(?<![a-z])(?:{'|'.join(map(re.escape, tables.words(_CARD, 'vetoes')))})(?![a-z])"
)
_CARD_STARTS = frozenset(prefix[0] for prefix in _CARD_LENGTHS)
_CARD_REPEATS = 2
_IBAN_LENGTHS = {k: cast("int", v) for k, v in tables.mapping(_TABLE, "iban").items()}
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]+")
_LONE_DIGIT = re.compile(r"[0-9][ -][0-9](?![0-9])")
_GAP = re.compile(r"[ \n-]{1,3}")
_LEAST_DIGITS = 13
_MOST_DIGITS = 19
_CONTEXT = 40
_RECOVERY_GROUPS = 8
_RECOVERY_SIZE = 6
_RECOVERY_END = 720896  # 2^16 * 11: each group is a 16-bit word times 11

_Group = tuple[int, int]


def key_hits(text: Normal) -> Iterator[Hit]:
    """Yield every key that tells by its prefix or the form of its groups."""
    plain = text.plain
    for needs, pattern, kind, rule, severity in _PATTERNS:
        if any(need in plain for need in needs):
            for match in pattern.finditer(plain):
                yield Hit(match.start(), match.end(), kind, rule, severity)


def number_hits(text: Normal, digits: int) -> Iterator[Hit]:
    """Yield every number that tells by its check; *text* has so many *digits*."""
    if not _MANY_DIGITS.search(text.plain):
        return
    if digits >= _LEAST_DIGITS:
        groups = [match.span() for match in _GROUP.finditer(text.plain)]
        yield from _cards(text, groups)
        yield from _recovery_keys(text.plain, groups)
    yield from _ibans(text.plain)
    yield from identity_numbers(text)


def may_have_form(chunk: str) -> bool:
    """Say whether a key may be in or begin in *chunk*, which has no white space in it."""
    return (
        len(chunk) >= _LEAST_KEY
        and _NEED.search(chunk) is not None
        and any(
            any(need in chunk for need in needs)
            and (kind == "private_key" or pattern.search(chunk))
            for needs, pattern, kind, _, _ in _PATTERNS
        )
    )


def luhn(digits: str) -> bool:
    """Say whether *digits* pass the check of ISO/IEC 7812-1 annex B."""
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(d - 9 * (d > 9) for d in doubled)) % 10 == 0  # noqa: PLR2004  # nine is the arithmetic of the check itself


def is_recovery_key(groups: list[str]) -> bool:
    """Say whether eight *groups* of six digits are a recovery key of BitLocker."""
    return (
        len(groups) == _RECOVERY_GROUPS
        and all(len(g) == _RECOVERY_SIZE for g in groups)
        and all(int(g) % 11 == 0 and int(g) < _RECOVERY_END for g in groups)
        and len(set(groups)) > 1
    )


def is_iban(text: str) -> bool:
    """Say whether *text*, capitals and digits, has the length and check of an IBAN."""
    if len(text) != _IBAN_LENGTHS.get(text[:2], 0):
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def _cards(text: Normal, groups: list[_Group]) -> Iterator[Hit]:
    reach = -1
    for i, (start, _) in enumerate(groups):
        if start < reach or text.plain[start] not in _CARD_STARTS or not _opens(text.plain, start):
            continue
        end = _card_end(text.plain, groups[i : i + _MOST_DIGITS])
        if end and not _CARD_VETO.search(text.folded, max(0, start - _CONTEXT), start):
            reach = end
            yield Hit(start, end, "card_number", "luhn", "block")


def _opens(plain: str, start: int) -> bool:
    """Say whether a number can begin at *start*: no letter, point or lone digit runs into it."""
    before = plain[start - 1 : start]
    lone = _LONE_DIGIT.match(plain, start - 2) if start > 1 else None
    return not (before.isalnum() or before == "." or lone)


def _card_end(plain: str, groups: list[_Group]) -> int:
    digits = ""
    found = 0
    previous = groups[0][0]
    for start, end in groups:
        if start - previous > 1 or (digits and plain[previous] not in " -."):
            break
        digits += plain[start:end]
        if len(digits) > _MOST_DIGITS:
            break
        if len(digits) >= _LEAST_DIGITS and _is_card(digits) and not plain[end : end + 1].isalpha():
            found = end
        previous = end
    return found


def _is_card(digits: str) -> bool:
    if len(set(digits)) <= _CARD_REPEATS - (digits[0] == "4"):
        return False
    sizes = (_CARD_LENGTHS.get(digits[:n], frozenset()) for n in (4, 2, 1))
    return any(len(digits) in size for size in sizes) and luhn(digits)


def _recovery_keys(plain: str, groups: list[_Group]) -> Iterator[Hit]:
    for i in range(len(groups) - _RECOVERY_GROUPS + 1):
        window = groups[i : i + _RECOVERY_GROUPS]
        if any(end - start != _RECOVERY_SIZE for start, end in window):
            continue
        gaps = [plain[a[1] : b[0]] for a, b in pairwise(window)]
        joined = all(_GAP.fullmatch(gap) for gap in gaps)
        if joined and is_recovery_key([plain[start:end] for start, end in window]):
            yield Hit(window[0][0], window[-1][1], "recovery_key", "bitlocker", "block")


def _ibans(plain: str) -> Iterator[Hit]:
    for match in _IBAN.finditer(plain):
        start = match.start()
        places = [i for i in range(start, match.end()) if plain[i] != " "]
        size = _IBAN_LENGTHS.get(plain[start : start + 2].upper(), 0)
        if not 0 < size <= len(places):
            continue
        end = places[size - 1] + 1
        if not plain[end : end + 1].isalnum() and is_iban(
            plain[start:end].replace(" ", "").upper()
        ):
            yield Hit(start, end, "other_secret", "iban", "block")
