"""The screen as this shop has it: the library's, with the house words of the moment (A2, law 11).

Whoever screens in the shop does it by `screen` in here, and names no house words: the
executor lays them under each procedure, and the middleware under each request, so that no
place where a text comes in can forget them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sealbench import screen as library
from sealbench.screen import NO_HOUSE_WORDS, HouseWords, Verdict


class _Words:
    """House words that are asked for when the first text is screened, and once."""

    def __init__(self, find: Callable[[], HouseWords]) -> None:
        self._find = find
        self._found: HouseWords | None = None

    def get(self) -> HouseWords:
        if self._found is None:
            self._found = self._find()
        return self._found


_NONE = _Words(lambda: NO_HOUSE_WORDS)
_LAID: ContextVar[_Words] = ContextVar("house words", default=_NONE)


@contextmanager
def under(find: Callable[[], HouseWords]) -> Iterator[None]:
    """Have every text that is screened within screened with the words that *find* returns."""
    mark = _LAID.set(_Words(find))
    try:
        yield
    finally:
        _LAID.reset(mark)


def laid() -> HouseWords:
    """Return the words of this call, for what goes on after it: an answer that is streamed."""
    return _LAID.get().get()


def screen(text: str, *, context: str = "note", house: HouseWords | None = None) -> Verdict:
    """Return what in *text* looks like a secret, under the house words, or under *house*."""
    return library.screen(text, context=context, house=laid() if house is None else house)
