"""``sealbench screen``: find secrets in files and folders, or in JSON lines from stdin."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sealbench.errors import MalformedError, UnavailableError

NAME = "screen"

_FOUND = 1
_MALFORMED = 2

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
    # Late, since the verifier brings this command too, and needs no numpy.
    try:
        from sealbench.cli import screen_files, screen_lines  # noqa: PLC0415 - with numpy
    except ModuleNotFoundError as exc:
        raise UnavailableError(
            "the screen is not installed", hint='pip install "sealbench[screen]"'
        ) from exc

    try:
        own = screen_files.house_words(house) if house else None
        if paths:
            found = screen_files.answer_files(paths, own, as_json=as_json)
        else:
            out = typer.get_binary_stream("stdout")
            found = screen_lines.answer_lines(sys.stdin.buffer, out, own)
    except MalformedError as exc:
        typer.echo(f"sealbench screen: {exc}", err=True)
        raise typer.Exit(_MALFORMED) from exc
    raise typer.Exit(_FOUND if found else 0)
