"""Secrets that tell by what stands around them: a cue, a link, a value.

Each cue word is found once, in plain and in leet spelling; what follows is matched from
there by bounded patterns, so that the work is linear in the text.  The link decides the
severity: a sign (``pw: …``) or a verb (``la clave es …``) blocks, mere neighbourhood
(``pin 4711``) asks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sealbench.screen import lexicon, values
from sealbench.screen.lexicon import Cue
from sealbench.screen.normal import Normal
from sealbench.screen.pairs import pair_hit
from sealbench.screen.verdict import Hit, Severity

_TOKEN = re.compile(r"[^ \n]{1,128}")
_QUOTED = re.compile(r"([\"'`])([^\"`\n]{1,64}?)\1(?![a-z])")
_DIGITS = re.compile(r"[0-9](?:[ -]?[0-9]){3,11}(?![a-z0-9]|[.,:/][0-9])")
_PATTERN = re.compile(
    r"([1-9](?:[->, ]{0,3}[1-9]){2,8})(?![0-9])|(?:an? )?['\"]?[lzsunmwcx](?![a-z0-9])"
)
_WORDS = re.compile(r"[a-z]{3,10}(?:[ ,]{1,2}[a-z]{3,10}){7,24}")
_NEXT_WORD = re.compile(r" +[a-z]")
_CLAUSE_END = re.compile(r" *(?:[.,;:!?)\n]|$)")
_WORD = re.compile(r"[a-z'/-]+")
_BESIDE = re.compile(r"[ \n]{0,4}[:=.\-_>|]{0,3}[ \n]{0,4}([^ \n]{3,64})")
_LINE_BACK = 80
_ASK_BACK = 40
_PHONE_DIGITS = 7


@dataclass(frozen=True, slots=True)
class _Place:
    """A value that may follow a cue: from *start*, tied by *link*."""

    text: Normal
    cue: Cue
    link: str
    start: int


def cue_hits(text: Normal, *, twisted: bool) -> Iterator[Hit]:
    """Yield every value that a cue announces, and every value that a cue closes.

    Cues in leet are looked for if *twisted*.
    """
    for cue, start, end in _cues(text, twisted=twisted):
        yield from announced(text, cue, start, end)


def announced(text: Normal, cue: Cue, start: int, end: int) -> Iterator[Hit]:
    """Yield what *cue*, which stands from *start* to *end*, announces or closes."""
    find = pair_hit if cue.value in {"pair", "secret-half"} else _following
    hit = find(text, cue, end)
    if hit and not _vetoed(text, cue, hit, _before(text.folded, start)):
        yield hit
    yield from _preceding(text, cue, start)


def seen_hits(text: Normal) -> Iterator[Hit]:
    """Yield whatever stands beside or below a cue; it asks.

    For letters that were read in a picture: neither the sign nor the value is exact there.
    """
    for cue, start, end in _cues(text, twisted=True):
        match = _BESIDE.match(text.plain, end)
        before = _before(text.folded, start)
        if match is None or not lexicon.BEFORE_VETOES.isdisjoint(before[-3:]):
            continue
        value = values.trimmed(match.group(1)).lower()
        spoken = value in lexicon.AFTER_VETOES or values.is_void(value)
        if not spoken and (not cue.weak or values.is_strong(value) or values.is_number(value)):
            yield Hit(match.start(1), match.end(1), cue.kind, "cue-beside", "ask")


def _before(folded: str, start: int) -> list[str]:
    line = max(0, folded.rfind("\n", 0, start), start - _ASK_BACK)
    return _WORD.findall(folded, line, start)


def _cues(text: Normal, *, twisted: bool) -> Iterator[tuple[Cue, int, int]]:
    for match in lexicon.CUE.finditer(text.folded):
        yield lexicon.CUES[match.group()], *match.span()
    for match in lexicon.CUE.finditer(text.leet) if twisted else ():
        start, end = match.span()
        if text.folded[start:end] != match.group():
            yield lexicon.CUES[match.group()], start, end


def _following(text: Normal, cue: Cue, end: int) -> Hit | None:
    ahead = text.folded[end : end + lexicon.LONGEST_LINK]
    for link, pattern in lexicon.LINKS:
        match = pattern.match(text.folded, end) if lexicon.may_link(link, ahead) else None
        if match and _qualifiers_fit(cue, _WORD.findall(match.group(1))):
            hit = _value(_Place(text, cue, link, match.end()))
            if hit:
                return hit
    return None


def _qualifiers_fit(cue: Cue, words: list[str]) -> bool:
    return lexicon.AFTER_VETOES.isdisjoint(words) and not (
        cue.weak and lexicon.CODE_VETOES.intersection(words)
    )


def _value(place: _Place) -> Hit | None:
    match place.cue.value:
        case "digits":
            return _digits(place) or _any(place, strong_only=True)
        case "pattern":
            return _pattern(place)
        case "words":
            return _words(place)
        case _:
            return _any(place)


def _digits(place: _Place) -> Hit | None:
    match = _DIGITS.match(place.text.folded, place.start)
    if not match or (place.cue.weak and place.link == "space"):
        return None
    return _hit(place, match.span(), "ask" if place.cue.weak else _by_link(place))


def _pattern(place: _Place) -> Hit | None:
    match = _PATTERN.match(place.text.folded, place.start)
    if not match or place.link == "space":
        return None
    return _hit(place, match.span(), "block" if match.group(1) else "ask")


def _words(place: _Place) -> Hit | None:
    match = _WORDS.match(place.text.folded, place.start)
    return _hit(place, match.span(), "block") if match else _any(place)


def _any(place: _Place, *, strong_only: bool = False) -> Hit | None:
    start, end, quoted = _token(place.text, place.start)
    plain = place.text.plain[start:end]
    if values.is_void(plain) or (values.is_harmless(plain) and not values.is_date(plain)):
        return None
    if values.is_strong(plain) or (quoted and not strong_only):
        return _hit(place, (start, end), "ask" if place.cue.weak else _by_link(place))
    if strong_only:
        return None
    severity = _plain_severity(place, plain, end)
    return _hit(place, (start, end), severity) if severity else None


def _plain_severity(place: _Place, plain: str, end: int) -> Severity | None:
    """Return how grave a plain word, number or date is after the link, if at all."""
    folded = place.text.folded
    if place.link == "space":
        return "ask" if values.is_number(plain) and not _NEXT_WORD.match(folded, end) else None
    if values.is_date(plain):
        return "ask"
    if place.link == "verb":
        if values.is_number(plain):
            return "block"
        ends = _CLAUSE_END.match(folded, end) and not plain.endswith(("ed", "ing"))
        return "ask" if ends else None
    return "ask" if _NEXT_WORD.match(folded, end) else "block"


def _token(text: Normal, start: int) -> tuple[int, int, bool]:
    quoted = _QUOTED.match(text.plain, start)
    if quoted:
        return *quoted.span(2), True
    match = _TOKEN.match(text.plain, start)
    if not match or match.group().endswith((":", "=")):
        return start, start, False
    token = values.trimmed(match.group())
    lead = len(token) - len(token.lstrip("\"'`("))
    return start + lead, start + len(token), False


def _preceding(text: Normal, cue: Cue, start: int) -> Iterator[Hit]:
    if cue.weak or cue.value not in {"any", "digits"} or text.plain[start - 1 : start] != " ":
        return
    line = text.plain[max(0, text.plain.rfind("\n", 0, start) + 1, start - _LINE_BACK) : start]
    if lexicon.BACK_VERBS.isdisjoint(line.lower().split(" ")):
        return
    match = lexicon.BEHIND.search(line.lower())
    if not match:
        return
    at = start - len(line) + match.start(1)
    token = text.plain[at : at + len(match.group(1))]
    at, token = at + len(token) - len(token.lstrip("\"'`(")), token.strip("\"'`(),;")
    if values.is_strong(token) or (values.is_number(token) and cue.value == "digits"):
        yield Hit(at, at + len(token), cue.kind, "value-cue", "block")


def _vetoed(text: Normal, cue: Cue, hit: Hit, before: list[str]) -> bool:
    value = text.plain[hit.start : hit.end]
    strong = values.is_strong(value)
    if cue.kind == "pin" and not lexicon.CODE_VETOES.isdisjoint(before[-1:]):
        return True
    if strong or hit.rule == "user-value":
        return False
    if not lexicon.BEFORE_VETOES.isdisjoint(before[-3:]):
        return True
    phone = sum(char.isdigit() for char in value) >= _PHONE_DIGITS
    loose = phone or hit.severity == "ask" or not value.isdigit()
    return loose and not lexicon.ASK_VETOES.isdisjoint(before)


def _by_link(place: _Place) -> Severity:
    return "ask" if place.link == "space" else "block"


def _hit(place: _Place, span: tuple[int, int], severity: Severity) -> Hit:
    return Hit(*span, place.cue.kind, f"cue-{place.link}", severity)
