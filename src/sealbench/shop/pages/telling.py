"""An answer in lines of JSON that begins before the work is done, and says how far it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import JsonResponse

from sealbench.shop.pages.upload_handler import SealingHandler

LINES = "application/x-ndjson"


@dataclass(slots=True)
class Telling:
    """Tells *words*, a line each; whoever stops listening, even before the first, ends the work."""

    handler: SealingHandler
    words: Iterator[Mapping[str, object]]

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines."""
        for each in self.words:
            yield JsonResponse(dict(each)).content + b"\n"

    def close(self) -> None:
        """End what is not done yet, and forget the file unless it was attached."""
        close = getattr(self.words, "close", None)
        if close is not None:
            close()
        self.handler.abandon()
