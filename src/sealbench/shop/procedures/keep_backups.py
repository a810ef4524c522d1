"""Make the night's backups, and try them once a week: what the clock does for B1."""

from datetime import datetime, time, timedelta
from pathlib import Path

import structlog

from sealbench.backup import Vault
from sealbench.errors import SealbenchError
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.drill_backups import drill_backups
from sealbench.shop.procedures.record_backup import record_backup
from sealbench.shop.procedures.record_backup_failure import record_backup_failure
from sealbench.shop.procedures.record_drill import record_drill
from sealbench.shop.records.models import BackupRun

_AGAIN = 3600  # seconds after a failure
_DRILL = 7 * 24 * 3600  # seconds between two drills

log = structlog.get_logger()


def keep_backups(bench: Bench) -> bool:
    """Add a backup to every folder of the settings if it is time; tell whether it was.

    One folder that fails keeps no other from its backup; it is recorded and tried again in an
    hour.  Once a week backups are restored on trial after it.
    """
    if not bench.config.vaults or not _is_due(bench):
        return False
    failed = [exc for folder in bench.config.vaults if (exc := _backed_up(bench, folder))]
    for exc in failed[:1]:
        bench.run(record_backup_failure, code=exc.code)
    if not failed and _is_drill_due(bench):
        _drill(bench)
    return True


def last_hour(now: datetime, at: str) -> datetime:
    """Return when it was last *at* (hour and minute in UTC)."""
    today = datetime.combine(now.date(), time.fromisoformat(at), tzinfo=now.tzinfo)
    return today if today <= now else today - timedelta(days=1)


def _is_due(bench: Bench) -> bool:
    now = bench.now()
    since = int(last_hour(now, bench.config.backup_at).timestamp())
    last = BackupRun.objects.exclude(kind="drilled").order_by("pk").last()
    if last is None or last.at < since:
        return True
    return last.kind == "failed" and last.at + _AGAIN <= int(now.timestamp())


def _is_drill_due(bench: Bench) -> bool:
    last = BackupRun.objects.filter(kind="drilled").order_by("pk").last()
    return last is None or last.at + _DRILL <= int(bench.now().timestamp())


def _backed_up(bench: Bench, folder: Path) -> SealbenchError | None:
    """Add a backup to *folder*; return what went wrong."""
    try:
        vault = Vault.open(folder)
        made = create_backup(bench, vault, keep=bench.config.keep)
        bench.run(record_backup, manifest=vault.read(made.id), actor=KEEPER_ACTOR)
    except SealbenchError as exc:
        log.error("backup failed", folder=str(folder), code=exc.code, why=str(exc))  # noqa: TRY400 - says all
        return exc
    log.info("backup made", folder=str(folder), written=made.written, whole=made.whole)
    return None


def _drill(bench: Bench) -> None:
    tried = [
        each for folder in bench.config.vaults for each in drill_backups(bench, Vault.open(folder))
    ]
    findings = sum(len(each.wrong) for each in tried)
    for each in tried:
        for wrong in each.wrong:
            log.error("backup does not hold", backup=each.backup, finding=wrong)
    bench.run(record_drill, backups=len(tried), findings=findings, actor=KEEPER_ACTOR)
