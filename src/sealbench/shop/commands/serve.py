"""`sealbench serve`: set the home up where needed, then serve the shop."""

from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces

from sealbench.shop import config
from sealbench.shop.commands import home

_THREADS = 16
_IDLE = 3600  # seconds; a recycled thread would leave its database connection behind


def serve(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill an empty home with a sample shop.")
    ] = False,
    setup_only: Annotated[bool, typer.Option("--setup-only", help="Set up, do not serve.")] = False,
    port: Annotated[int, typer.Option(help="The port of a new trial home.")] = 8000,
) -> int:
    """Serve the shop on the loopback, setting its home up first where needed."""
    home.make_trial_settings(port)
    settings = config.load()
    home.set_up(settings)
    _greet(settings, demo=demo)
    if not setup_only:
        _serve(settings)
    return 0


def _greet(settings: config.Config, *, demo: bool) -> None:
    """Print the way in: the sample shop's people, or the first manager's link."""
    from sealbench.shop.commands import sample  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.procedures.issue_setup_link import (  # noqa: PLC0415 - after django.setup()
        issue_setup_link,
    )

    with home.opened(settings) as bench:
        if demo:
            for line in sample.fill(bench):
                typer.echo(line)
        link = bench.run(issue_setup_link)
    if link:
        typer.echo("The first manager enrols here, once, within 24 hours:")
        typer.echo(f"  {link}")
    else:
        typer.echo(f"Sign in at {settings.site}/sign-in/")


def _serve(settings: config.Config) -> None:
    address, _, port = settings.listen.rpartition(":")
    server = Granian(
        "sealbench.shop.wsgi:make_application",
        address=address.strip("[]"),
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        blocking_threads_idle_timeout=_IDLE,
        factory=True,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
        process_name="sealbench",
    )
    server.serve()
