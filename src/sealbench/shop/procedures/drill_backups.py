"""Restore the oldest, a middle and the newest backup on trial, under the root of today (B1, C2).

A backup that nobody ever restored is a hope.  Each is restored into a scratch home by a process
of its own, which reads every living client and recomputes the ledger; here it is seen that what
was ended stays shut, and that the ledger of then is the beginning of the one of today.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sealbench import canon, ledger
from sealbench.backup import Manifest, Vault
from sealbench.errors import (
    AbsentError,
    ConflictError,
    SealbenchError,
    UnavailableError,
    VerificationError,
)
from sealbench.keyring import HOUSE, Realm
from sealbench.shop import home
from sealbench.shop.bench import Bench
from sealbench.shop.bench.journal import read_nodes
from sealbench.shop.config import Config
from sealbench.shop.procedures.backup_keys import Root, store_of
from sealbench.shop.records.key_tables import Tree
from sealbench.shop.records.models import Client, Head
from sealbench.shop.records.moment import moment
from sealbench.shop.records.refill import table_rows

_MODULE = "sealbench.shop.procedures.tried_backup"
_PREFIX = "drill-"
_PATIENCE = 6 * 3600.0  # seconds
_TRIES = 3

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """One backup after its trial: clients who read, those ended since, and what is wrong."""

    backup: str
    living: int
    ended: int
    wrong: tuple[str, ...]


def drill_backups(
    bench: Bench, vault: Vault, *, tell: Tell = lambda _text: None
) -> Sequence[Tried]:
    """Return what came of the trial of three backups of *vault*; of fewer where there are fewer.

    Raise AbsentError where there is none, ConflictError for another home's vault or one that is
    being written.
    """
    if vault.home != bench.house.id:
        raise ConflictError("this folder holds the backups of another home")
    with vault.locked(shared=True):
        ids = vault.ids()
        if not ids:
            raise AbsentError("there is no backup to try", hint="run: sealbench backup create")
        tree, root = _today(bench)
        chosen = dict.fromkeys((ids[0], ids[len(ids) // 2], ids[-1]))
        return [_try(bench, vault, backup, tree, root, tell) for backup in chosen]


def _today(bench: Bench) -> tuple[Tree, Root]:
    """Return tree and root of one moment; an erasure that comes between is no failure."""
    roots = home.roots_of(bench.config)[Realm.CLIENTS]
    for left in reversed(range(_TRIES)):
        with moment() as at:
            tree = Tree.now(at)
        try:
            return tree, Root(tree.head.epoch, roots.read(tree.head.epoch))
        except UnavailableError:
            if not left:
                raise
    raise UnavailableError("the keys do not come to rest")


def _try(bench: Bench, vault: Vault, backup: str, tree: Tree, root: Root, tell: Tell) -> Tried:
    tell(f"restoring {backup} on trial")
    try:
        manifest = vault.read(backup)
        own = Tree.read(vault, manifest)
        clients = _clients(vault, manifest)
    except SealbenchError as exc:
        return Tried(backup, 0, 0, (str(exc),))
    wrong = [*_shut(own, root), *_grown(bench, manifest)]
    found = _in_scratch(bench.config, vault, backup, tree, root)
    living, ended = int(str(found["living"])), int(str(found["ended"]))
    told = found["wrong"]
    wrong += [str(each) for each in told] if isinstance(told, list) else ["no findings came"]
    expected = len(clients & tree.positions.keys())
    if living != expected:
        wrong.append(f"{living} clients read, {expected} should")
    keys = int(str(found["keys"]))
    expected = len((own.positions.keys() & tree.positions.keys()) - {HOUSE.name})
    if keys != expected:
        wrong.append(f"{keys} keys are there, {expected} should be")
    return Tried(backup, living, ended, tuple(wrong))


def _clients(vault: Vault, manifest: Manifest) -> set[str]:
    """Return the clients of a backup: among its keys are those of files, too."""
    name = Client._meta.db_table  # noqa: SLF001 - Django's own name
    (table,) = [each for each in manifest.tables if each.name == name]
    at = [column.name for column in table.columns].index("id")
    return {str(row[at]) for row in table_rows(vault, table)}


def _shut(own: Tree, root: Root) -> Iterator[str]:
    """Yield a finding when the root of today opens keys that lie under an older one."""
    if own.head.epoch == root.epoch:
        return
    for epoch in (own.head.epoch, root.epoch):
        aged = Root(epoch, root.key)
        try:
            store_of(own.with_nodes({}, epoch=epoch), aged).key(HOUSE)
        except SealbenchError:
            continue
        yield "the root of today opens the keys of then: ended clients come back"


def _grown(bench: Bench, manifest: Manifest) -> Iterator[str]:
    """Yield a finding unless the ledger of then is the beginning of the one of today."""
    if not manifest.size:
        return
    try:
        head = ledger.verify_checkpoint(manifest.note, bench.signer.key)
        if manifest.size > Head.objects.get(pk=1).size:
            raise VerificationError("the ledger of today is shorter")
        edge = ledger.Frontier.from_nodes(head.size, read_nodes(ledger.peaks(head.size)))
        if head.size != manifest.size or edge.root() != head.root:
            raise VerificationError("the ledger of today began otherwise")
    except SealbenchError as exc:
        yield f"ledger: {exc}"


def _in_scratch(config: Config, vault: Vault, backup: str, tree: Tree, root: Root) -> canon.JSON:
    """Have a process of its own restore *backup*, and return what it tells."""
    told = canon.to_bytes(
        {
            "folder": str(vault.path),
            "backup": backup,
            "epoch": root.epoch,
            "root": canon.b64u(root.key.secret()),
        }
    )
    with _scratch(config) as folder:
        (folder / "tree").write_bytes(tree.to_bytes())
        done = subprocess.run(  # noqa: S603 - a module of ours
            [sys.executable, "-m", _MODULE],
            input=told,
            env=_environment(config, folder),
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
    try:
        return canon.from_bytes(done.stdout)
    except SealbenchError:
        failed: list[canon.JSONValue] = [f"the trial failed with {done.returncode}"]
        return {"living": 0, "ended": 0, "keys": 0, "wrong": failed}


def _environment(config: Config, folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "sealbench.shop.settings",
        "SEALBENCH_HOME": str(folder),
        "SEALBENCH_SITE": config.site,
        "SEALBENCH_TRIAL": "yes" if config.trial else "no",
    }


@contextmanager
def _scratch(config: Config) -> Iterator[Path]:
    """Yield a private folder that is gone after; one that a crash left goes first."""
    above = config.home / "run"
    above.mkdir(mode=0o700, exist_ok=True)
    for left in above.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=above))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
