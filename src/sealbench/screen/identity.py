"""Identity numbers of Germany, the United Kingdom and the United States.

A number counts only if its check holds and, where a check is weak or there is none,
if a word before it says what it is.  Sources: § 139b AO and ISO 7064 mod 11,10 (tax
id), VKVV § 2 (pension insurance), NHS data dictionary (mod 11), HMRC NIM39110 (NINO),
SSA POMS RM 10201 (SSN).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from sealbench.screen import tables
from sealbench.screen.normal import Normal
from sealbench.screen.verdict import Hit

_CONTEXT = 40
_PENSION = re.compile(
    r"(?<![A-Z0-9])[0-9]{2} ?(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2} ?[A-Z] ?[0-9]{3}"
    r"(?![A-Z0-9])"
)
_PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_SHAPES = {
    "steuer-id": re.compile(r"(?<![0-9])[1-9](?: ?[0-9]){10}(?![0-9])"),
    "nhs": re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])"),
    "ssn": re.compile(
        r"(?<![0-9])(?!000|666|9)[0-9]{3}[ -]?(?!00)[0-9]{2}[ -]?(?!0000)[0-9]{4}(?![0-9])"
    ),
    "nino": re.compile(
        r"(?<![A-Z0-9])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
        r" ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?![A-Z0-9])"
    ),
}


def identity_numbers(text: Normal) -> Iterator[Hit]:
    """Yield the identity numbers in *text* that are certain."""
    for match in _PENSION.finditer(text.plain):
        if is_pension_number(match.group().replace(" ", "")):
            yield _hit(match, "rvnr")
    if not _ANY_CUE.search(text.folded):
        return
    for rule, shape in _SHAPES.items():
        for match in shape.finditer(text.plain):
            digits = match.group().replace(" ", "").replace("-", "")
            near = text.folded[max(0, match.start() - _CONTEXT) : match.start()]
            if _CUES[rule].search(near) and _CHECKS.get(rule, _certain)(digits):
                yield _hit(match, rule)


def is_tax_id(digits: str) -> bool:
    """Say whether eleven *digits* are a German tax id."""
    counts = Counter(digits[:10])
    repeats = sorted(n for n in counts.values() if n > 1)
    return repeats in ([2], [3]) and _mod_11_10(digits)


def is_nhs_number(digits: str) -> bool:
    """Say whether ten *digits* are an NHS number."""
    total = sum(int(d) * (10 - i) for i, d in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9]) and len(set(digits)) > 1


def is_pension_number(text: str) -> bool:
    """Say whether *text* is a German pension insurance number: 8 digits, letter, 3 digits."""
    number = text[:8] + f"{ord(text[8]) - 64:02d}" + text[9:11]
    parts = [int(d) * w for d, w in zip(number, _PENSION_WEIGHTS, strict=True)]
    return sum(p // 10 + p % 10 for p in parts) % 10 == int(text[11])


def _mod_11_10(digits: str) -> bool:
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def _certain(_digits: str) -> bool:
    return True


def _hit(match: re.Match[str], rule: str) -> Hit:
    return Hit(match.start(), match.end(), "other_secret", rule, "block")


def _cue(rule: str) -> re.Pattern[str]:
    words = tables.words(tables.mapping(tables.load("formats"), "identity"), rule)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})")


_ANY_CUE = re.compile(
    "|".join(
        word
        for rule in _SHAPES
        for word in tables.words(tables.mapping(tables.load("formats"), "identity"), rule)
    )
)
_CUES = {rule: _cue(rule) for rule in _SHAPES}
_CHECKS: dict[str, Callable[[str], bool]] = {"steuer-id": is_tax_id, "nhs": is_nhs_number}
