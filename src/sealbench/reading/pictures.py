"""Pictures: looked at frame by frame, and made anew without anything but their pixels (A5).

What is kept is what was decoded: no EXIF, GPS, XMP, IPTC, comment, thumbnail, second picture
or anything after the end is in it.  The colour profile stays if it is small.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from sealbench.reading.unread import MOST_PICTURES, MOST_PIXELS, Unread, UnreadError

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
_MOST_PROFILE = 65_536  # bytes
_MOST_DENSE = 10_000  # dots an inch
_STAYS = ("transparency", "duration", "loop", "disposal", "blend")
_NEAR = 2_000  # pixels that are enough to read: a JPEG is decoded no larger


def load() -> None:
    """Load all that decodes and encodes: later no file can be opened."""
    from PIL import Image  # noqa: PLC0415 - of this process only

    Image.init()


def frames(data: bytes) -> Iterator[Any]:
    """Yield the frames of a picture as they are looked at, turned the right way up."""
    from PIL import ImageOps, ImageSequence  # noqa: PLC0415 - of this process only

    with _opened(data) as found:
        if found.format in {"JPEG", "MPO"}:
            found.draft("RGB", (_NEAR, _NEAR))
            yield ImageOps.exif_transpose(found).convert("RGB")
            return
        for frame in ImageSequence.Iterator(found):
            yield _on_white(ImageOps.exif_transpose(frame))


def bare(data: bytes, *, turned: bool = True) -> bytes:
    """Return the picture again, made of its pixels alone, and *turned* the right way up.

    What shows it turns it as it says itself; a document turns it as the document says.
    """
    from PIL import ImageOps, ImageSequence  # noqa: PLC0415 - of this process only

    with _opened(data) as found:
        kind = "JPEG" if found.format == "MPO" else str(found.format)
        options = _options(found, kind)
        shots = [found] if kind == "JPEG" else ImageSequence.Iterator(found)
        made = [_stripped(ImageOps.exif_transpose(shot) if turned else shot) for shot in shots]
    out = io.BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": made[1:]} if made[1:] else {}
    if more and kind in {"GIF", "PNG", "WEBP"}:
        more["duration"] = [shot.info.get("duration", 100) for shot in made]
        more["loop"] = made[0].info.get("loop", 1)
    made[0].save(out, kind, **options, **more)
    return out.getvalue()


def count(data: bytes) -> int:
    """Return how many frames are looked at; raise UnreadError before anything is decoded."""
    with _opened(data) as found:
        return 1 if found.format in {"JPEG", "MPO"} else int(getattr(found, "n_frames", 1))


def _opened(data: bytes) -> Any:
    from PIL import Image  # noqa: PLC0415 - of this process only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            found = Image.open(io.BytesIO(data), formats=_FORMATS)
        except Image.DecompressionBombError:
            raise UnreadError(Unread.PIXELS) from None
    shots = 1 if found.format in {"JPEG", "MPO"} else int(getattr(found, "n_frames", 1))
    if found.width * found.height > MOST_PIXELS // max(1, min(shots, 4)):
        raise UnreadError(Unread.PIXELS)
    if shots > MOST_PICTURES:
        raise UnreadError(Unread.PICTURES)
    return found


def _on_white(frame: Any) -> Any:
    """Return *frame* without see-through parts, under which letters could hide from the reader."""
    from PIL import Image  # noqa: PLC0415 - of this process only

    if not frame.has_transparency_data:
        return frame.convert("RGB")
    seen = frame.convert("RGBA")
    sheet = Image.new("RGBA", seen.size, "white")
    sheet.alpha_composite(seen)
    return sheet.convert("RGB")


def _stripped(frame: Any) -> Any:
    plain = frame.copy()  # a picture in memory, which knows nothing of the file it came from
    plain.info = {name: plain.info[name] for name in _STAYS if name in plain.info}
    return plain


def _options(found: Any, kind: str) -> dict[str, Any]:
    from PIL import JpegImagePlugin  # noqa: PLC0415 - of this process only

    profile = found.info.get("icc_profile")
    options: dict[str, Any] = {}
    if profile and len(profile) <= _MOST_PROFILE and kind not in {"BMP", "GIF"}:
        options["icc_profile"] = profile
    match found.info.get("dpi"):
        case (across, down) if 1 <= across <= _MOST_DENSE and 1 <= down <= _MOST_DENSE:
            options["dpi"] = (float(across), float(down))
    if kind == "JPEG":
        options["qtables"] = found.quantization  # as fine as it was
        options["subsampling"] = JpegImagePlugin.get_sampling(found)
    elif kind == "WEBP":
        options |= {"quality": 90, "method": 2}
    elif kind == "TIFF":
        options["compression"] = "tiff_lzw" if found.mode != "1" else "group4"
    return options
