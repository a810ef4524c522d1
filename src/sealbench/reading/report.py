"""What the reader of a file answers: how far it is, and at last what was found.

No text of a file is in it, only where something was found and what kind of thing.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.reading.unread import Unread, UnreadError

MOST_FOUND = 100
_PLACE = re.compile(r"[a-z]{1,12}( \d{1,6})?(, [a-z]{1,12} \d{1,6}){0,4}")
_ADVICE = re.compile(r"[^\n]{1,300}")
_WORD = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Step:
    """Part *done* of *of* is being read."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Found:
    """Something at *place*, in *line* of it, that looks like a secret of *kind*."""

    place: str
    line: int
    kind: str
    rule: str
    severity: Literal["block", "ask"]
    advice: str

    @property
    def told(self) -> str:
        """Return where it is and what to do, in words."""
        return f"{self.place.capitalize()}, line {self.line}: {self.advice}"

    def to_json(self) -> canon.JSON:
        """Return it as the reader says it."""
        return {
            "place": self.place,
            "line": self.line,
            "kind": self.kind,
            "rule": self.rule,
            "severity": self.severity,
            "advice": self.advice,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: what was found in it, and *data*, the bytes that may be kept."""

    found: tuple[Found, ...]
    data: bytes = field(repr=False)


def found_of(said: dict[str, Any]) -> Found:
    """Return what a reader *said*; raise MalformedError for anything that it never says.

    A reader that a hostile file took over may say what it likes, but not the file's text.
    """
    line, severity = said.get("line"), said.get("severity")
    words = [said.get(name) for name in ("place", "kind", "rule", "advice")]
    fits = (_PLACE, _WORD, _WORD, _ADVICE)
    if (
        severity not in {"block", "ask"}
        or type(line) is not int
        or not all(map(_fits, fits, words))
    ):
        raise MalformedError("not what a reader says")
    place, kind, rule, advice = map(str, words)
    return Found(place, line, kind, rule, severity, advice)


def _fits(form: re.Pattern[str], said: object) -> bool:
    return isinstance(said, str) and form.fullmatch(said) is not None


def raise_unread(said: dict[str, Any]) -> None:
    """Raise the UnreadError that a reader *said*, if it said one."""
    if "unread" in said:
        raise UnreadError(Unread(said["unread"]))
