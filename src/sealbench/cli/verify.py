"""``sealbench verify``: check what a client has in hand, without shop or network."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.box import SIMPLE
from rich.table import Table

from sealbench import canon
from sealbench.cli import tables
from sealbench.cli.exit import CODES
from sealbench.cli.verify_agreement import read_root, report_agreement
from sealbench.cli.verify_consent import is_consent, report_consent
from sealbench.cli.verify_package import verify_package
from sealbench.cli.verify_record import is_record, report_record
from sealbench.clock import SystemClock
from sealbench.dossier import (
    MOST_BYTES,
    Report,
    Result,
    is_fingerprint,
    read_dossier,
    verify_dossier,
)
from sealbench.dossier.agreements import is_pdf
from sealbench.errors import MalformedError, VerificationError
from sealbench.package import is_package

NAME = "verify"
_BEGIN, _MOST_CERTIFICATE = 5, 64 * 1024

_File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="The dossier or the opened package, a zip file; the agreement, a PDF."
    ),
]
_Fingerprint = Annotated[
    str | None,
    typer.Option(
        "--fingerprint", metavar="F", help="The shop's fingerprint, from your receipt or link."
    ),
]
_Stamps = Annotated[
    list[Path] | None,
    typer.Option(
        "--stamp-root", metavar="CERT", help="A certificate under which time stamps are trusted."
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the command ``verify`` to *app*."""
    app.command(name=NAME)(_verify)


def _verify(
    file: _File,
    fingerprint: _Fingerprint = None,
    stamp_root: _Stamps = None,
    as_json: _Json = False,  # noqa: FBT002  # typer's flags are booleans
) -> None:
    """Check the dossier FILE: its signatures, its events and their places in the ledger.

    An agreement, as the PDF that both sides got: its seal, and that management and the client
    signed exactly its pages.  A return package, once opened, is compared with its manifest;
    dossiers/record.json out of it is checked as a dossier is, and so is consent.json, the record
    of a consent to keep a login.

    Exit 0: all that was checked holds. 2: none of these. 3: it does not verify.
    """
    if fingerprint is not None and not is_fingerprint(fingerprint):
        raise MalformedError(
            "not a fingerprint", hint="it has 40 hexadecimal digits, or 43 letters in a link"
        )
    with _opened(file) as source:
        pdf = is_pdf(source.read(_BEGIN))
        source.seek(0)
        if not pdf and is_package(source):
            verify_package(source, fingerprint=fingerprint, as_json=as_json)
            return
        data = source.read(MOST_BYTES + 1)
    if pdf:
        stamps = [_root(each) for each in stamp_root or ()]
        holds = report_agreement(data, fingerprint=fingerprint, stamps=stamps, as_json=as_json)
        _end("agreement", holds=holds)
        return
    if is_consent(data):
        if fingerprint is not None:
            typer.echo("sealbench: a consent names no fingerprint: it was not compared", err=True)
        _end("consent", holds=report_consent(data, as_json=as_json))
        return
    if is_record(data) and len(data) <= MOST_BYTES:
        _end("record", holds=report_record(data, fingerprint=fingerprint, as_json=as_json))
        return
    dossier = read_dossier(data)
    report = verify_dossier(dossier, fingerprint=fingerprint, now=SystemClock().now())
    if as_json:
        typer.echo(canon.to_bytes(report.to_json()))
    else:
        _print(report)
    _end("dossier", holds=report.holds)


def _end(kind: str, *, holds: bool) -> None:
    if not holds:
        typer.echo(f"sealbench: this {kind} does not verify", err=True)
        raise typer.Exit(CODES[VerificationError])


def _root(path: Path) -> bytes:
    with _opened(path) as file:
        return read_root(file.read(_MOST_CERTIFICATE))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as exc:
        raise MalformedError("the file cannot be read") from exc


def _print(report: Report) -> None:
    console = tables.console()
    console.print(f"Job {report.number}, {report.count} events, made {report.made_at} (UTC)")
    console.print(f"Fingerprint of the shop: {report.fingerprint}")
    console.print(tables.checks_table(report.checks))
    if report.signatures:
        console.print(_signatures(report))
    for kind in report.unjudged:
        console.print(tables.plain(f"Not judged, of a type unknown here: {kind}"))
    console.print("What this cannot show:")
    for limit in report.limits:
        console.print(tables.plain(f"- {limit}"))


def _signatures(report: Report) -> Table:
    table = Table("No.", "Time", "Signed deed", "Level", "Result", box=SIMPLE, pad_edge=False)
    for each in report.signatures:
        deed = tables.plain(f"{each.by} {each.deed}")
        if each.result is not Result.HOLDS:
            deed.append(tables.plain(f": {each.detail}"))
        table.add_row(str(each.counter), each.at, deed, each.level, tables.shown(each.result))
    return table
