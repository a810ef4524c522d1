"""Words that hint at a secret: ``password: her dog's name + year``.

After a cue and a link, a clause that is made only of small words, of words such as dog,
birthday or street, and of numbers, is a hint.
"""

from collections.abc import Iterator

from sealbench.screen.features import bits
from sealbench.screen.verdict import Hit
from sealbench.screen.words import Words

CUES = bits("secret", "pin")
HINTS = bits("hintn")
_LINK, _PIN = bits("link"), bits("pin")
_PARTS = bits("common", "hintn", "link")
_ENDS = frozenset(".;!?\n")
_LINKS = frozenset({":", "="})
_QUOTES = frozenset("\"',+&")
_REACH = 3
_LEAST = 2
_LONGEST = 20


def hint_hits(found: Words) -> Iterator[Hit]:
    """Yield the clauses of *found* that hint at a secret."""
    for at, names in enumerate(found.classes):
        if names & CUES:
            span = _clause(found, _linked(found, at))
            if span:
                kind = "pin" if names & _PIN else "password"
                start, end = found.starts[span[0]], found.ends[span[1]]
                yield Hit(start, end, kind, "hint", "ask")


def _linked(found: Words, at: int) -> int:
    """Return where the clause after the cue *at* begins, or the end of the text."""
    for i in range(at + 1, min(len(found.lows), at + 1 + _REACH)):
        if found.lows[i] in _LINKS or (found.classes[i] & _LINK and found.shapes[i][0] != "p"):
            return i + 1
    return len(found.lows)


def _clause(found: Words, first: int) -> tuple[int, int] | None:
    """Return the first and last word of the clause from *first*, if it is a hint."""
    last, parts, names = first - 1, 0, 0
    for i in range(first, min(len(found.lows), first + _LONGEST)):
        low = found.lows[i]
        if low in _ENDS:
            break
        if low in _QUOTES:
            continue
        if not found.classes[i] & _PARTS and not low.isdigit():
            return None
        last, parts = i, parts + 1
        names += found.classes[i] & HINTS > 0
    return (first, last) if parts >= _LEAST and names else None
