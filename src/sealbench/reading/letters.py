"""Reading the letters in a picture, by models that lie in the installed package."""

import logging
import os
from collections.abc import Iterator
from typing import Any

_SIDE = 2_000  # pixels of the longer side of what is read; a phone's photo is made smaller first
_LONG = 3  # sides: what is longer is read in pieces
_MOST_PIECES = 12
_FIND = 1_280  # pixels of the longer side in which lines of letters are looked for
_LEAST = 0.3  # certainty: what is less is noise
_SURE = 0.9
_WORD = "Sealbench"
_ROW = 0.5  # of the height of a line: what overlaps more stands beside it


class Letters:
    """Reads pictures; one that was made can open no file any more, and needs none."""

    def __init__(self) -> None:
        """Load the models, about 30 megabytes; ImportError where they are not installed."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        logging.disable(logging.CRITICAL)
        from rapidocr import RapidOCR  # noqa: PLC0415 - slow, and of this process only

        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.text_score": _LEAST,
                "Global.use_cls": False,  # which takes handwriting for upside down
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_side_len": _FIND,
                "Det.limit_type": "max",
            }
        )
        self._prove()

    def _prove(self) -> None:
        """Read a word of our own: that loads the models, and shows that they read."""
        from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - of this process only

        sheet = Image.new("RGB", (320, 96), "white")
        ImageDraw.Draw(sheet).text((20, 20), _WORD, "black", ImageFont.load_default(48))
        if self.read(sheet) != _WORD:
            raise ImportError("the models for letters do not read")

    def read(self, picture: Any) -> str:
        """Return the lines of letters in *picture*, one of Pillow's, from top to bottom.

        What lies on its side is read from both sides; what is doubtful is read upside down as
        well, and what was read then follows.
        """
        return "\n".join(line for piece in _pieces(picture) for line in self._looks(piece))

    def _looks(self, piece: Any) -> Iterator[str]:
        turns: tuple[int, ...] = (180,)
        found = self._found(piece)
        if _lies(found):
            turns = (90, 270)
        else:
            yield from _lines(found)
            if found.txts and min(found.scores) >= _SURE:
                return
        for turn in turns:
            yield from _lines(self._found(piece.rotate(turn, expand=True)))

    def _found(self, piece: Any) -> Any:
        import numpy as np  # noqa: PLC0415 - with the models

        return self._engine(np.ascontiguousarray(np.asarray(piece)[:, :, ::-1]))


def _lies(found: Any) -> bool:
    """Tell whether most lines are taller than they are wide."""
    sizes = (
        [] if found.boxes is None else [box.max(axis=0) - box.min(axis=0) for box in found.boxes]
    )
    tall = [height > width for width, height in sizes]
    return sum(map(int, tall)) * 2 > len(tall)


def _lines(found: Any) -> Iterator[str]:
    """Yield what was *found*, row by row: what stands side by side is one line."""
    if found.txts is None or found.boxes is None:
        return
    row: list[tuple[float, str]] = []
    reach = middle = 0.0
    for box, text in sorted(
        zip(found.boxes, found.txts, strict=True), key=lambda each: each[0][:, 1].mean()
    ):
        top, bottom = float(box[:, 1].min()), float(box[:, 1].max())
        if row and (top + bottom) / 2 - middle > _ROW * min(reach, bottom - top):
            yield _joined(row)
            row = []
        row.append((float(box[:, 0].min()), str(text)))
        middle, reach = (top + bottom) / 2, bottom - top
    if row:
        yield _joined(row)


def _joined(row: list[tuple[float, str]]) -> str:
    return "  ".join(text for _, text in sorted(row))


def _pieces(picture: Any) -> Iterator[Any]:
    """Yield *picture* in pieces that are large enough to be read when they are made smaller."""
    width, height = picture.size
    short, long = sorted((width, height))
    if long > _LONG * short and long > _SIDE:
        length = max(2 * short, _SIDE, long // _MOST_PIECES)
        for begin in range(0, long - length // 8, length - length // 8):
            end = min(long, begin + length)
            box = (begin, 0, end, height) if width > height else (0, begin, width, end)
            yield _smaller(picture.crop(box))
    else:
        yield _smaller(picture.copy())


def _smaller(piece: Any) -> Any:
    piece.thumbnail((_SIDE, _SIDE))
    return piece.convert("RGB")
