"""Record that a backup was made: a copy of everything now lies elsewhere (B1)."""

from collections.abc import Mapping

from sealbench.backup import Manifest
from sealbench.errors import VerificationError
from sealbench.keyring import HOUSE
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.backup_file import open_secrets
from sealbench.shop.records.models import BackupRun


def record_backup(work: Work, *, manifest: Manifest, actor: Mapping[str, str]) -> Outcome[bool]:
    """Record the backup of *manifest* unless it was recorded before; tell whether.

    Raise VerificationError for a manifest that this home did not write.
    """
    if manifest.home != work.house.id:
        raise VerificationError("the backup of another home")
    open_secrets(manifest, work.key(HOUSE))
    if BackupRun.objects.filter(kind="made", backup=manifest.id).exists():
        return Granted(False)  # noqa: FBT003 - the one value of the outcome
    BackupRun.objects.create(kind="made", at=work.seconds, backup=manifest.id)
    work.record(
        work.house.subject,
        Event.BACKUP_MADE,
        actor,
        backup=manifest.id,
        rows=sum(table.rows for table in manifest.tables),
        files=manifest.objects.count,
        size=manifest.size,
    )
    return Granted(True)  # noqa: FBT003 - the one value of the outcome
