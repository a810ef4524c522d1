"""Files and folders through the screen: a line for each finding, or an object for each file."""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from sealbench import canon
from sealbench.cli.screen_lines import answer
from sealbench.errors import MalformedError
from sealbench.screen import NO_HOUSE_WORDS, HouseWords, Verdict, screen


def house_words(path: Path) -> HouseWords:
    """Return the vetoes and cues of a shop in the file at *path*."""
    try:
        return HouseWords.from_json(canon.parse(path.read_bytes()))
    except OSError as exc:
        raise MalformedError(f"{path} cannot be read") from exc
    except MalformedError as exc:
        raise MalformedError(f"{path}: {exc}", hint=exc.hint) from exc


def answer_files(paths: list[Path], house: HouseWords | None, *, as_json: bool) -> bool:
    """Print what is found in each file of *paths*; return whether there are findings.

    Raise MalformedError for a path of *paths* itself that is no text.
    """
    found = False
    for path, text in _texts(paths):
        verdict = screen(text, house=house or NO_HOUSE_WORDS)
        found = found or not verdict.clean
        name = str(path).encode("utf-8", "replace").decode()
        if as_json:
            typer.echo(answer(name, verdict))
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
