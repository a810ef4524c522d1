"""`sealbench erase`: end the cases that are due, in the running server or here, and no other."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any, cast

import django
import typer

from sealbench import canon
from sealbench.shop import config


def erase(
    *,
    only_list: Annotated[
        bool, typer.Option("--list", help="Say which cases wait, and end none.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Destroy what the rules let the clock destroy, and say what holds the other cases.

    What was ordered before is carried out and confirmed first.
    It does what the clock of a running server does by itself, under the same rules: nobody can
    name a client here, and no option shortens the 14 days.
    Exit 7 when the server ends before it answered, 6 when the home is held and nobody answers.
    """
    settings = config.load()
    django.setup()
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    done = reach.carry_out(settings, deeds.WAITING if only_list else deeds.ERASE, tell=_tell)
    if as_json:
        typer.echo(canon.to_bytes(done).decode())
        return 0
    waiting = cast("Sequence[dict[str, Any]]", done["waiting"])
    for each in waiting:
        typer.echo(f"waits  {each['case']}  {each['rule']}  {each['why']}")
    if not only_list:
        typer.echo(
            f"{done['finished']} erasures finished, {done['destroyed']} cases ended, "
            f"{len(waiting)} cases wait"
        )
    return 0


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"  {text}", err=True)
