"""Reading a file for the screen as it arrives: what is text, and what was found in it (A2).

Text is screened while it streams by, in the letters that it seems to be written in, whatever
else it may be, so that no odd ending hides a list of passwords.  A PDF, an office document or
a picture is held in memory, and read by a process of its own once it is whole.  Sounds and
films nobody reads: whoever brings one vouches for it, and that is said wherever the file is
shown (law 10).  What could be read and is not, an archive say, is refused (law 11).
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field

from sealbench.errors import MalformedError
from sealbench.reading import (
    HEAD,
    MOST_BYTES,
    READ_APART,
    Kind,
    Reading,
    Step,
    Unread,
    UnreadError,
    ends_like_archive,
    kind_of,
    read_file,
)
from sealbench.screen import HouseWords, is_certain
from sealbench.shop.bench.screening import laid, screen
from sealbench.shop.bench.seats import Seats
from sealbench.shop.procedures.findings import NOTHING, Found, Item, found_of

FIELD = "file"  # the name and the content of a file are one field
UNSEEN = "unseen"  # the kind of what nobody can read
MOST_TEXT = 2_000_000  # bytes; a few seconds of CPU
PATIENCE = 60.0  # seconds that a file waits for its turn to be read
_WINDOW = 32_768  # letters that are screened at once
_OVERLAP = 1_024  # letters that are screened twice: what lies across a border is found too
_UNSEEN = "Listen to it or look at it to its end: nobody else can, and no login may be in it."
_REFUSED = {
    Kind.ARCHIVE: Unread.ARCHIVE,
    Kind.OLD_OFFICE: Unread.OLD_OFFICE,
    Kind.OTHER_PICTURE: Unread.OTHER_PICTURE,
}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(slots=True)
class FileReader:
    """Reads one file as its bytes come; *seats* are for the processes that read."""

    seats: Seats
    found: Found = NOTHING
    advice: dict[str, None] = field(default_factory=dict)  # in order, each once
    words: HouseWords = field(default_factory=laid, repr=False)
    kind: Kind | None = None  # None until enough of it has come
    _held: bytearray = field(default_factory=bytearray, repr=False)
    _decoder: codecs.IncrementalDecoder | None = field(default=None, repr=False)
    _text: str = field(default="", repr=False)
    _size: int = 0

    @property
    def blocks(self) -> bool:
        """Tell whether the file cannot be kept."""
        return not self.found.weak

    @property
    def was_read(self) -> bool:
        """Tell whether the screen has read the file, or could not."""
        return self.kind is not Kind.SOUND

    @property
    def waits(self) -> bool:
        """Tell whether the file is read when it is whole, which takes a while."""
        return self.kind in READ_APART

    def take(self, data: bytes) -> bytes:
        """Read *data*, and return what may be sealed by now.

        Raise UnreadError for what is not taken, MalformedError where there is more text than
        can be screened.
        """
        if self.kind is None or self.waits:
            self._held += data
            if self.waits and len(self._held) > MOST_BYTES:
                raise UnreadError(Unread.BYTES)
            if self.kind is not None or len(self._held) < HEAD:
                return b""
            data = self._begin()
        self._read(data)
        return data

    def arrive(self) -> bytes:
        """Take note that no more comes: what is shorter than a head is known by what there is.

        Return what may be sealed by now, and raise, as `take` does.
        """
        if self.kind is not None:
            return b""
        head = self._begin()
        self._read(head)
        return head

    def finish(self) -> Iterator[Step]:
        """Read what is left, telling how far it is; `rest` then returns what is still to seal."""
        if self.waits:
            yield from self._read_apart()
        elif self._decoder is not None:
            self._text += self._decoder.decode(b"", final=True)
            self._screen(self._text)
            self._text = ""

    def rest(self) -> bytes:
        """Return what was held and may be sealed; it is held no longer."""
        held, self._held = bytes(self._held), bytearray()
        return held

    def _begin(self) -> bytes:
        """Decide what the file is by its head, and return what of it passes at once."""
        head = bytes(self._held)
        self.kind = kind_of(head)
        if self.kind in _REFUSED:
            raise UnreadError(_REFUSED[self.kind])
        if self.waits:
            return b""
        self._held.clear()
        if self.kind is Kind.SOUND:
            self.found += Found((Item(FIELD, UNSEEN, weak=True, certain=False),))
            self.advice[_UNSEEN] = None
        else:
            self._decoder = codecs.getincrementaldecoder(_letters(head))("replace")
        return head

    def _read_apart(self) -> Iterator[Step]:
        if self.kind is None:
            return
        with self.seats.taken(PATIENCE):
            for said in read_file(self.kind, bytes(self._held), house=self.words):
                if isinstance(said, Reading):
                    self._held[:] = said.data
                    self.found = found_by_reading(said)
                    self.advice |= dict.fromkeys(each.told for each in said.found)
                else:
                    yield said

    def _read(self, data: bytes) -> None:
        if self._decoder is None or self.blocks:
            return
        self._size += len(data)
        if self._size > MOST_TEXT:
            raise MalformedError(
                "this text is too long to be screened",
                hint="attach the part that matters, less than two megabytes",
            )
        if ends_like_archive(data):
            raise UnreadError(Unread.ARCHIVE)
        self._text += self._decoder.decode(data)
        while len(self._text) >= _WINDOW and not self.blocks:
            self._screen(self._text[:_WINDOW])
            self._text = self._text[_WINDOW - _OVERLAP :]

    def _screen(self, text: str) -> None:
        verdict = screen(text, house=self.words)
        self.found += found_of((FIELD, finding) for finding in verdict.findings)
        self.advice |= dict.fromkeys(finding.advice for finding in verdict.findings)


def found_by_reading(reading: Reading) -> Found:
    """Return what a process that read a file has found, as of one field."""
    return Found(
        tuple(
            Item(FIELD, each.kind, weak=each.severity == "ask", certain=is_certain(each.rule))
            for each in reading.found
        )
    )


def _letters(head: bytes) -> str:
    """Return the encoding that *head* seems to be in; what is no UTF-8 is read letter by letter."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[::2], head[1::2]
    if odd.count(0) * 2 > len(odd):
        return "utf-16-le"
    if even.count(0) * 2 > len(even):
        return "utf-16-be"
    return "utf-8"
