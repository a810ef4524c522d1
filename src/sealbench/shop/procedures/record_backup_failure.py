"""Record that a backup was not made, so that management sees it (B1)."""

from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.records.models import BackupRun


def record_backup_failure(work: Work, *, code: str) -> Outcome[None]:
    """Record the family of what went wrong; its words may name folders and stay in the log."""
    BackupRun.objects.create(kind="failed", at=work.seconds)
    work.record(work.house.subject, Event.BACKUP_FAILED, KEEPER_ACTOR, code=code)
    return Granted(None)
