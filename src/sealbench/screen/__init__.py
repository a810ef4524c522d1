"""What may not be written down: secrets in notes, found before the note is stored.

    >>> from sealbench.screen import redacted, screen
    >>> text = "Battery swap. pw: hunter2"
    >>> verdict = screen(text)
    >>> verdict.blocks, [(f.kind, f.rule) for f in verdict.findings]
    (True, [('password', 'cue-sign')])
    >>> redacted(text, verdict)
    'Battery swap. pw: [hidden]'

A finding holds a span, a rule and an advice, never the secret.  The law is number 11 of
the design (screened before saved), the promise is A2.
"""

from sealbench.screen.house import NO_HOUSE_WORDS, HouseCue, HouseWords
from sealbench.screen.screening import CONTEXTS, screen, screen_all
from sealbench.screen.verdict import Finding, Severity, Verdict, is_certain, redacted

__all__ = [
    "CONTEXTS",
    "NO_HOUSE_WORDS",
    "Finding",
    "HouseCue",
    "HouseWords",
    "Severity",
    "Verdict",
    "is_certain",
    "redacted",
    "screen",
    "screen_all",
]
