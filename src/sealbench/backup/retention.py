"""Which backups stay: the newest of so many days, weeks and months, in UTC.

Those of the last day before the newest stay too: whoever makes one after a mishap must not
lose the good one of the morning by it.
What is dropped takes with it only the chunks that no other backup needs.  Retention spares
disk, it is no erasure: an ended client is unreadable in every backup, kept or not.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sealbench.errors import MalformedError

_PARTS = 3
_MOST = 1_000
_YOUNG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, weeks and months keep their newest backup."""

    days: int = 7
    weeks: int = 5
    months: int = 12

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what `7,5,12` says; raise MalformedError for any other form."""
        parts = text.split(",")
        if len(parts) != _PARTS or not all(part.isascii() and part.isdigit() for part in parts):
            raise MalformedError("how many backups are kept is days,weeks,months", hint="7,5,12")
        days, weeks, months = map(int, parts)
        if not 1 <= days <= _MOST or max(weeks, months) > _MOST:
            raise MalformedError("at least one day keeps its backup", hint="7,5,12")
        return cls(days, weeks, months)


def spared(made: Iterable[tuple[str, datetime]], keep: Keep) -> set[str]:
    """Return the ids that *keep* spares of those *made*, each with its instant in UTC."""
    newest_first = sorted(made, key=lambda each: (each[1], each[0]), reverse=True)
    spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.days, datetime.date),
        (keep.weeks, lambda at: at.isocalendar()[:2]),
        (keep.months, lambda at: (at.year, at.month)),
    )
    young = {name for name, at in newest_first if newest_first[0][1] - at < _YOUNG}
    return young.union(*(_newest(newest_first, most, span) for most, span in spans))


def _newest(
    newest_first: Iterable[tuple[str, datetime]], most: int, span: Callable[[datetime], object]
) -> Iterator[str]:
    seen: set[object] = set()
    for name, at in newest_first:
        if span(at) not in seen and len(seen) < most:
            seen.add(span(at))
            yield name
