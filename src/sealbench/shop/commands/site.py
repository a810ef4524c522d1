"""`sealbench site`: the name that the shop is reached by, and the step from trial to real."""

from typing import Annotated

import typer

from sealbench.errors import ConflictError, MalformedError
from sealbench.shop import config, home
from sealbench.shop.commands import reach
from sealbench.statement import formats

app = typer.Typer(help="Show or set the name that the shop is reached by.", no_args_is_help=True)


@app.command("show")
def show() -> int:
    """Print the site's address, and whether it is a trial."""
    settings = config.load()
    typer.echo(f"{settings.site} {'trial' if settings.trial else 'real'}")
    return 0


@app.command("set")
def set_site(
    site: Annotated[str, typer.Argument(help="The new address, such as https://seal.example.org.")],
) -> int:
    """Move the home to its real name; no server may be running on it (exit 6).

    A running server keeps the name that it started with, in the links it makes and in what
    people sign, and what it hands out under the old name could not be taken back.
    So it is not told to change: it says which process to stop, and nothing is written.

    Before a real name is left, a manager signs the directory for the new one, at the old one.
    After it everybody signs in by passphrase and adds a passkey, since passkeys belong to a name.
    """
    settings = config.load()
    _check(site)
    lock = _lock(settings)
    try:
        config.write(settings.home, {"SITE": site, "TRIAL": "no"})
    finally:
        lock.release()
    typer.echo(f"The shop is now {site}.")
    typer.echo(
        f"Put TLS in front of {settings.listen}, start the server, and sign in by passphrase."
    )
    return 0


def _lock(settings: config.Config) -> home.Lock:
    """Return the home's lock, taken; raise ConflictError with the advice of a running server."""
    turn = reach.await_turn(settings)
    if isinstance(turn, home.Lock):
        return turn
    server = reach.status_of(turn)
    raise ConflictError(
        f"a server is running on this home as {server.site}",
        hint=f"stop it (process {server.process}), run this again, and start it",
    )


def _check(site: str) -> None:
    try:
        formats.site(site)
    except MalformedError as exc:
        raise MalformedError("not the address of a site", hint="https://seal.example.org") from exc
    if not site.startswith("https://"):
        raise MalformedError(
            "a real shop is reached by https", hint="passkeys and clients' data need it (B3)"
        )
