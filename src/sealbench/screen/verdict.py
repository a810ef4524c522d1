"""What the screen says: findings with spans, never with the secret itself."""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sealbench.screen import tables
from sealbench.screen.normal import Normal

Severity = Literal["block", "ask"]

MASK = "[hidden]"

_TABLE = tables.load("advice")
_ADVICE = {k: str(v) for k, v in tables.mapping(_TABLE, "advice").items()}
_OF_RULES = {k: str(v) for k, v in tables.mapping(_TABLE, "rules").items()}
_SURE = {"block": 0.97, "ask": 0.75}
_CHECKED = frozenset(tables.words(_TABLE, "checked"))
_CERTAIN = _CHECKED | frozenset(tables.words(_TABLE, "certain"))


def is_certain(rule: str) -> bool:
    """Tell whether *rule* is a checksum or the form of a key, where nobody knows better."""
    return rule in _CERTAIN


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in a text that looks like a secret.

    *start* and *end* count code points of the original text.  *severity* is ``block``
    (do not store) or ``ask`` (the person may confirm that it is no secret).
    *confidence* is between 0 and 1.
    """

    start: int
    end: int
    kind: str
    rule: str
    severity: Severity
    advice: str
    confidence: float

    @property
    def overridable(self) -> bool:
        """Say whether a person may know better: not of a checksum, nor of a key by its form."""
        return not is_certain(self.rule)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of a text, in order of their start."""

    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings

    @property
    def blocks(self) -> bool:
        """Say whether the text must not be stored as it is."""
        return any(finding.severity == "block" for finding in self.findings)

    @property
    def overridable(self) -> bool:
        """Say whether a person may let the text pass all the same, and say why."""
        return all(finding.overridable for finding in self.findings)


CLEAN = Verdict(())


class Hit(NamedTuple):
    """A match of a rule, in places of the skeleton."""

    start: int
    end: int
    kind: str
    rule: str
    severity: Severity
    rank: float | None = None


def verdict(text: Normal, hits: list[Hit]) -> Verdict:
    """Return the verdict of *hits*: what lies within a graver or longer one is left out."""
    kept: list[Hit] = []
    reach = {"block": -1, "ask": -1}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.severity != "block")):
        within = hit.end <= reach["block"] or (
            hit.severity == "ask" and hit.end <= max(reach.values())
        )
        if not within:
            kept.append(hit)
            reach[hit.severity] = max(reach[hit.severity], hit.end)
    return Verdict(tuple(_finding(text, hit) for hit in kept))


def redacted(text: str, verdict: Verdict) -> str:
    """Return *text* with every finding replaced by the same mask, for display."""
    parts: list[str] = []
    at = 0
    for finding in verdict.findings:
        if finding.end > at:
            parts += [text[at : finding.start], MASK] if finding.start >= at else []
            at = finding.end
    return "".join([*parts, text[at:]])


def _finding(text: Normal, hit: Hit) -> Finding:
    start, end = text.span(hit.start, hit.end)
    advice = _OF_RULES.get(hit.rule) or _ADVICE[hit.kind]
    return Finding(start, end, hit.kind, hit.rule, hit.severity, advice, _confidence(hit))


def _confidence(hit: Hit) -> float:
    if hit.rank is not None:
        return round(1 / (1 + math.exp(-hit.rank)), 2)
    return 1.0 if hit.rule in _CHECKED else _SURE[hit.severity]
