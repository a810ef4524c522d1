"""Find a client by words of the name, a number, an address or a serial number (A5).

The index in memory says who matches; the names are opened by `show_found`, which records
each look before the page has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.shop.bench import Bench, Staff
from sealbench.shop.bench.search import question
from sealbench.shop.procedures.show_found import FoundClient, show_found

MOST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, the newest first; *more* where others match as well."""

    clients: Sequence[FoundClient]
    more: bool


def find_client(bench: Bench, *, who: Staff, typed: str) -> Found:
    """Return at most five clients that match *typed*.

    Raise MalformedError for fewer than three letters, and UnavailableError while the index
    is being made.
    """
    matches = bench.index.search(question(typed), most=MOST + 1)
    shown = bench.run(show_found, who=who, clients=matches[:MOST])
    return Found(shown, more=len(matches) > MOST)
