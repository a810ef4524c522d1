"""`sealbench serve`: set the home up where needed, then serve the shop."""

import subprocess
import sys
from typing import Annotated

import django
import typer
from granian import Granian
from granian.constants import Interfaces

from sealbench.shop import config, home
from sealbench.shop.commands import machine
from sealbench.shop.commands.trial import make_trial_settings

_INTERNAL = 70  # the exit code of the contract (DESIGN 8): a signal ended it
_THREADS = 8
# Seconds, the most that it takes: a recycled thread would leave its connection behind.
_IDLE = 600


def serve(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill an empty home with a sample shop.")
    ] = False,
    setup_only: Annotated[bool, typer.Option("--setup-only", help="Set up, do not serve.")] = False,
    port: Annotated[int, typer.Option(help="The port of a new trial home.")] = 8000,
) -> int:
    """Serve the shop on the loopback, setting its home up first where needed."""
    if setup_only:
        _set_up(port, demo=demo)
        return 0
    code = _set_up_apart(port, demo=demo)
    if code == 0:
        _serve(config.load())
    return code


def _set_up(port: int, *, demo: bool) -> None:
    make_trial_settings(port)
    settings = config.load()
    home.make_home(settings)
    django.setup()
    from sealbench.shop.commands.set_up import set_up  # noqa: PLC0415 - after django.setup()

    for line in set_up(settings, demo=demo):
        typer.echo(line)
    for name, advice in machine.findings(settings):
        if advice:
            typer.echo(f"not so: {name}; {advice}", err=True)


def _set_up_apart(port: int, *, demo: bool) -> int:
    """Set up in a process that ends with it, and return its exit code.

    The supervisor outlives every worker, and each worker begins as a copy of it: a root that it
    had in memory would survive the erasure that replaces the worker.
    """
    asked = ["serve", "--setup-only", "--port", str(port), *(["--demo"] if demo else [])]
    command = [sys.executable, "-m", "sealbench.cli", *asked]
    done = subprocess.run(command, check=False)  # noqa: S603 - our own command, by its full name
    return done.returncode if done.returncode >= 0 else _INTERNAL


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
    )
    server.serve()
