"""JSON lines through the screen: what has arrived is judged together, in order and at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sealbench.errors import MalformedError
from sealbench.screen import CONTEXTS, NO_HOUSE_WORDS, Finding, HouseWords, Verdict, screen_all

_MOST = 1 << 20  # bytes that are read at once
_AT_ONCE = 4096  # texts that are judged at once
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class _Line:
    name: object
    text: str
    context: str


def answer_lines(stream: BinaryIO, out: BinaryIO, house: HouseWords | None = None) -> bool:
    """Answer each line of *stream* on *out*; return whether there are findings.

    What has arrived is answered before more is waited for.  Raise MalformedError at the
    first line that is none, when those before it are answered.
    """
    found, number = False, 0
    for lines in _arrived(stream):
        parsed: list[_Line] = []
        try:
            for line in lines:
                number += 1
                parsed.append(_parsed(line, number))
        finally:
            found = _answer_all(parsed, out, house or NO_HOUSE_WORDS) or found
    return found


def answer(name: object, verdict: Verdict) -> str:
    """Return the answer for the text called *name*, without a line's end."""
    called = str(name) if type(name) is int else _ENCODER.encode(name)
    if not verdict.findings:
        return f'{{"id":{called},"findings":[]}}'
    return f'{{"id":{called},"findings":[{",".join(map(_fields, verdict.findings))}]}}'


def _fields(finding: Finding) -> str:
    return (
        f'{{"start":{finding.start},"end":{finding.end},"kind":"{finding.kind}",'
        f'"confidence":{finding.confidence},"severity":"{finding.severity}"}}'
    )


def _arrived(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Yield the whole lines that each reading brings, and at the end what is left."""
    rest: list[bytes] = []
    while data := stream.read1(_MOST):  # type: ignore[attr-defined]  # buffered streams have it
        *lines, last = data.split(b"\n")
        if lines:
            lines[0] = b"".join([*rest, lines[0]])
            rest = []
            for at in range(0, len(lines), _AT_ONCE):
                yield lines[at : at + _AT_ONCE]
        rest += [last] if last else []
    if rest:
        yield [b"".join(rest)]


def _parsed(line: bytes, number: int) -> _Line:
    try:
        value = _value(line)
    except (ValueError, RecursionError) as exc:
        raise MalformedError(f"line {number} is not json") from exc
    if not isinstance(value, dict):
        raise MalformedError(f"line {number} is not a json object")
    text, context = value.get("text"), value.get("context", "note")
    if not isinstance(text, str) or not isinstance(context, str):
        raise MalformedError(f"line {number} has no text")
    if context not in CONTEXTS:
        raise MalformedError(f"line {number} has an unknown context")
    return _Line(value.get("id", number), text, context)


def _value(line: bytes) -> object:
    if line[:1] == b"{" and line[-1:] == b"}":
        text = line.decode()
        value, end = _DECODER.raw_decode(text)
        if end == len(text):
            return value
    return json.loads(line)


def _answer_all(lines: list[_Line], out: BinaryIO, house: HouseWords) -> bool:
    if not lines:
        return False
    verdicts: dict[int, Verdict] = {}
    for context in {line.context for line in lines}:
        of = [i for i, line in enumerate(lines) if line.context == context]
        judged = screen_all([lines[i].text for i in of], context=context, house=house)
        verdicts |= dict(zip(of, judged, strict=True))
    answers = [answer(line.name, verdicts[i]) for i, line in enumerate(lines)]
    out.write(("\n".join(answers) + "\n").encode())
    out.flush()
    return any(not verdict.clean for verdict in verdicts.values())
