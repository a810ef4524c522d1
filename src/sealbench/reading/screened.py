"""Screening what was read of a file, piece by piece, where it was read: text goes no further."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sealbench.reading.report import MOST_FOUND, Found
from sealbench.reading.unread import MOST_TEXT, Unread, UnreadError
from sealbench.screen import NO_HOUSE_WORDS, HouseWords, screen

WINDOW = 32_768  # letters that are screened at once
OVERLAP = 1_024  # letters that are screened twice: what lies across a border is found too


@dataclass(slots=True)
class Screened:
    """Gathers the findings of all parts of one file."""

    found: dict[Found, None] = field(default_factory=dict)
    house: HouseWords = NO_HOUSE_WORDS
    _size: int = 0

    def take(self, place: str, text: str, *, context: str = "note") -> None:
        """Screen *text*, which stands at *place*; raise UnreadError where it is too much."""
        self._size += len(text)
        if self._size > MOST_TEXT:
            raise UnreadError(Unread.TEXT)
        for begin, window in _windows(text):
            for finding in screen(window, context=context, house=self.house).findings:
                line = 1 + text.count("\n", 0, begin + finding.start)
                found = Found(
                    place, line, finding.kind, finding.rule, finding.severity, finding.advice
                )
                if len(self.found) < MOST_FOUND or found.severity == "block":
                    self.found[found] = None


def _windows(text: str) -> Iterator[tuple[int, str]]:
    for begin in range(0, max(1, len(text) - OVERLAP), WINDOW - OVERLAP):
        yield begin, text[begin : begin + WINDOW]
