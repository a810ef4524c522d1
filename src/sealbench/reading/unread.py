"""Why a file could not be read within limits, and in which words it is sent back (law 11)."""

from enum import StrEnum

from sealbench.errors import MalformedError

MOST_BYTES = 40_000_000  # of a file that is read as a whole
MOST_PAGES = 300
MOST_READ_PAGES = 20  # pages with pictures on them: each takes a second
MOST_PICTURES = 20  # pictures of one document, and frames of one picture
MOST_PIXELS = 64_000_000
MOST_UNPACKED = 200_000_000  # bytes
MOST_MEMBERS = 3_000
MOST_TEXT = 2_000_000  # letters of one document
DEEPEST = 2  # documents in documents


class Unread(StrEnum):
    """Why a file was not read; the value lasts, pages translate it."""

    BYTES = "too many bytes"
    PAGES = "too many pages"
    PICTURES = "too many pictures"
    PIXELS = "too many pixels"
    TEXT = "too much text"
    UNPACKED = "too large when unpacked"
    SLOW = "takes too long"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    SCRIPT = "script"
    CARRIES = "carries other files"
    ARCHIVE = "archive"
    OLD_OFFICE = "old office document"
    OTHER_PICTURE = "other picture"
    NO_READER = "no reader"


_SAID = {
    Unread.BYTES: f"a document or picture of more than {MOST_BYTES // 1_000_000} megabytes",
    Unread.PAGES: f"a document of more than {MOST_PAGES} pages",
    Unread.PICTURES: f"a file with more than {MOST_PICTURES} pages or pictures to look at",
    Unread.PIXELS: f"a picture of more than {MOST_PIXELS // 1_000_000} megapixels",
    Unread.TEXT: "a document with more than two million letters",
    Unread.UNPACKED: "a file that grows too large when it is unpacked",
    Unread.SLOW: "a file that takes too long, or too much memory",
    Unread.DAMAGED: "a file that is damaged, or is not what it begins as",
    Unread.ENCRYPTED: "a file that is encrypted",
    Unread.SCRIPT: "a document that carries a script or a macro",
    Unread.CARRIES: "a document that carries other files",
    Unread.ARCHIVE: "an archive",
    Unread.OLD_OFFICE: "an office document of the old kind, or one with a password",
    Unread.OTHER_PICTURE: "a picture of this kind (HEIC, AVIF, BigTIFF and the like)",
    Unread.NO_READER: "a file of this kind on this server: its readers are not installed",
}
_SMALLER = "attach the part that matters"
_HINTS = {
    Unread.PIXELS: "make it smaller",
    Unread.DAMAGED: "save it anew from the program that made it",
    Unread.ENCRYPTED: "save it without a password",
    Unread.SCRIPT: "print it to a new pdf and attach that one",
    Unread.CARRIES: "print it to a new pdf, and attach the other files by themselves",
    Unread.ARCHIVE: "unpack it and attach the files that matter",
    Unread.OLD_OFFICE: "save it as docx, xlsx or pptx without a password, or print it to a pdf",
    Unread.OTHER_PICTURE: "save it as jpeg",
    Unread.NO_READER: "install the shop with its extra, as `make install` does",
}


class UnreadError(MalformedError):
    """A file that is not kept because it could not be read, and why."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(f"{_SAID[unread]} cannot be read here", hint=_HINTS.get(unread, _SMALLER))
        self.unread = unread
