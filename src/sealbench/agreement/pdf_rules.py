"""The rules for a stranger's PDF: what a dictionary in it may say, and how far a stream unpacks.

What is refused either acts by itself, shows one reader something else than the other, or
comes from outside of the bytes that are signed.
"""

import zlib
from collections.abc import Mapping
from typing import Any

from sealbench.agreement.unfit import Unfit, UnfitError

_ACTIONS = {
    "/JavaScript": Unfit.SCRIPT,
    "/Launch": Unfit.ACTION,
    "/SubmitForm": Unfit.ACTION,
    "/ResetForm": Unfit.ACTION,
    "/ImportData": Unfit.ACTION,
    "/Hide": Unfit.ACTION,
    "/SetOCGState": Unfit.LAYERS,
    "/GoToR": Unfit.EXTERNAL,
    "/GoToE": Unfit.FILES,
    "/Rendition": Unfit.MEDIA,
    "/Movie": Unfit.MEDIA,
    "/Sound": Unfit.MEDIA,
    "/GoTo3DView": Unfit.MEDIA,
    "/RichMediaExecute": Unfit.MEDIA,
}
_SUBTYPES = {
    "/Widget": Unfit.FORM,
    "/FileAttachment": Unfit.FILES,
    "/RichMedia": Unfit.MEDIA,
    "/Screen": Unfit.MEDIA,
    "/Movie": Unfit.MEDIA,
    "/Sound": Unfit.MEDIA,
    "/3D": Unfit.MEDIA,
    "/PS": Unfit.SCRIPT,
}
_TYPES = {
    "/EmbeddedFile": Unfit.FILES,
    "/Sig": Unfit.SIGNED,
    "/DocTimeStamp": Unfit.SIGNED,
    "/OCG": Unfit.LAYERS,
    "/OCMD": Unfit.LAYERS,
}
_KEYS = {
    "/JS": Unfit.SCRIPT,
    "/JavaScript": Unfit.SCRIPT,
    "/AA": Unfit.ACTION,
    "/EF": Unfit.FILES,
    "/EmbeddedFiles": Unfit.FILES,
    "/AF": Unfit.FILES,
    "/Collection": Unfit.FILES,
    "/XFA": Unfit.FORM,
    "/ByteRange": Unfit.SIGNED,
    "/Perms": Unfit.SIGNED,
    "/OCProperties": Unfit.LAYERS,
    "/OPI": Unfit.EXTERNAL,
    "/Ref": Unfit.EXTERNAL,
}
# What a reader does by itself when it opens the file may only be to go to a place in it.
_HARMLESS_OPENING = frozenset({"/GoTo", "/Named"})
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_PLAIN = frozenset({"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"})
# These unpack pictures in readers only, each to a size that its own dictionary states.
_PICTURES = frozenset(
    {"/DCTDecode", "/DCT", "/CCITTFaxDecode", "/CCF", "/JPXDecode", "/JBIG2Decode"}
)
_MOST_FILTERS = 2
_PIECE = 1 << 20
_MOST_PICTURE = 100_000_000  # pixels: A4 at 1000 dots to the inch


def check(value: Mapping[Any, Any]) -> None:
    """Raise UnfitError if the dictionary *value* says what a document to sign may not say."""
    for key, unfit in _KEYS.items():
        if key in value and not (key == "/Ref" and "/BBox" not in value):
            raise UnfitError(unfit)
    _refuse(value, "/S", _ACTIONS)
    _refuse(value, "/Subtype", _SUBTYPES)
    _refuse(value, "/Type", _TYPES)
    if "/FT" in value or value.get("/Fields"):
        raise UnfitError(Unfit.FORM)
    opening = value.get("/OpenAction")
    if isinstance(opening, dict) and opening.get("/S") not in _HARMLESS_OPENING:
        raise UnfitError(_ACTIONS.get(str(opening.get("/S")), Unfit.ACTION))


def is_annotation(value: Mapping[Any, Any]) -> bool:
    """Tell whether *value* is an annotation of a page."""
    return "/Rect" in value and "/Subtype" in value


def is_link(value: Mapping[Any, Any]) -> bool:
    """Tell whether *value* leads a reader who asks for it to an address."""
    return value.get("/S") == "/URI"


def _refuse(value: Mapping[Any, Any], key: str, unfit: Mapping[str, Unfit]) -> None:
    said = value.get(key)
    if isinstance(said, str) and said in unfit:
        raise UnfitError(unfit[said])


class Room:
    """How much a document may still unpack to; pictures count by the pixels that they state."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, value: Any) -> None:
        """Count *value* if it is a stream; raise UnfitError where there is no more room."""
        packed = getattr(value, "encoded_data", None)
        if packed is None:
            return
        _check_stream(value)
        filters = _filters(value)
        flates = [each for each in filters if each in _FLATE]
        self._left -= len(packed)
        if flates and flates == filters[:1]:
            self._inflate(packed)
        elif flates:
            self._left -= len(value.data)
        if self._left < 0:
            raise UnfitError(Unfit.UNPACKED)

    def _inflate(self, packed: bytes) -> None:
        inflating, waiting = zlib.decompressobj(), packed
        while waiting and not inflating.eof:
            self._left -= len(inflating.decompress(waiting, _PIECE))
            waiting = inflating.unconsumed_tail
            if self._left < 0:
                raise UnfitError(Unfit.UNPACKED)


def _check_stream(value: Mapping[Any, Any]) -> None:
    if "/F" in value or "/FFilter" in value:
        raise UnfitError(Unfit.EXTERNAL)
    filters = _filters(value)
    known = set(filters) <= _FLATE | _PLAIN | _PICTURES
    if (
        not known
        or len(filters) > _MOST_FILTERS
        or len(_FLATE.intersection(filters)) > 1
        or len(set(filters)) < len(filters)
    ):
        # What nobody writes today, or packed twice: only bombs are made like that.
        raise UnfitError(Unfit.UNPACKED)
    pixels = value.get("/Width", 0) * value.get("/Height", 0)
    if value.get("/Subtype") == "/Image" and pixels > _MOST_PICTURE:
        raise UnfitError(Unfit.UNPACKED)


def _filters(value: Mapping[Any, Any]) -> list[str]:
    said = value.get("/Filter", [])
    return [said] if isinstance(said, str) else [str(each) for each in said]
