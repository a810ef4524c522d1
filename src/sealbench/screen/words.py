"""The words of a text: what is between white space, cut where a cue, a sign or a slash joins.

A word keeps the marks that passwords end in, and loses those that sentences end in.
"""

import re
from dataclasses import dataclass

from sealbench.screen import tables
from sealbench.screen.normal import Normal
from sealbench.screen.shapes import Shape, letters, shape

_TABLE = tables.load("lexicon")
PHRASES = tuple((phrase, phrase.replace(" ", "_")) for phrase in tables.words(_TABLE, "phrases"))
_CHUNK = re.compile(r"[^ \n]+|\n")
_SPELLED = re.compile(
    r"(?<![^ \n:=])(?:[a-z0-9](?:[ .-] ?)){3,40}[a-z0-9](?:[ -]?[!?#*$])?(?![^ \n,.;])"
)
_GAP = re.compile(r"[ .-]")
_OPEN = "\"'`([{<*|"
_CLOSE = "\"'`)]}>,;:.|"
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
    """The words of one text in parallel lists; places count characters of the skeleton."""

    starts: list[int]
    ends: list[int]
    lows: list[str]
    shapes: list[Shape]


def words(text: Normal) -> Words:
    """Return the words of *text*; a new line is a word of its own."""
    folded, plain = text.folded, text.plain
    for phrase, joined in PHRASES:
        if phrase in folded:
            folded = folded.replace(phrase, joined)
            plain = _rejoined(plain, folded)
    if _SPELLED.search(folded):
        folded = _SPELLED.sub(lambda match: _GAP.sub("\u2581", match.group()), folded)
        plain = "".join(
            [low if low == "\u2581" else char for char, low in zip(plain, folded, strict=True)]
        )
    found = Words([], [], [], [])
    for match in _CHUNK.finditer(folded):
        _cut(found, plain, folded, match.start(), match.end())
    return found


def _rejoined(plain: str, folded: str) -> str:
    return "".join(
        [
            "_" if low == "_" and char == " " else char
            for char, low in zip(plain, folded, strict=True)
        ]
    )


def _add(found: Words, plain: str, folded: str, start: int, end: int) -> None:
    found.starts.append(start)
    found.ends.append(end)
    low = folded[start:end]
    found.lows.append(low)
    found.shapes.append(shape(plain[start:end], low))


def _cut(found: Words, plain: str, folded: str, start: int, end: int) -> None:
    chunk = folded[start:end]
    tail = end
    if not chunk.isalpha() and chunk[-1] in _CLOSE and chunk[:-1].isalpha():
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
    while tail > start + 1 and _is_outside(folded, start, tail):
        tail -= 1
    _core(found, plain, folded, start, tail)
    for at in range(tail, end):
        _add(found, plain, folded, at, at + 1)


def _is_outside(folded: str, start: int, tail: int) -> bool:
    """Say whether the last mark before *tail* is no part of the word."""
    last = folded[tail - 1]
    if last in _CLOSE:
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
    if not _WHOLE.fullmatch(core):
        joint = _JOINT.search(core, 0)
        if joint:
            _add_if(found, plain, folded, start, start + joint.start())
            _add(found, plain, folded, start + joint.start(), start + joint.end())
            if start + joint.end() < end:
                _cut(found, plain, folded, start + joint.end(), end)
            return
    _add(found, plain, folded, start, end)


def _add_if(found: Words, plain: str, folded: str, start: int, end: int) -> None:
    if end > start:
        _add(found, plain, folded, start, end)
