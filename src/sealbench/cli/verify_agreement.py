"""What ``sealbench verify`` does with a final agreement: the report, as JSON or for people."""

from collections.abc import Sequence

import typer
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificate
from rich.console import Console

from sealbench import canon
from sealbench.cli.tables import checks_table, console, plain
from sealbench.clock import SystemClock, to_text
from sealbench.dossier.agreements import AgreementReport, verify_agreement
from sealbench.errors import MalformedError


def read_root(data: bytes) -> bytes:
    """Return the certificate in *data*, PEM or DER, as DER; raise MalformedError for neither."""
    load = load_pem_x509_certificate if data.startswith(b"-----") else load_der_x509_certificate
    try:
        return load(data).public_bytes(Encoding.DER)
    except ValueError as exc:
        raise MalformedError("not a certificate", hint="PEM or DER will do") from exc


def report_agreement(
    pdf: bytes, *, fingerprint: str | None, stamps: Sequence[bytes], as_json: bool
) -> bool:
    """Print what is found about the agreement *pdf*; return whether it holds.

    Raise MalformedError for a PDF that is no final agreement.
    """
    now = SystemClock().now()
    report = verify_agreement(pdf, fingerprint=fingerprint, now=now, stamps=stamps)
    if as_json:
        typer.echo(canon.to_bytes(report.to_json()))
    else:
        _print(report, console())
    return report.holds


def _print(report: AgreementReport, out: Console) -> None:
    out.print(plain(f"Agreement {report.number} of {report.shop} and {report.client}"))
    out.print(f"Fingerprint of the shop: {report.fingerprint}")
    out.print(checks_table(report.checks))
    for each in report.signatures:
        out.print(plain(f"{each.role}: {each.name}, {to_text(each.at)}, {each.method}"))
        out.print(plain(f"  level: {each.level}; entry {each.leaf_index} of the ledger"))
    terms = report.terms
    out.print(plain(f"Cleared: {', '.join(each.name for each in terms.cleared)}"))
    out.print(f"In force from {terms.valid_from} to {terms.valid_until} (UTC), unless ended")
    out.print("What this cannot show:")
    for limit in report.limits:
        out.print(plain(f"- {limit}"))
