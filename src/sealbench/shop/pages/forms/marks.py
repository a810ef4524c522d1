"""What the screen found in one field, as its page shows it: where, why, and the right way (A2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sealbench.screen import Finding, Verdict
from sealbench.shop.queries.wording import OVERRIDE_WORDS

SEALABLE: dict[str, Promise] = {
    "password": _("a password"),
    "pin": _("a PIN"),
    "recovery_key": _("a recovery key"),
    "licence_key": _("a licence key"),
    "wifi_key": _("the key of a network"),
    "username_with_password": _("a login"),
    "other_secret": _("a login"),
}
"""What the client can seal instead, in words; for the other kinds the advice is another one."""

_AROUND = 40  # letters shown before and after what was found
_SHOWN = 24  # letters of a digest: it only says that this was shown before


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in the text of a field, and what to do about it."""

    before: str = field(repr=False)
    found: str = field(repr=False)
    after: str = field(repr=False)
    advice: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that was found in the field *name* of a page (its name in HTML).

    *shown* says which findings the person has seen: a reason passes these and no other.
    """

    name: str
    marks: Sequence[Mark]
    shown: str
    kinds: Sequence[str]
    overridable: bool
    chosen: str = ""

    @property
    def sealable(self) -> bool:
        """Tell whether the client can seal what was found."""
        return any(kind in SEALABLE for kind in self.kinds)

    @property
    def reasons(self) -> Sequence[tuple[str, Promise]]:
        """Return the reasons to choose from."""
        return tuple(OVERRIDE_WORDS.items())


def panel_of(name: str, text: str, verdict: Verdict, *, chosen: str = "") -> Panel:
    """Return what the page shows of *verdict* on *text*, which stands in the field *name*."""
    return Panel(
        name,
        tuple(_mark(text, finding) for finding in verdict.findings),
        " ".join(sorted(tokens(text, verdict))),
        tuple(dict.fromkeys(finding.kind for finding in verdict.findings)),
        verdict.overridable,
        chosen,
    )


def tokens(text: str, verdict: Verdict) -> set[str]:
    """Return a digest of each finding, which goes to its page and back: this one was shown."""
    return {
        sha256(f"{finding.kind}\0{text[finding.start : finding.end]}".encode()).hexdigest()[:_SHOWN]
        for finding in verdict.findings
    }


def _mark(text: str, finding: Finding) -> Mark:
    start, end = finding.start, finding.end
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = f"…{before}"
    if len(text) > end + _AROUND:
        after = f"{after}…"
    return Mark(before, text[start:end], after, finding.advice)
