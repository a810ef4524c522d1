"""`sealbench ledger check`: recompute the ledger and hold the journal against it."""

import sys
from typing import Annotated

import django
import typer

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.shop import config

_EVERY = 20_000  # events between two lines of progress
_UNVERIFIED = 3  # the exit code of the contract (DESIGN 8)

app = typer.Typer(help="Check the ledger of this home.", no_args_is_help=True)


@app.callback()
def ledger() -> None:
    """Look after the ledger of this home."""


@app.command()
def check(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> int:
    """Verify every leaf, row, tile, checkpoint and event.  Exit 3 when something does not match."""
    settings = config.load()
    django.setup()
    from sealbench.shop.bench import opening  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.procedures.check_ledger import (  # noqa: PLC0415 - after django.setup()
        LedgerCheck,
        check_ledger,
    )

    bench = opening.open_bench(settings)
    try:
        found: LedgerCheck = check_ledger(bench, tell=_tell)
    finally:
        bench.executor.close()
    wrong: list[JSONValue] = [{"place": each.place, "what": each.what} for each in found.wrong]
    if as_json:
        report: dict[str, JSONValue] = {
            "size": found.size,
            "root": canon.b64u(found.root),
            "events": found.events,
            "closed": found.closed,
            "found": found.found,
            "wrong": wrong,
        }
        typer.echo(canon.to_bytes(report).decode())
    else:
        for each in found.wrong:
            typer.echo(f"wrong  {each.place}: {each.what}")
        typer.echo(
            f"{found.size} leaves, {found.events} events, {found.closed} closed and not readable, "
            f"{found.found} wrong"
        )
    return _UNVERIFIED if found.found else 0


def _tell(done: int, size: int) -> None:
    if sys.stderr.isatty() and (done == size or done % _EVERY == 0):
        typer.echo(f"  {done} of {size} events", err=True)
