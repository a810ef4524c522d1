"""`sealbench backup`: copies of this home elsewhere, and the way back from them."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import django
import typer

from sealbench import canon
from sealbench.backup import Vault, check_place
from sealbench.errors import AbsentError, MalformedError
from sealbench.shop import config
from sealbench.shop.core_dumps import forbid_core_dumps

if TYPE_CHECKING:
    from sealbench.shop.procedures.create_backup import Made
    from sealbench.shop.procedures.drill_backups import Tried
    from sealbench.shop.procedures.restore_backup import Restored

_LONGEST = 8_192  # characters of a recovery key, as it may be typed
_FINDINGS = 1  # the exit code of the contract (DESIGN 8)

app = typer.Typer(help="Make backups, try them, and restore one.", no_args_is_help=True)


@app.callback()
def backup() -> None:
    """Look after the backups of this home."""


@app.command()
def create(
    folders: Annotated[
        list[str] | None,
        typer.Argument(metavar="DIR", help="Where to, instead of SEALBENCH_BACKUPS."),
    ] = None,
    *,
    new: Annotated[
        bool, typer.Option("--new", help="Make DIR, which is empty or not there yet.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Add a backup to each folder, verified, and drop those that are older than is kept.

    It reads beside a running server, which goes on and then records it.
    What did not change since the last backup is not written again.
    Exit 7 when a folder is not there or a disk fails, 6 when it is held or another home's,
    4 when it lies with keys.
    """
    settings = config.load()
    chosen = _chosen(settings, folders)
    django.setup()
    for folder in chosen:
        made = _create(settings, folder, new=new)
        told = _told(made, folder)
        typer.echo(canon.to_bytes(told).decode() if as_json else _line(made, folder))
    return 0


@app.command()
def drill(
    folders: Annotated[
        list[str] | None,
        typer.Argument(metavar="DIR", help="Which backups, instead of SEALBENCH_BACKUPS."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Restore the oldest, a middle and the newest backup on trial, under the keys of today.

    Every living client must read, ended ones must not, and the ledger must go on.
    It takes the room of one restored database in the home, for as long as it runs.
    Exit 1 with findings.
    """
    settings = config.load()
    chosen = _chosen(settings, folders)
    django.setup()
    tried = [(folder, each) for folder in chosen for each in _drill(settings, folder)]
    findings = sum(len(each.wrong) for _, each in tried)
    _record_drill(settings, len(tried), findings)
    for folder, each in tried:
        told: canon.JSON = {
            "folder": str(folder),
            "backup": each.backup,
            "living": each.living,
            "ended": each.ended,
            "wrong": list(each.wrong),
        }
        line = f"{each.backup} in {folder}: {each.living} clients read, {each.ended} ended"
        typer.echo(canon.to_bytes(told).decode() if as_json else line)
        for wrong in () if as_json else each.wrong:
            typer.echo(f"  wrong  {wrong}")
    return _FINDINGS if findings else 0


@app.command()
def restore(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder with the backups.")],
    *,
    place: Annotated[
        str, typer.Option("--place", metavar="PATH", help="A place of the escrow, or its file.")
    ],
    recovery: Annotated[
        str, typer.Option("--recovery", metavar="FILE", help="The recovery key; - is a pipe.")
    ] = "",
    at: Annotated[str, typer.Option("--at", metavar="ID", help="Not the newest backup.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Make this empty home from a backup, prove it, and only then let it be served.

    The recovery key of the sheet is asked for, unless FILE has it; it is no argument.
    Sealed logins were in no backup: they are recorded as lost, and clients seal again.
    Exit 3 when a key does not open or a part was altered, 6 when the home is not empty,
    7 when a disk fails; then nothing is served, and the same command begins anew.
    """
    settings = config.load()
    vault = Vault.open(Path(folder).absolute())
    forbid_core_dumps()  # the recovery key comes into memory
    identity = _identity(recovery)
    django.setup()
    from sealbench.shop.commands.opened import taken  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.procedures.escrowed_roots import (  # noqa: PLC0415 - as above
        open_place,
    )
    from sealbench.shop.procedures.restore_backup import (  # noqa: PLC0415 - as above
        restore_backup,
    )

    roots, mirror = open_place(Path(place).absolute(), identity, home=vault.home)
    ids = vault.ids()
    if not ids:
        raise AbsentError("there is no backup in this folder")
    lock = taken(settings)
    try:
        done = restore_backup(settings, vault, at or ids[-1], roots, mirror=mirror, tell=_tell)
    finally:
        lock.release()
    typer.echo(canon.to_bytes(_fields(done)).decode() if as_json else _sentence(done))
    return 0


def _identity(file: str) -> str:
    """Return the recovery key from *file*, a pipe or the keyboard; never from an argument."""
    if file == "-":
        return sys.stdin.read(_LONGEST)
    if file:
        try:
            return Path(file).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as exc:
            raise MalformedError("the file of the recovery key cannot be read") from exc
    return str(typer.prompt("Recovery key of the sheet", hide_input=True, err=True))


def _fields(done: "Restored") -> canon.JSON:
    return {
        "backup": done.backup,
        "made": done.made,
        "clients": done.clients,
        "ended": done.ended,
        "files": done.files,
        "leaves": done.size,
        "lost_logins": done.lost_logins,
        "lost_leaves": done.lost_leaves,
        "lost_keys": done.lost_keys,
    }


def _sentence(done: "Restored") -> str:
    return (
        f"restored {done.backup}: {done.clients} clients read, {done.ended} were ended, "
        f"{done.files} files, {done.size} leaves; {done.lost_logins} logins to be sealed again, "
        f"at least {done.lost_leaves} leaves lost"
        + (f"; {done.lost_keys} keys are younger than this place and lost" * bool(done.lost_keys))
    )


def _drill(settings: config.Config, folder: Path) -> Sequence["Tried"]:
    from sealbench.shop.bench import opening  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.procedures.drill_backups import (  # noqa: PLC0415 - after django.setup()
        drill_backups,
    )

    bench = opening.open_bench(settings)
    try:
        return drill_backups(bench, Vault.open(folder), tell=_tell)
    finally:
        bench.executor.close()


def _record_drill(settings: config.Config, backups: int, findings: int) -> None:
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()

    arguments = {"backups": str(backups), "findings": str(findings)}
    reach.carry_out(settings, deeds.RECORD_DRILL.given(arguments), tell=_tell)


def _chosen(settings: config.Config, folders: list[str] | None) -> Sequence[Path]:
    chosen = [Path(each).absolute() for each in folders or settings.vaults]
    if not chosen:
        raise MalformedError(
            "no folder for backups is named", hint="name one, or set SEALBENCH_BACKUPS"
        )
    return chosen


def _create(settings: config.Config, folder: Path, *, new: bool) -> "Made":
    from sealbench.shop.bench import opening  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.commands import deeds, reach  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.procedures.create_backup import (  # noqa: PLC0415 - after django.setup()
        create_backup,
    )

    check_place(folder, keys=settings.keys)
    bench = opening.open_bench(settings)
    try:
        vault = Vault.make(folder, home=bench.house.id) if new else Vault.open(folder)
        made = create_backup(bench, vault, keep=settings.keep, tell=_tell)
    finally:
        bench.executor.close()
    arguments = {"folder": str(folder), "backup": made.id}
    reach.carry_out(settings, deeds.RECORD_BACKUP.given(arguments), tell=_tell)
    return made


def _told(made: "Made", folder: Path) -> canon.JSON:
    return {
        "folder": str(folder),
        "backup": made.id,
        "rows": made.rows,
        "files": made.files,
        "leaves": made.size,
        "written": made.written,
        "whole": made.whole,
        "dropped": made.dropped,
    }


def _line(made: "Made", folder: Path) -> str:
    return (
        f"{made.id} in {folder}: {made.rows} rows, {made.files} files, {made.size} leaves, "
        f"{made.written} of {made.whole} bytes written, verified, {made.dropped} older dropped"
    )


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"  {text}", err=True)
