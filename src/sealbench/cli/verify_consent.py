"""What ``sealbench verify`` does with a consent record, alone or out of a return package."""

import typer

from sealbench import canon
from sealbench.cli import tables
from sealbench.dossier import verify_consent
from sealbench.errors import MalformedError


def is_consent(data: bytes) -> bool:
    """Return whether *data* is one JSON object that calls itself a consent."""
    try:
        return canon.from_bytes(data.removesuffix(b"\n")).get("kind") == "consent"
    except (MalformedError, AttributeError):
        return False


def report_consent(data: bytes, *, as_json: bool) -> bool:
    """Print what was checked about the consent in *data*; return whether all of it holds."""
    report = verify_consent(data)
    if as_json:
        typer.echo(canon.to_bytes(report.to_json()))
        return report.holds
    console = tables.console()
    console.print(tables.plain(f"Consent to keep a login, given to {report.shop}"))
    console.print(tables.plain(f"State: {report.state}, until {report.until}"))
    console.print(tables.plain(f"Key of the client: {report.key}"))
    console.print(tables.checks_table(report.checks))
    console.print("What this cannot show:")
    for limit in report.limits:
        console.print(tables.plain(f"- {limit}"))
    return report.holds
