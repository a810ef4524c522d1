"""`sealbench policy explain`: what the rules would decide, and which of them says so."""

from typing import Annotated, Any

import django
import typer

from sealbench import canon
from sealbench.shop import config

app = typer.Typer(help="Ask the policy of this home.", no_args_is_help=True)


@app.callback()
def policy() -> None:
    """Ask the policy of this home."""


@app.command()
def explain(
    *,
    person: Annotated[str, typer.Option(help="Who: a name, or the id of a person.")],
    action: Annotated[str, typer.Option(help="Does what, such as login:open.")],
    job: Annotated[str, typer.Option(metavar="NUMBER", help="The number of the job.")] = "",
    login: Annotated[str, typer.Option(metavar="ID", help="The id of the login.")] = "",
    purpose: Annotated[str, typer.Option(help="For what a login would be opened.")] = "",
    to: Annotated[str, typer.Option(metavar="STATE", help="To which state a job moves.")] = "",
    at: Annotated[
        str, typer.Option(metavar="TIME", help="When, by the shop's clock: 2026-11-27T22:00.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Say whether a person could do something now, and by which rules.  Nothing is done.

    What only the act itself would bring (a confirmation, a screened text) is assumed.
    Exit 0 with the answer, whatever it is; 2 for what cannot be asked, 5 for what is not there.
    """
    settings = config.load()
    django.setup()
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    asked = {
        "person": person,
        "action": action,
        "job": job,
        "login": login,
        "purpose": purpose,
        "to": to,
        "at": at,
    }
    deed = deeds.EXPLAIN.given(asked)
    answer: Any = reach.carry_out(settings, deed, tell=lambda _text: None)
    if as_json:
        typer.echo(canon.to_bytes(answer).decode())
        return 0
    typer.echo(f"{'granted' if answer['granted'] else 'refused'}, {answer['when']}")
    for rule in answer["rules"]:
        typer.echo(f"  {rule['id']}: {rule['text']}")
    assumed = ", ".join(f"{name} {value}" for name, value in answer["assumed"].items())
    typer.echo(f"assumed: {assumed or 'nothing'}")
    return 0
