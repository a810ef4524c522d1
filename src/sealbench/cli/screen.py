"""``sealbench screen``: find secrets in files, or in JSON lines from standard input."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from sealbench import canon
from sealbench.canon import JSON
from sealbench.errors import MalformedError
from sealbench.screen import Finding, Verdict, screen

NAME = "screen"

_FOUND = 1
_MALFORMED = 2
_FIELDS = {"text", "kind"}

_Files = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE...]", help="Text files in UTF-8.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per text.")]


def register(app: typer.Typer) -> None:
    """Add the command ``screen`` to *app*."""
    app.command(name=NAME)(_screen)


def _screen(files: _Files = None, as_json: _Json = False) -> None:  # noqa: FBT002  # typer's flags are booleans
    """Find what may not be written down: secrets in FILEs, or in JSON lines from stdin.

    A line from stdin is {"text": ..., "kind": "note" | "name" | "filename"}, kind optional.
    Exit 0: clean. 1: findings. 2: an input could not be read as stated.
    """
    found = False
    try:
        for name, text, kind in _from_files(files) if files else _from_lines(sys.stdin.buffer):
            verdict = screen(text, kind=kind)
            found = found or not verdict.clean
            _print(name, text, verdict, as_json=as_json)
    except MalformedError as exc:
        typer.echo(f"sealbench screen: {exc}", err=True)
        raise typer.Exit(_MALFORMED) from exc
    raise typer.Exit(_FOUND if found else 0)


def _from_files(files: list[Path]) -> Iterator[tuple[str, str, str]]:
    for path in files:
        name = str(path).encode("utf-8", "replace").decode()
        try:
            yield name, path.read_bytes().decode(), "note"
        except (OSError, UnicodeDecodeError) as exc:
            raise MalformedError(f"{name} is not a readable text file in utf-8") from exc


def _from_lines(stream: BinaryIO) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(stream, 1):
        text, kind = _line(line, number)
        yield f"-:{number}", text, kind


def _line(line: bytes, number: int) -> tuple[str, str]:
    try:
        value = canon.parse(line)
    except MalformedError as exc:
        raise MalformedError(f"line {number} is {exc}") from exc
    text, kind = value.get("text"), value.get("kind", "note")
    if not isinstance(text, str) or not isinstance(kind, str) or not _FIELDS.issuperset(value):
        raise MalformedError(f"line {number} has other fields than text and kind")
    return text, kind


def _print(name: str, text: str, verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        findings = [_fields(finding) for finding in verdict.findings]
        row: JSON = {"source": name, "blocks": verdict.blocks, "findings": findings}
        typer.echo(canon.to_bytes(row).decode())
        return
    for finding in verdict.findings:
        line = text.count("\n", 0, finding.start) + 1
        column = finding.start - text.rfind("\n", 0, finding.start)
        typer.echo(f"{name}:{line}:{column}: {finding.severity} {finding.kind}: {finding.advice}")


def _fields(finding: Finding) -> JSON:
    names = ("start", "end", "kind", "rule", "severity", "advice")
    return {name: getattr(finding, name) for name in names}
