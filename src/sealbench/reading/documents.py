"""Reading one file of a kind: its parts one after the other, all screened, and what may be kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sealbench import confined
from sealbench.reading import jpegs, office, pdf, pictures
from sealbench.reading.kinds import HEAD, Kind, ends_like_archive
from sealbench.reading.letters import Letters
from sealbench.reading.report import Step
from sealbench.reading.screened import Screened
from sealbench.reading.unread import DEEPEST, Unread, UnreadError
from sealbench.screen import screen

Tell = Callable[[Step], None]


class LettersError(Exception):
    """There is a picture, and the models for letters were not loaded."""


@dataclass(slots=True)
class Readers:
    """What reads: the models for letters, and the screen that all of it goes through."""

    letters: Letters | None
    screened: Screened = field(default_factory=Screened)

    def look(self, place: str, picture: Any) -> None:
        """Screen the letters in *picture*; raise LettersError where nothing reads them."""
        if self.letters is None:
            raise LettersError
        self.screened.take(place, self.letters.read(picture), context="picture")


def load(kind: Kind, *, letters: bool) -> Readers:
    """Load what reads *kind*, then open nothing any more; ImportError where it is missing.

    The models for *letters* in pictures take a second, and most documents have none.
    """
    office.load()
    pictures.load()
    if kind is Kind.PDF:
        pdf.load()
    readers = Readers(Letters() if letters else None)
    for context in ("note", "name", "picture"):
        screen("a word", context=context)  # which loads its tables
    confined.shut()
    return readers


def read(readers: Readers, kind: Kind, data: bytes, tell: Tell) -> bytes:
    """Screen all of *data* and return what may be kept: pictures hold nothing but pixels.

    A document without pictures, and one that is signed, is *data* itself.  Raise UnreadError for
    what cannot be read within limits.
    """
    match kind:
        case Kind.PICTURE:
            return _picture(readers, data, tell)
        case Kind.PDF:
            return _pdf(readers, data, tell)
        case Kind.ZIP:
            return _office(readers, data, tell)
        case _:
            raise UnreadError(Unread.DAMAGED)


def _picture(readers: Readers, data: bytes, tell: Tell) -> bytes:
    of = pictures.count(data)
    for number, frame in enumerate(pictures.frames(data), 1):
        tell(Step(number, of))
        readers.look("picture" if of == 1 else f"picture {number}", frame)
    return pictures.bare(data)


def _pdf(readers: Readers, data: bytes, tell: Tell) -> bytes:
    if ends_like_archive(data[-HEAD * 64 :]) or not data.startswith(b"%PDF-"):
        raise UnreadError(Unread.DAMAGED)
    document = pdf.Pdf(data)
    readers.screened.take("title", document.titles())
    for number in range(1, document.pages + 1):
        tell(Step(number, document.pages))
        said, seen = document.page(number)
        readers.screened.take(f"page {number}", said)
        if seen is not None:
            readers.look(f"page {number}, picture 1", seen)
    return data if document.is_signed else jpegs.blanked(data)


def _office(
    readers: Readers, data: bytes, tell: Tell, *, before: str = "", depth: int = 1
) -> bytes:
    if depth > DEEPEST:
        raise UnreadError(Unread.CARRIES)
    document, made = office.Office(data), dict[str, bytes]()
    for number, part in enumerate(document.read()):
        place = f"{before}part {number}"
        if depth == 1 and number:
            tell(Step(number, document.parts))
        if part.picture:
            made[part.name] = _pictures(readers, place, part.picture)
        elif part.inside:
            within = f"{place}, "
            anew = _office(readers, part.inside, tell, before=within, depth=depth + 1)
            made |= {part.name: anew} if anew is not part.inside else {}
        else:
            context = "name" if part.named else "note"
            readers.screened.take(place, part.text, context=context)
    return document.with_parts(made) if made and not document.is_signed else data


def _pictures(readers: Readers, place: str, data: bytes) -> bytes:
    pictures.count(data)
    for frame in pictures.frames(data):
        readers.look(f"{place}, picture 1", frame)
    return pictures.bare(data, turned=False)
