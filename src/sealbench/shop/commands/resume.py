"""`sealbench resume`: finish what a crash cut short, in the running server or here."""

import sys
from typing import Annotated

import django
import typer

from sealbench import canon
from sealbench.shop import config


def resume(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> int:
    """Carry out and confirm every erasure that was ordered, and publish the ledger.

    A running server does it, otherwise the command itself.
    Exit 7 when the server ends before it answered, 6 when the home is held and nobody answers.
    """
    settings = config.load()
    django.setup()
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    done = reach.carry_out(settings, deeds.RESUME, tell=_tell)
    if as_json:
        typer.echo(canon.to_bytes(done).decode())
    else:
        typer.echo(f"{done['finished']} erasures finished, {done['public']} leaves public")
    return 0


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"  {text}", err=True)
