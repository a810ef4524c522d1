"""PDFs: the text of every page, remark, field and title; what is a picture is looked at."""

import ctypes
import io
import re
from collections.abc import Iterator
from typing import Any

from sealbench.reading.unread import MOST_PAGES, MOST_READ_PAGES, Unread, UnreadError

_LONGER = 1_600  # pixels of the longer side of a page that is looked at
_LEAST = (60.0, 15.0)  # points: what is smaller than that holds no note
_FEW = 24  # letters: a page with no more is looked at
_STRANGE = 0.1  # of its letters: their font says not which they are
_DEEP = 4
_ENTRIES = (b"Contents", b"V", b"DV", b"RC", b"TU", b"T", b"Subj")
_MOST_REMARKS = 2_000
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|XFA|RichMedia)\b")
_DATE = re.compile(r"D:[0-9]{4,14}[Z0-9'+-]{0,8}")  # ISO 32000-1, 7.9.4
_SIGNED = b"/ByteRange"
_FILES = re.compile(rb"/(EmbeddedFiles?|EF|FileAttachment|Collection)\b")


def load() -> None:
    """Load the reader: later no file can be opened."""
    import pypdfium2  # noqa: F401, PLC0415 - of this process only


class Pdf:
    """One PDF; its pages are counted from 1."""

    def __init__(self, data: bytes) -> None:
        """Open *data*; raise UnreadError for what is no PDF that can be read."""
        import pypdfium2 as pdfium  # noqa: PLC0415 - loaded before

        try:
            self._pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as exc:
            locked = exc.err_code == pdfium.raw.FPDF_ERR_PASSWORD
            raise UnreadError(Unread.ENCRYPTED if locked else Unread.DAMAGED) from None
        self._data = data
        self._raw = pdfium.raw
        self._error = pdfium.PdfiumError
        self.pages = len(self._pdf)
        if not self.pages:
            raise UnreadError(Unread.DAMAGED)
        if self.pages > MOST_PAGES:
            raise UnreadError(Unread.PAGES)
        self._refuse_active()
        self._looked_at = 0

    @property
    def is_signed(self) -> bool:
        """Tell whether a signature is over the document (ISO 32000-1, 12.8.1).

        It names the bytes that it is over, and so stands in the clear.
        """
        return _SIGNED in self._data

    def titles(self) -> str:
        """Return what the document says of itself: title, author, bookmarks, no dates."""
        about = self._pdf.get_metadata_dict(skip_empty=True).values()
        said = [text for text in about if not _DATE.fullmatch(text)]
        said += [mark.get_title() for mark in self._pdf.get_toc()]
        return "\n".join(said)

    def page(self, number: int) -> tuple[str, Any]:
        """Return the text of a page, and the page as a picture if it has to be looked at."""
        try:
            page = self._pdf[number - 1]
        except self._error:
            raise UnreadError(Unread.DAMAGED) from None
        try:
            letters = page.get_textpage().get_text_range()
            said = "\n".join([letters.replace("\r\n", "\n"), *self._remarks(page)])
            return said, self._drawn(page) if self._is_to_see(page, letters) else None
        except self._error:
            raise UnreadError(Unread.DAMAGED) from None
        finally:
            page.close()

    def _is_to_see(self, page: Any, letters: str) -> bool:
        plain = "".join(letters.split())
        if len(plain) < _FEW:
            return True
        if sum(map(_is_strange, plain)) > _STRANGE * len(plain):
            return True
        kinds = [self._raw.FPDF_PAGEOBJ_IMAGE]
        return any(_is_large(each) for each in page.get_objects(filter=kinds, max_depth=_DEEP))

    def _drawn(self, page: Any) -> Any:
        self._looked_at += 1
        if self._looked_at > MOST_READ_PAGES:
            raise UnreadError(Unread.PICTURES)
        longer = max(1.0, *page.get_size())
        return page.render(scale=_LONGER / longer, may_draw_forms=False).to_pil()

    def _remarks(self, page: Any) -> Iterator[str]:
        raw = self._raw
        for index in range(min(_MOST_REMARKS + 1, raw.FPDFPage_GetAnnotCount(page))):
            if index == _MOST_REMARKS:
                raise UnreadError(Unread.TEXT)
            remark = raw.FPDFPage_GetAnnot(page, index)
            if not remark:
                continue
            for entry in _ENTRIES:
                size = raw.FPDFAnnot_GetStringValue(remark, entry, None, 0)
                held = ctypes.create_string_buffer(size)
                into = ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort))
                raw.FPDFAnnot_GetStringValue(remark, entry, into, size)
                text = held.raw[: max(0, size - 2)].decode("utf-16-le", "replace")
                if text:
                    yield text
            raw.FPDFPage_CloseAnnot(remark)

    def _refuse_active(self) -> None:
        """Raise UnreadError where a script, a form of its own making or another file is in it.

        Written anew, every object is in the clear, none in a stream of objects.
        """
        written = io.BytesIO()
        self._pdf.save(written)
        plain = written.getvalue()
        if _ACTIVE.search(plain):
            raise UnreadError(Unread.SCRIPT)
        if _FILES.search(plain) or self._raw.FPDFDoc_GetAttachmentCount(self._pdf):
            raise UnreadError(Unread.CARRIES)


def _is_large(picture: Any) -> bool:
    left, bottom, right, top = picture.get_bounds()
    width, height = sorted((right - left, top - bottom), reverse=True)
    return bool(width >= _LEAST[0] and height >= _LEAST[1])


def _is_strange(letter: str) -> bool:
    return letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" or letter < " "
