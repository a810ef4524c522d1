"""Restore a backup into an empty home, prove it, and only then let it be served (B1).

The order: the backup is opened and every part verified; the home is marked; rows, files and keys
are written; the home is opened, erasures of later are replayed, what was lost is recorded, and
everything is read; the mark goes.
A restore that was cut short anywhere is begun anew by the same command.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, connections

from sealbench.backup import File, Vault
from sealbench.clock import Clock
from sealbench.errors import GoneError, UnavailableError, VerificationError
from sealbench.ids import JobId, LoginId
from sealbench.keyring import Box, Key, Place, Realm
from sealbench.policy import Policy
from sealbench.shop import home, restoring
from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.objects import ObjectStore, open_objects
from sealbench.shop.procedures.backup_keys import Opened, Root, open_backup
from sealbench.shop.procedures.backup_proof import Proof, prove
from sealbench.shop.procedures.lose_logins import lose_logins
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.record_restore import record_restore
from sealbench.shop.procedures.replay_erasures import replay_erasures
from sealbench.shop.records.models import Job
from sealbench.shop.records.refill import make_empty, refill, require_empty

_OVER = ("closed", "cancelled")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored home has: clients who read, those ended since, logins and leaves lost.

    *lost_keys* came under a root that the place of the escrow has not; what they seal is lost.
    """

    backup: str
    made: str
    clients: int
    ended: int
    files: int
    size: int
    lost_logins: int
    lost_leaves: int
    lost_keys: int


def restore_backup(
    config: Config,
    vault: Vault,
    backup: str,
    roots: Sequence[Root],
    *,
    mirror: Mapping[Place, Box],
    clock: Clock | None = None,
    rules: Policy | None = None,
    tell: Tell = lambda _text: None,
) -> Restored:
    """Make the home of *config* from *backup*, opened under one of *roots*; its lock must be held.

    Raise ConflictError for a home that is not empty, VerificationError for a backup or a root that
    is not what it should be, UnavailableError when a disk fails: then nothing is served.
    """
    with vault.locked(shared=True):
        tell("opening the backup")
        opened = open_backup(vault, backup, roots, mirror=mirror)
        _verify(vault, opened, tell)
        _begin(config)
        _write(config, vault, opened, tell)
    tell("opening the home")
    bench = opening.open_bench(config, clock, rules, restoring=True)
    try:
        restored = _finish(bench, opened, tell)
    finally:
        bench.executor.close()
    restoring.end(config)
    return restored


def _verify(vault: Vault, opened: Opened, tell: Tell) -> None:
    """Read every part from the disk before anything is written."""
    manifest = opened.manifest
    for table in manifest.tables:
        tell(f"verifying {table.name}")
        for chunk in table.chunks:
            vault.verify(chunk)
    for file in vault.files_of(manifest):
        tell(f"verifying {file.path}")
        vault.verify(file.part)


def _begin(config: Config) -> None:
    if restoring.is_begun(config):
        connections.close_all()
        restoring.clear(config)
        home.make_folders(config)
        if connection.vendor != "sqlite":
            make_empty()
        return
    home.make_folders(config)
    require_empty()
    connections.close_all()
    restoring.begin(config)


def _write(config: Config, vault: Vault, opened: Opened, tell: Tell) -> None:
    refill(vault, opened.manifest, instead=opened.tree.to_rows(opened.manifest), tell=tell)
    objects = open_objects(config)
    for file in vault.files_of(opened.manifest):
        tell(f"file {file.path}")
        _copy(vault, file, objects)
    tell("making the key folder")
    try:
        home.make_keys(
            config,
            opened.secrets.seed,
            {
                Realm.CLIENTS: (opened.root.epoch, opened.root.key),
                Realm.JOBS: (1, Key.random()),  # new: what lay under the old one is lost
            },
        )
    except OSError as exc:
        raise UnavailableError("the key folder could not be made") from exc


def _copy(vault: Vault, file: File, objects: ObjectStore) -> None:
    writer = objects.create(file.path)
    try:
        for block in vault.blocks(file.part):
            writer.write(block)
        writer.finish()
    except BaseException:
        writer.abandon()
        raise


def _finish(bench: Bench, opened: Opened, tell: Tell) -> Restored:
    """Record what was lost, read everything, and say what there is."""
    manifest = opened.manifest
    bench.run(
        record_restore,
        backup=manifest.id,
        made=manifest.created_at,
        size=manifest.size,
        known=opened.root.size,
        ended=len(opened.ended),
    )
    replayed = replay_erasures(bench, opened.ended, before=manifest.epoch)
    lost = sum(_lose(bench, job, logins) for job, logins in opened.secrets.lost.items())
    tell("reading every record and the ledger")
    proof = _proven(bench)
    tell("publishing the ledger")
    publish_ledger(bench)
    return Restored(
        backup=manifest.id,
        made=manifest.created_at,
        clients=proof.living,
        ended=replayed.clients,
        files=manifest.objects.count - replayed.files,
        size=manifest.size,
        lost_logins=lost,
        lost_leaves=max(0, opened.root.size - manifest.size),
        lost_keys=opened.lost,
    )


def _lose(bench: Bench, job: JobId, logins: Sequence[LoginId]) -> int:
    """Record the logins of a job that is not over as lost; those of an ended client are gone."""
    if not Job.objects.filter(pk=job).exclude(state__in=_OVER).exists():
        return 0
    try:
        return bench.run(lose_logins, job=job, logins=logins)
    except GoneError:
        return 0


def _proven(bench: Bench) -> Proof:
    proof = prove(bench)
    if proof.wrong:
        first = proof.wrong[0]
        raise VerificationError(
            f"the restored home does not hold: {len(proof.wrong)} findings, "
            f"first {first.place}: {first.what}",
            hint="restore another backup",
        )
    return proof
