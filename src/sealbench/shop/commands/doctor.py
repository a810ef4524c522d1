"""`sealbench doctor`: look at the home and say what is wrong with it and how to mend it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import django
import typer
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from sealbench import __version__
from sealbench.errors import ConflictError, SealbenchError
from sealbench.shop import config
from sealbench.shop.commands import reach

_FINDINGS = 1  # the exit code of the contract (DESIGN 8)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; *advice* is empty when it is in order."""

    name: str
    advice: str = ""


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> int:
    """Check the home: folders, secrets, database, transport, and the server where one runs.

    Exit 1 with findings.
    """
    settings = config.load()
    django.setup()
    checks = list(_checks(settings))
    if as_json:
        typer.echo(json.dumps([{"name": c.name, "advice": c.advice} for c in checks]))  # noqa: TID251 - not hashed
    else:
        for check in checks:
            typer.echo(
                f"{'wrong' if check.advice else 'fine '}  {check.name}  {check.advice}".rstrip()
            )
    return _FINDINGS if any(check.advice for check in checks) else 0


def _checks(settings: config.Config) -> Iterator[Check]:
    yield Check("transport: no plaintext channel beyond the loopback")  # or load() had raised
    for name in ("log.key", "web.secret"):
        there = (settings.keys / name).exists()
        yield Check(f"secret {name}", "" if there else "run: make setup")
    mode = settings.keys.stat().st_mode & 0o077 if settings.keys.exists() else 0
    yield Check("key folder is private", f"run: chmod 700 {settings.keys}" if mode else "")
    yield _database()
    yield _server(settings)


def _server(settings: config.Config) -> Check:
    """Ask the server that runs here, if one does, whether it is the one that is installed."""
    try:
        server = reach.find_server(settings)
    except ConflictError:
        return Check("server: does not answer", "wait for a command to end, or restart the server")
    except SealbenchError as exc:
        return Check("server: does not answer", exc.hint or "restart the server")
    if server is None:
        return Check("server: not running")
    if (server.site, server.version) != (settings.site, __version__):
        return Check("server: running as it was before", "restart the server")
    return Check("server: running")


def _database() -> Check:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return Check("database", "it cannot be reached: look at DATABASE_URL and the disk")
    return Check("database", "run: make setup" if pending else "")
