"""What a stranger's PDF may not bring along, and in which words it is sent back."""

from dataclasses import dataclass
from enum import StrEnum

from sealbench.errors import MalformedError

MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 200


class Unfit(StrEnum):
    """Why a PDF is not taken; the value lasts, pages translate it."""

    BYTES = "too many bytes"
    PAGES = "too many pages"
    OBJECTS = "too many objects"
    NOT_A_PDF = "not a pdf"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    UNPACKED = "too large when unpacked"
    SLOW = "takes too long"
    SCRIPT = "script"
    ACTION = "action"
    FILES = "embedded files"
    FORM = "form fields"
    SIGNED = "signed already"
    EXTERNAL = "external content"
    MEDIA = "sound, video or 3d"
    LAYERS = "layers"


_SAID = {
    Unfit.BYTES: f"the pdf has more than {MOST_BYTES // 1024 // 1024} MiB",
    Unfit.PAGES: f"the pdf has more than {MOST_PAGES} pages",
    Unfit.OBJECTS: "the pdf is made of too many parts",
    Unfit.NOT_A_PDF: "this is not a pdf",
    Unfit.DAMAGED: "the pdf is damaged, or not written as the standard wants it",
    Unfit.ENCRYPTED: "the pdf is encrypted",
    Unfit.UNPACKED: "the pdf is too large when unpacked",
    Unfit.SLOW: "the pdf takes too long to read, or too much memory",
    Unfit.SCRIPT: "the pdf carries a script",
    Unfit.ACTION: "the pdf starts something by itself, or sends something",
    Unfit.FILES: "the pdf carries other files",
    Unfit.FORM: "the pdf has form fields",
    Unfit.SIGNED: "the pdf is signed already",
    Unfit.EXTERNAL: "the pdf takes content from elsewhere",
    Unfit.MEDIA: "the pdf carries sound, video or 3d",
    Unfit.LAYERS: "the pdf has layers that can be hidden",
}
_HINTS = {
    Unfit.BYTES: "save it with smaller pictures",
    Unfit.PAGES: "split it, or attach only the agreement itself",
    Unfit.NOT_A_PDF: "save the document as pdf",
    Unfit.ENCRYPTED: "save it without a password",
    Unfit.SIGNED: "take the version that nobody has signed",
}
_PRINT_AGAIN = "print it to a new pdf and take that one"


class UnfitError(MalformedError):
    """A PDF that is not taken, and why."""

    def __init__(self, unfit: Unfit) -> None:
        super().__init__(_SAID[unfit], hint=_HINTS.get(unfit, _PRINT_AGAIN))
        self.unfit = unfit


@dataclass(frozen=True, slots=True)
class Inspected:
    """A PDF that is taken as it is: its pages, and what harmless things are on them."""

    pages: int
    annotations: int
    links: int
