"""`sealbench certificate`: the one by which the shop seals documents, shown and replaced."""

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import django
import typer

from sealbench import canon
from sealbench.agreement import MOST_PKCS12, load_pkcs12
from sealbench.clock import SystemClock
from sealbench.errors import MalformedError, UnavailableError
from sealbench.shop import config

app = typer.Typer(
    help="Show or replace the certificate that seals documents.", no_args_is_help=True
)

_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_MOST_PASSPHRASE = 1024


@app.command()
def show(
    *,
    as_json: _Json = False,
    pem: Annotated[
        bool, typer.Option("--pem", help="Print the root, which readers of documents trust.")
    ] = False,
) -> int:
    """Print which certificate it is, and how long it holds; exit 7 before there is one."""
    settings = _home()
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    found: Any = reach.carry_out(settings, deeds.CERTIFICATE, tell=_silent)
    if pem:
        typer.echo(found["pem"], nl=False)
    else:
        _print(found, as_json=as_json)
    return 0


@app.command()
def bring(
    file: Annotated[Path, typer.Argument(help="A PKCS#12 file, .p12 or .pfx.")],
    *,
    as_json: _Json = False,
) -> int:
    """Seal with the certificate in FILE from now on; its passphrase is asked for, or read.

    On a terminal the passphrase is typed unseen, otherwise it is the first line of stdin.
    The file is not kept: key and certificates are, sealed under the house's key.
    Exit 2 for a file that cannot be used, 3 for a certificate that does not hold.
    """
    settings = _home()
    data = _read(file)
    key = load_pkcs12(data, _passphrase(), now=SystemClock().now())
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    deed = deeds.BRING_CERTIFICATE.given({"key": canon.b64u(key.to_bytes())})
    _print(reach.carry_out(settings, deed, tell=_silent), as_json=as_json)
    return 0


@app.command()
def renew(
    *,
    early: Annotated[
        bool, typer.Option("--early", help="Also while the present one holds for long.")
    ] = False,
    as_json: _Json = False,
) -> int:
    """Seal with a new certificate from now on, made here; it holds for ten years.

    Exit 6 while the present one holds for more than 90 days, unless it is --early on purpose.
    """
    settings = _home()
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    deed = deeds.RENEW_CERTIFICATE.given({"early": "yes" if early else "no"})
    _print(reach.carry_out(settings, deed, tell=_silent), as_json=as_json)
    return 0


def _home() -> config.Config:
    settings = config.load()
    django.setup()
    return settings


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            return source.read(MOST_PKCS12 + 1)
    except OSError as exc:
        raise UnavailableError("the file cannot be read", hint=f"look at {file}") from exc


def _passphrase() -> str:
    """Return what was typed unseen, or the first line of what was piped in."""
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase of the file: ")
    line = sys.stdin.readline(_MOST_PASSPHRASE)
    if len(line) == _MOST_PASSPHRASE:
        raise MalformedError("the passphrase is too long")
    return line.rstrip("\r\n")


def _print(found: Any, *, as_json: bool) -> None:
    if as_json:
        typer.echo(canon.to_bytes(found).decode())
        return
    typer.echo("brought along" if found["brought"] else "made here")
    typer.echo(f"  from {_day(found['begins_at'])} to {_day(found['ends_at'])}")
    typer.echo(f"  certificate {found['certificate']}")
    typer.echo(f"  root        {found['root']}")
    if found["days"] < 0:
        typer.echo("it has ended: run sealbench certificate renew, or bring one", err=True)


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _silent(_text: str) -> None:
    """Tell nobody: it takes a moment."""
