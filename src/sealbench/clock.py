"""The one source of time, and its one text form."""

import re
from datetime import UTC, datetime
from typing import Protocol

from sealbench.errors import MalformedError

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z")


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
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def from_text(text: str) -> datetime:
    """Return the instant that *text* states in the one form of `to_text`."""
    if not _FORM.fullmatch(text):
        raise MalformedError("not a time")
    try:
        return datetime.fromisoformat(text)
    except ValueError as exc:
        raise MalformedError("not a time") from exc
