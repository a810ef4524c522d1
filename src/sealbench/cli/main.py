"""The command `sealbench`: what this installation brings, and the exit codes of it all."""

import sys
from contextlib import suppress
from importlib.metadata import entry_points
from typing import Annotated

import typer

from sealbench import __version__
from sealbench.cli import exit as exits
from sealbench.cli import screen, verify
from sealbench.errors import MalformedError, SealbenchError

_OWN = (screen, verify)


def make_app(*, alone: bool = False) -> typer.Typer:
    """Return the application with every command whose parts are installed; its own if *alone*."""
    app = typer.Typer(
        name="sealbench",
        help="Keep a repair shop's promises, and check the proof of them.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback(invoke_without_command=True)
    def start(
        *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
    ) -> None:
        if version:
            typer.echo(__version__)
            raise typer.Exit

    for own in _OWN:
        own.register(app)
    for entry in () if alone else entry_points(group="sealbench.commands"):
        # Where the server's parts are not installed, the verifier stands alone.
        with suppress(ModuleNotFoundError):
            entry.load()(app)
    return app


def main() -> None:
    """Run the command line and leave with the exit code of the contract."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run *arguments*; return the exit code, with errors told on stderr."""
    # A command that needs no server loads none, and works on a machine without a home.
    alone = arguments[:1] in [[own.NAME] for own in _OWN]
    try:
        done = typer.main.get_command(make_app(alone=alone)).main(
            arguments, prog_name="sealbench", standalone_mode=False
        )
    except SealbenchError as exc:
        _tell(str(exc), exc.hint)
        return exits.code_of(exc)
    except typer.TyperException as exc:
        if text := exc.format_message().strip():  # none where the help was the answer
            _tell(text.removesuffix("."), "look at: sealbench --help")
        return exits.CODES[MalformedError]
    except (typer.Abort, KeyboardInterrupt):
        _tell("stopped", None)
        return exits.STOPPED
    except Exception as exc:  # noqa: BLE001 - the last resort; its text may hold a secret
        _tell(f"internal error: {type(exc).__name__}", "please report it")
        return exits.INTERNAL
    return done if isinstance(done, int) else exits.FINE


def _tell(message: str, hint: str | None) -> None:
    typer.echo(f"sealbench: {message}", err=True)
    if hint:
        typer.echo(f"  hint: {hint}", err=True)
