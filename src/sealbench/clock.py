"""The one source of time, and its one text form."""

from datetime import UTC, datetime
from typing import Protocol

from sealbench.errors import MalformedError

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_LENGTH = 20


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


def to_text(at: datetime) -> str:
    """Return *at* as RFC 3339 in UTC with whole seconds: ``2026-11-23T15:00:00Z``."""
    return at.astimezone(UTC).strftime(_FORM)


def from_text(text: str) -> datetime:
    """Return the instant that *text* states in the one form of `to_text`."""
    try:
        at = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError as exc:
        raise MalformedError("not a time") from exc
    if len(text) != _LENGTH:
        raise MalformedError("not a time")
    return at
