"""A signature that was drawn on a tablet: its strokes as whole numbers, never as a picture.

Strokes need no decoder of pictures, look the same on every paper, and have one hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sealbench import canon
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError
from sealbench.statement import formats as f

MOST_STROKES, MOST_POINTS = 60, 4000
WIDTH, HEIGHT = 1200, 400

Stroke = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes on a field of 1200 by 400, the origin at the top left; each has 1 point or more."""

    strokes: tuple[tuple[tuple[int, int], ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        """Raise MalformedError for no strokes, too many, or a point outside of the field."""
        points = [point for stroke in self.strokes for point in stroke]
        if not 1 <= len(self.strokes) <= MOST_STROKES or not all(self.strokes):
            raise MalformedError("a signature is drawn in 1 to 60 strokes")
        if len(points) > MOST_POINTS:
            raise MalformedError("a drawing with too many points")
        across, down = f.integer(0, WIDTH), f.integer(0, HEIGHT)
        for x, y in points:
            across(x)
            down(y)

    @property
    def hash(self) -> str:
        """Return SHA-256 of the canonical form in base64url, as statements name it."""
        return canon.b64u(canon.digest(self.to_json()))

    def to_json(self) -> JSON:
        """Return the form that travels; `from_json` is its inverse."""
        strokes = [[[x, y] for x, y in stroke] for stroke in self.strokes]
        return {"v": 1, "width": WIDTH, "height": HEIGHT, "strokes": strokes}

    @classmethod
    def from_json(cls, value: JSONValue) -> Self:
        """Return the drawing that *value* is; raise MalformedError for any other form."""
        fields: Any = value
        try:
            drawn = tuple(tuple((x, y) for x, y in stroke) for stroke in fields["strokes"])
            found = cls(drawn)
        except (KeyError, TypeError, ValueError) as exc:
            raise MalformedError("not a drawing") from exc
        if canon.to_bytes(found.to_json()) != canon.to_bytes(value):
            raise MalformedError("not a drawing")
        return found
