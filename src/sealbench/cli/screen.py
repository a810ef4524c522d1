"""``sealbench screen``: find secrets in files and folders, or in JSON lines from stdin."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.screen import NO_HOUSE_WORDS, Finding, HouseWords, Verdict, screen

NAME = "screen"

_FOUND = 1
_MALFORMED = 2
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)

_Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH...]", help="Text files in UTF-8, folders.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per file.")]
_House = Annotated[
    Path | None, typer.Option("--house", metavar="FILE", help="House words, as JSON.")
]


def register(app: typer.Typer) -> None:
    """Add the command ``screen`` to *app*."""
    app.command(name=NAME)(_screen)


def _screen(paths: _Paths = None, as_json: _Json = False, house: _House = None) -> None:  # noqa: FBT002  # typer's flags are booleans
    """Find what may not be written down: secrets in PATHs, or in JSON lines from stdin.

    A line is {"id": ..., "text": ..., "context": "note" | "name" | "filename"}, answered by
    {"id": ..., "findings": [...]}, in order; without an id it is its number.
    Exit 0: clean. 1: findings. 2: an input could not be read as stated.
    """
    try:
        own = _house(house) if house else NO_HOUSE_WORDS
        found = (
            _from_paths(paths, own, as_json=as_json)
            if paths
            else _from_lines(sys.stdin.buffer, own)
        )
    except MalformedError as exc:
        typer.echo(f"sealbench screen: {exc}", err=True)
        raise typer.Exit(_MALFORMED) from exc
    raise typer.Exit(_FOUND if found else 0)


def _house(path: Path) -> HouseWords:
    """Return the vetoes and cues of a shop in the file at *path*."""
    try:
        return HouseWords.from_json(canon.parse(path.read_bytes()))
    except OSError as exc:
        raise MalformedError(f"{path} cannot be read") from exc
    except MalformedError as exc:
        raise MalformedError(f"{path}: {exc}", hint=exc.hint) from exc


def _from_lines(stream: BinaryIO, house: HouseWords) -> bool:
    found = False
    out = typer.get_binary_stream("stdout")
    for number, line in enumerate(stream, 1):
        name, text, context = _line(line, number)
        verdict = screen(text, context=context, house=house)
        found = found or bool(verdict.findings)
        out.write(f"{_answer(name, verdict)}\n".encode())
        out.flush()
    return found


def _line(line: bytes, number: int) -> tuple[object, str, str]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise MalformedError(f"line {number} is not json") from exc
    if not isinstance(value, dict):
        raise MalformedError(f"line {number} is not a json object")
    text, context = value.get("text"), value.get("context", "note")
    if not isinstance(text, str) or not isinstance(context, str):
        raise MalformedError(f"line {number} has no text")
    return value.get("id", number), text, context


def _answer(name: object, verdict: Verdict) -> str:
    if not verdict.findings:
        return f'{{"id":{_ENCODER.encode(name)},"findings":[]}}'
    return _ENCODER.encode({"id": name, "findings": [_fields(f) for f in verdict.findings]})


def _fields(finding: Finding) -> dict[str, object]:
    names = ("start", "end", "kind", "confidence", "severity")
    return {name: getattr(finding, name) for name in names}


def _from_paths(paths: list[Path], house: HouseWords, *, as_json: bool) -> bool:
    found = False
    for path, text in _texts(paths):
        verdict = screen(text, house=house)
        found = found or not verdict.clean
        name = str(path).encode("utf-8", "replace").decode()
        if as_json:
            typer.echo(_answer(name, verdict))
        else:
            _report(name, text, verdict)
    return found


def _texts(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_dir():
            for file in _inside(path):
                try:
                    yield file, file.read_bytes().decode()
                except (OSError, UnicodeDecodeError):
                    typer.echo(f"{file}: not a readable text file in utf-8", err=True)
            continue
        try:
            yield path, path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as exc:
            raise MalformedError(f"{path} is not a readable text file in utf-8") from exc


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the files in *folder* and below, in order; links are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _report(name: str, text: str, verdict: Verdict) -> None:
    for finding in verdict.findings:
        line = text.count("\n", 0, finding.start) + 1
        column = finding.start - text.rfind("\n", 0, finding.start)
        typer.echo(f"{name}:{line}:{column}: {finding.severity} {finding.kind}: {finding.advice}")
