"""Findings of the ranker: runs of words that it takes for one secret, with their kind."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from sealbench.screen import values
from sealbench.screen.features import classes_of, superclass
from sealbench.screen.hints import hint_hits
from sealbench.screen.normal import Normal
from sealbench.screen.ranker import SCALE, scores
from sealbench.screen.verdict import Hit
from sealbench.screen.words import Words, words

_LEAST = {"x": 0.9, "k": 0.0, "m": 0.5, "d": 0.5, "u": 0.5, "e": 0.3}  # by the shape of the word
_CODE = frozenset("<>(){}[]")  # of markup and programs
_LEAST_OF_CODE = 3 * SCALE
_NEVER = 1_000 * SCALE
_DOUBT = -1.5 * SCALE  # below it the ranker contradicts a cue
_GAPS = (0, 3, 3)  # words that may lie between two of one run
_NEAR = 9
_WIDEST = 8
_RULES = ("ranked-value", "ranked-hint", "ranked-gesture")
_VALUE, _HINT, _GESTURE = range(3)
_WIDENS = {
    _HINT: frozenset({"common", "hintn", "geo", "new"}),
    _GESTURE: frozenset({"common", "geo"}),
}
_ENDS = frozenset(".;!?\n:=")
_PLUS = frozenset("+&,")
_PAIR_SIGNS = frozenset({"/", "|", "//", ":"})


@dataclass(slots=True)
class _Run:
    first: int
    last: int
    question: int
    best: int


def ranked_hits(text: Normal, asked: list[Hit]) -> Iterator[Hit]:
    """Yield what the ranker finds in *text*, and of the hits in *asked* what it does not deny."""
    found = words(text)
    ranks = scores(found)
    yield from hint_hits(found)
    for run in _runs(found, ranks):
        if run.question != _VALUE:
            _widen(found, run)
        kind = "pattern" if run.question == _GESTURE else _kind(found, run.first)
        first = run.first - (2 if kind == "username_with_password" else 0)
        end = found.ends[run.last]
        end += text.plain[end : end + 1] == "!"
        yield Hit(found.starts[first], end, kind, _RULES[run.question], "ask", run.best / SCALE)
    for hit in asked:
        if _best(found, ranks, hit) >= _DOUBT:
            yield hit


def _best(found: Words, ranks: list[tuple[int, ...]], hit: Hit) -> int:
    first = bisect_right(found.ends, hit.start)
    last = bisect_left(found.starts, hit.end)
    return max([max(row) for row in ranks[first:last]], default=0)


def _runs(found: Words, ranks: list[tuple[int, ...]]) -> Iterator[_Run]:
    run: _Run | None = None
    for at, row in enumerate(ranks):
        best = max(row)
        question = row.index(best)
        if run and found.lows[at] == "\n":
            yield run
            run = None
        if best < _least(found, at, question):
            continue
        if run and question == run.question and _between(found, run.last, at) <= _GAPS[question]:
            run.last, run.best = at, max(run.best, best)
            continue
        if run:
            yield run
        run = _Run(at, at, question, best)
    if run:
        yield run


def _least(found: Words, at: int, question: int) -> float:
    if question != _VALUE:
        return 0
    if values.is_void(found.lows[at]):
        return _NEVER
    called = found.lows[at + 1 : at + 2] == ["("] and found.starts[at + 1] == found.ends[at]
    if called or not _CODE.isdisjoint(found.lows[at]):
        return _LEAST_OF_CODE
    kind = superclass(found.shapes[at][0], known=bool(classes_of(found.lows[at])))
    return _LEAST.get(kind, 0) * SCALE


def _between(found: Words, last: int, at: int) -> int:
    return sum(shape[0] != "p" for shape in found.shapes[last + 1 : at])


def _widen(found: Words, run: _Run) -> None:
    """Take in the small words around a hint or a gesture, within its clause."""
    kinds = _WIDENS[run.question]
    least, most = max(0, run.first - _WIDEST), min(len(found.lows), run.last + 1 + _WIDEST)
    while run.first > least and _joins(found, run.first - 1, kinds):
        run.first -= 1
    while run.last + 1 < most and _joins(found, run.last + 1, kinds):
        run.last += 1
    while found.shapes[run.last][0] == "p" and run.last > run.first:
        run.last -= 1
    while found.shapes[run.first][0] == "p" and run.first < run.last:
        run.first += 1


def _joins(found: Words, at: int, kinds: frozenset[str]) -> bool:
    low = found.lows[at]
    if low in _ENDS or "link" in classes_of(low):
        return False
    return low in _PLUS or low.isdigit() or not kinds.isdisjoint(classes_of(low))


def _kind(found: Words, first: int) -> str:
    near = _classes_near(found, first)
    coarse = found.shapes[first][0]
    if "wifi" in near and coarse != "d4":
        return "wifi_key"
    pin, secret = _index(near, "pin", "lock"), _index(near, "secret")
    if coarse in {"d4", "d6", "zd", "d3"} and pin <= secret:
        return "pin"
    paired = first > 1 and found.lows[first - 1] in _PAIR_SIGNS
    if (
        paired
        and found.shapes[first - 2][0] != "p"
        and "secret" not in classes_of(found.lows[first - 2])
    ):
        return (
            "username_with_password"
            if "user" in near or found.lows[first - 1] == "/"
            else "password"
        )
    return "password"


def _classes_near(found: Words, first: int) -> list[str]:
    before = range(first - 1, max(-1, first - _NEAR), -1)
    after = range(first + 1, min(len(found.lows), first + _NEAR))
    return [name for at in [*before, *after] for name in classes_of(found.lows[at])]


def _index(near: list[str], *names: str) -> int:
    return next((i for i, name in enumerate(near) if name in names), len(near))
