"""``sealbench verify``: check a dossier or a package without shop, server or network."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sealbench import canon
from sealbench.cli.exit import CODES
from sealbench.cli.verify_package import verify_package
from sealbench.clock import SystemClock
from sealbench.dossier import (
    MOST_BYTES,
    Check,
    Record,
    Report,
    Result,
    is_fingerprint,
    read_dossier,
    read_record,
    verify_dossier,
    verify_record,
)
from sealbench.errors import MalformedError, VerificationError
from sealbench.package import is_package

NAME = "verify"

_WIDTH = 100  # where the output is not a terminal
_STYLES = {Result.HOLDS: "green", Result.FAILS: "bold red", Result.OPEN: "yellow"}

_File = Annotated[
    Path, typer.Argument(metavar="FILE", help="The dossier or the opened package, a zip file.")
]
_Fingerprint = Annotated[
    str | None,
    typer.Option(
        "--fingerprint", metavar="F", help="The shop's fingerprint, from your receipt or link."
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the command ``verify`` to *app*."""
    app.command(name=NAME)(_verify)


def _verify(file: _File, fingerprint: _Fingerprint = None, as_json: _Json = False) -> None:  # noqa: FBT002  # typer's flags are booleans
    """Check the dossier FILE: its signatures, its events and their places in the ledger.

    A return package, once opened, is compared with its manifest; record.json out of it is checked
    as a dossier is.

    Exit 0: all that was checked holds. 2: none of these. 3: it does not verify.
    """
    if fingerprint is not None and not is_fingerprint(fingerprint):
        raise MalformedError(
            "not a fingerprint", hint="it has 40 hexadecimal digits, or 43 letters in a link"
        )
    with _opened(file) as source:
        if is_package(source):
            verify_package(source, fingerprint=fingerprint, as_json=as_json)
            return
        data = source.read(MOST_BYTES + 1)
    if data.startswith(b"{") and len(data) <= MOST_BYTES:
        _verify_record(read_record(data), fingerprint, as_json=as_json)
        return
    dossier = read_dossier(data)
    report = verify_dossier(dossier, fingerprint=fingerprint, now=SystemClock().now())
    if as_json:
        typer.echo(canon.to_bytes(report.to_json()))
    else:
        _print(report)
    if not report.holds:
        typer.echo("sealbench: this dossier does not verify", err=True)
        raise typer.Exit(CODES[VerificationError])


def _verify_record(record: Record, fingerprint: str | None, *, as_json: bool) -> None:
    report = verify_record(record, fingerprint=fingerprint, now=SystemClock().now())
    if as_json:
        typer.echo(canon.to_bytes(report.to_json()))
    else:
        console = _console()
        console.print(f"Record of a client, {report.count} events")
        console.print(f"Fingerprint of the shop: {report.fingerprint}")
        console.print(_checks(report.checks))
    if not report.holds:
        typer.echo("sealbench: this record does not verify", err=True)
        raise typer.Exit(CODES[VerificationError])


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as exc:
        raise MalformedError("the file cannot be read") from exc


def _console() -> Console:
    if isinstance(sys.stdout, TextIOWrapper):
        # A name that this terminal cannot show must not stop the verdict.
        sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)


def _print(report: Report) -> None:
    console = _console()
    console.print(f"Job {report.number}, {report.count} events, made {report.made_at} (UTC)")
    console.print(f"Fingerprint of the shop: {report.fingerprint}")
    console.print(_checks(report.checks))
    if report.signatures:
        console.print(_signatures(report))
    for kind in report.unjudged:
        console.print(_plain(f"Not judged, of a type unknown here: {kind}"))
    console.print("What this cannot show:")
    for limit in report.limits:
        console.print(_plain(f"- {limit}"))


def _checks(checks: Sequence[Check]) -> Table:
    table = Table("Check", "Result", "Detail", box=SIMPLE, pad_edge=False)
    for check in checks:
        table.add_row(check.name, _result(check.result), _plain(check.detail))
    return table


def _signatures(report: Report) -> Table:
    table = Table("No.", "Time", "Signed deed", "Level", "Result", box=SIMPLE, pad_edge=False)
    for each in report.signatures:
        deed = _plain(f"{each.by} {each.deed}")
        if each.result is not Result.HOLDS:
            deed.append(_plain(f": {each.detail}"))
        table.add_row(str(each.counter), each.at, deed, each.level, _result(each.result))
    return table


def _result(result: Result) -> Text:
    return Text(result.value, style=_STYLES[result])


def _plain(text: str) -> Text:
    """Return *text* without markup or control characters: it comes from a stranger's file."""
    return Text("".join(letter if letter.isprintable() else "\ufffd" for letter in text))
