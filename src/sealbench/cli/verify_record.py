"""What ``sealbench verify`` does with `record.json` out of a return package."""

import typer

from sealbench import canon
from sealbench.cli import tables
from sealbench.clock import SystemClock
from sealbench.dossier import read_record, verify_record


def is_record(data: bytes) -> bool:
    """Return whether *data* begins as a JSON object does, and as no zip does."""
    return data.startswith(b"{")


def report_record(data: bytes, *, fingerprint: str | None, as_json: bool) -> bool:
    """Print what was checked about the record in *data*; return whether all of it holds."""
    now = SystemClock().now()
    report = verify_record(read_record(data), fingerprint=fingerprint, now=now)
    if as_json:
        typer.echo(canon.to_bytes(report.to_json()))
        return report.holds
    console = tables.console()
    console.print(f"Record of a client, {report.count} events")
    console.print(f"Fingerprint of the shop: {report.fingerprint}")
    console.print(tables.checks_table(report.checks))
    return report.holds
