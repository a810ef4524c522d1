"""The words of a chunk of text between white space: cut where a cue, a sign or a slash joins.

A word keeps the marks that passwords end in, and loses those that sentences end in.
"""

import re
from dataclasses import dataclass

from sealbench.screen.shapes import Shape, letters, shape

_LONGEST = 256  # what is longer is read in parts, so that the work is linear
_OPEN = "\"'`([{<*|"
CLOSING = "\"'`)]}>,;:.|"
_WHOLE = re.compile(
    r"[a-z]{2,12}://.*|www[.].*|[^@/:]+@[a-z0-9.-]+[.][a-z]+|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}"
    r"|[0-9]{1,2}:[0-9]{2}(?:[:a-z].*)?|[0-9]{1,4}[./-][0-9]{1,2}[./-]?[0-9]{0,4}|[a-z]:\\.*|\\\\.*|[~.]?/.*"
    r"|[a-z0-9_]+[\\/][a-z0-9_.]+[\\/].*|s/n|n/s|p/n|w/o?|n/a|p/w|u/n|[0-9]+/[0-9]+(?:mb|gb|kb|mbit)?(?:/s)?|[a-z]{1,3}/s|[0-9.]+:[0-9]+"
)
_JOINT = re.compile(
    r"(?<=[a-z0-9)\]_])(?:[:=]+>?|->|>)(?=.)|(?<=[a-z])-+>$|(?<=[a-z0-9!?])[/|](?=[^/])|(?<=[a-z])[(\[](?=.)"
    r"|(?<=[a-z0-9!])[,;](?=[a-z])"
)
_GLUED = re.compile(
    r"(passwor[td]|kennwort|contrasena|motdepasse|mdp|pwd|pw)-?((?=[a-z_-]*[0-9])[a-z0-9!$#*_-]{4,})$"
    r"|(pin|pass|clave|code)-?([0-9]{4,8})$"
)
_NEVER_GLUED = re.compile(
    r"pass(?:w|word|wort|wd)?[0-9!]{0,4}|password[0-9!]+|passwort[0-9!]+|pinguin.*|pink.*|passport.*|passat.*"
)


@dataclass(slots=True)
class Words:
    """The words of one text in parallel lists; places count characters of the skeleton.

    *classes* are sets, a bit for each class, of words that were looked up.
    """

    starts: list[int]
    ends: list[int]
    lows: list[str]
    shapes: list[Shape]
    classes: list[int]


def cut(plain: str, folded: str) -> Words:
    """Return the words of one chunk of a text, which has no white space in it."""
    found = Words([], [], [], [], [])
    for start in range(0, len(folded), _LONGEST):
        _cut(found, plain, folded, start, min(len(folded), start + _LONGEST))
    return found


def _add(found: Words, plain: str, folded: str, start: int, end: int) -> None:
    found.starts.append(start)
    found.ends.append(end)
    low = folded[start:end]
    found.lows.append(low)
    found.shapes.append(shape(plain[start:end], low))


def _cut(found: Words, plain: str, folded: str, start: int, end: int) -> None:
    chunk = folded[start:end]
    tail = end
    if not chunk.isalpha() and chunk[-1] in CLOSING and chunk[:-1].isalpha():
        tail -= 1
        chunk = chunk[:-1]
    if chunk.isalpha():
        found.starts.append(start)
        found.ends.append(tail)
        found.lows.append(chunk)
        found.shapes.append(letters(plain[start:tail], chunk))
        if tail < end:
            _add(found, plain, folded, tail, end)
        return
    if chunk == "\n":
        _add(found, plain, folded, start, end)
        return
    _bared(found, plain, folded, start, end)


def _bared(found: Words, plain: str, folded: str, start: int, end: int) -> None:
    """Take the marks around a chunk as words of their own, and cut what is between."""
    while start < end - 1 and folded[start] in _OPEN:
        _add(found, plain, folded, start, start + 1)
        start += 1
    tail = end
    if not folded[end - 1].isalnum():
        while tail > start + 1 and _is_outside(folded, start, tail):
            tail -= 1
    _core(found, plain, folded, start, tail)
    for at in range(tail, end):
        _add(found, plain, folded, at, at + 1)


def _is_outside(folded: str, start: int, tail: int) -> bool:
    """Say whether the last mark before *tail* is no part of the word."""
    last = folded[tail - 1]
    if last in CLOSING:
        return folded[tail - 2 : tail] not in {"->", "=>"}
    return last in "!?" and _talks(folded[start:tail])


def _talks(chunk: str) -> bool:
    """Say whether the mark at the end of *chunk* is of the sentence, as after a word."""
    return chunk[-1] == "?" or chunk.rstrip("!?").isalpha()


def _core(found: Words, plain: str, folded: str, start: int, end: int) -> None:
    core = folded[start:end]
    glued = _GLUED.match(core)
    if glued and not _NEVER_GLUED.fullmatch(core):
        cue, value = (1, 2) if glued.group(1) else (3, 4)
        _add(found, plain, folded, start, start + glued.end(cue))
        _add(found, plain, folded, start + glued.start(value), end)
        return
    joint = None if core.isalnum() else _JOINT.search(core)
    if not joint or _WHOLE.fullmatch(core):
        _add(found, plain, folded, start, end)
        return
    if joint.start():
        _add(found, plain, folded, start, start + joint.start())
    _add(found, plain, folded, start + joint.start(), start + joint.end())
    if start + joint.end() < end:
        _cut(found, plain, folded, start + joint.end(), end)
