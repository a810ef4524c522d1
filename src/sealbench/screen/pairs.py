"""User and password side by side: ``login: maria / Sommer2019``, ``admin:bluewhale77``."""

import re

from sealbench.screen import values
from sealbench.screen.lexicon import Cue
from sealbench.screen.normal import Normal
from sealbench.screen.verdict import Hit, Severity

_PAIR = re.compile(
    r" {0,2}([:=]?) {0,2}\n?([^ \n/|,:;=]{2,64})( ?[/|,;] ?| - | {1,2})([^ \n]{3,64})"
)
_HALF = re.compile(r" ?[/:|] ?([^ \n]{3,64})")


def pair_hit(text: Normal, cue: Cue, end: int) -> Hit | None:
    """Return the password of the pair that follows *cue*, which ends at *end*."""
    if cue.value == "secret-half":
        match = _HALF.match(text.plain, end)
        severity = _half(match.group(1)) if match else None
    else:
        match = _PAIR.match(text.plain, end)
        severity = _pair(match) if match else None
    if not match or not severity:
        return None
    start = match.start(match.lastindex or 0)
    return Hit(
        start,
        start + len(values.trimmed(text.plain[start : match.end()])),
        cue.kind,
        "user-value",
        severity,
    )


def _half(token: str) -> Severity | None:
    return "ask" if values.is_strong(values.trimmed(token)) else None


def _pair(match: re.Match[str]) -> Severity | None:
    sign, user, separator, token = match.groups()
    if token.endswith((":", "=")) or not (sign or separator.strip()):
        return None
    value, spaced = values.trimmed(token), not separator.strip()
    if values.is_strong(value):
        return "ask" if spaced or not sign or values.is_void(user) else "block"
    plain = values.is_word(value) and not values.is_void(value) and not values.is_void(user)
    return "ask" if plain and sign and separator.strip() in {"/", "|"} else None
