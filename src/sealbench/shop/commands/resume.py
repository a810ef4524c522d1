"""`sealbench resume`: finish what a crash cut short, in the running server or here."""

import sys
from typing import Annotated

import django
import typer

from sealbench import canon
from sealbench.shop import config


def resume(
    *,
    accept_older_ledger: Annotated[
        int,
        typer.Option(metavar="LINES", help="Give up a ledger of so many lines, which is lost."),
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Carry out and confirm every erasure that was ordered, and publish the ledger.

    A running server does it, otherwise the command itself.
    Where an old database was put back and no newer one is left, name the number of lines that
    the refusal told: it is recorded what is given up, and the shop goes on.
    Exit 7 when the server ends before it answered, 6 when the home is held and nobody answers.
    """
    settings = config.load()
    django.setup()
    if accept_older_ledger:
        _accept(settings, accept_older_ledger)
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    done = reach.carry_out(settings, deeds.RESUME, tell=_tell)
    if as_json:
        typer.echo(canon.to_bytes(done).decode())
    else:
        typer.echo(f"{done['finished']} erasures finished, {done['public']} leaves public")
    return 0


def _accept(settings: config.Config, known: int) -> None:
    from sealbench.shop.commands.opened import opened, taken  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.procedures import (  # noqa: PLC0415 - after django.setup()
        accept_older_ledger as procedure,
    )

    with opened(settings, taken(settings), older=True) as bench:
        size = procedure.accept_older_ledger(bench, known=known)
    typer.echo(f"  the ledger goes on from {size} lines; {known} are given up", err=True)


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"  {text}", err=True)
