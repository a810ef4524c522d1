"""`sealbench doctor`: look at the home and say what is wrong with it and how to mend it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import django
import typer
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from sealbench import __version__
from sealbench.backup import Vault, made_at
from sealbench.clock import SystemClock
from sealbench.errors import ConflictError, SealbenchError, UnavailableError
from sealbench.shop import config, smtp
from sealbench.shop.commands import machine, reach
from sealbench.shop.mail import MailServer
from sealbench.shop.objects import open_objects, probe

_LATE = timedelta(hours=36)
_ENDS_SOON = 90  # days, the first warning of `queries.certificate`
_RENEW = "run: sealbench certificate renew, or bring one, see docs/how-to/replace_certificate.md"
_FINDINGS = 1  # the exit code of the contract (DESIGN 8)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; *advice* is empty when it is in order."""

    name: str
    advice: str = ""


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    mail: Annotated[bool, typer.Option("--mail", help="Ask the mail server, too.")] = False,
) -> int:
    """Check the home: folders, secrets, database, files, transport, mail, and a running server.

    Exit 1 with findings.
    """
    settings = config.load()
    django.setup()
    checks = [
        *_checks(settings),
        *_ledger(settings),
        *_backups(settings),
        *_escrow(settings),
        *_objects(settings),
        *_mail(settings, ask=mail),
        *_server(settings),
    ]
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
    yield from (Check(name, advice) for name, advice in machine.findings(settings))
    yield _database()


def _ledger(settings: config.Config) -> Iterator[Check]:
    """Say whether the ledger goes on from what was made public and what browsers have shown."""
    from sealbench.shop.queries import lost_lines  # noqa: PLC0415 - models need django.setup()

    name = "ledger: goes on from all that is known"
    try:
        lines = lost_lines.count(settings)
    except (DatabaseError, SealbenchError) as exc:
        advice = exc.hint or str(exc) if isinstance(exc, SealbenchError) else ""
        if advice:
            yield Check(name, advice)
        return  # the database says it itself
    advice = f"{lines} lines are known: read docs/how-to/accept_older_ledger.md" if lines else ""
    yield Check(name, advice)


def _escrow(settings: config.Config) -> Iterator[Check]:
    """Say how the places of the escrow stood when the server last looked."""
    from sealbench.shop.queries import escrow_health  # noqa: PLC0415 - models need django.setup()

    try:
        found = escrow_health.findings(trial=settings.trial)
    except DatabaseError:
        return  # the database says it itself
    yield from (Check(name, advice) for name, advice in found)


def _server(settings: config.Config) -> Iterator[Check]:
    """Ask the server that runs here, if one does, whether it is the one that is installed."""
    try:
        server = reach.find_server(settings)
    except ConflictError:
        yield Check("server: does not answer", "wait for a command to end, or restart the server")
    except SealbenchError as exc:
        yield Check("server: does not answer", exc.hint or "restart the server")
    else:
        if server is None:
            yield Check("server: not running")
        elif (server.site, server.version) != (settings.site, __version__):
            yield Check("server: running as it was before", "restart the server")
        else:
            yield Check("server: running")
            yield from _certificate(settings)


def _certificate(settings: config.Config) -> Iterator[Check]:
    """Have the server that runs say how long the certificate for documents holds."""
    from sealbench.shop.commands import deeds  # noqa: PLC0415 - models need django.setup()

    try:
        found: Any = reach.carry_out(settings, deeds.CERTIFICATE, tell=lambda _text: None)
    except SealbenchError:
        return  # no document was made yet
    ends = f"{datetime.fromtimestamp(found['ends_at'], UTC):%Y-%m-%d}"
    said = "it has ended" if found["days"] < 0 else f"it ends on {ends}"
    advice = "" if found["days"] > _ENDS_SOON else _RENEW
    yield Check(f"certificate for documents: {said}", advice)


def _database() -> Check:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return Check("database", "it cannot be reached: look at DATABASE_URL and the disk")
    return Check("database", "run: make setup" if pending else "")


def _backups(settings: config.Config) -> Iterator[Check]:
    if not settings.vaults:
        advice = "" if settings.trial else "set SEALBENCH_BACKUPS, see docs/how-to/keep_backups.md"
        yield Check("backups: nobody makes any", advice)
    for folder in settings.vaults:
        yield Check(f"backups in {folder}", _vault(folder))


def _vault(folder: Path) -> str:
    """Return what is wrong with a folder of backups."""
    try:
        made = [made_at(each) for each in Vault.open(folder).ids()]
    except SealbenchError as exc:
        return exc.hint or str(exc)
    if not made:
        return "run: sealbench backup create"
    is_late = SystemClock().now() - made[-1] > _LATE
    return "the last is older than a day and a half: look at the server's log" if is_late else ""


def _objects(settings: config.Config) -> Iterator[Check]:
    """Try the store of files with an object of random bytes, which is deleted again."""
    if settings.objects is not None:
        yield Check("object store's secret is private", _private(settings.objects.secret_file))
        yield Check("files: the object store takes and gives them back", _tried(settings))
    elif settings.files.is_dir():
        yield Check("files: the folder takes and gives them back", _tried(settings))
    else:
        yield Check("files: their folder is missing", "run: make setup")


def _tried(settings: config.Config) -> str:
    """Return what is wrong with the store, nothing when it keeps what it is given."""
    try:
        probe(open_objects(settings))
    except UnavailableError as exc:
        return f"{exc}: {exc.hint}" if exc.hint else str(exc)
    return ""


def _private(file: Path) -> str:
    """Return how to keep others from reading *file*, nothing where they cannot."""
    return f"run: chmod 600 {file}" if file.stat().st_mode & 0o077 else ""


def _mail(settings: config.Config, *, ask: bool) -> Iterator[Check]:
    server = settings.mail
    if server is None:
        advice = "set SEALBENCH_MAIL, see docs/how-to/deliver_notices.md" if ask else ""
        yield Check("mail: none is set, staff send every notice by hand", advice)
        return
    yield Check(f"mail: {server.cover.value} to {server.host}")  # or load() had raised
    if server.password_file is not None:
        yield Check("mail password is private", _private(server.password_file))
    if ask:
        yield Check("mail server answers", _asked(server, settings.host))


def _asked(server: MailServer, host: str) -> str:
    """Return what is wrong with the server, nothing when it lets this shop in."""
    try:
        smtp.connect(server, host=host).close()
    except UnavailableError as exc:
        return f"{exc}: {exc.hint}"
    return ""
