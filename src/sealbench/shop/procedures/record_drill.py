"""Record what came of restoring backups on trial (B1)."""

from collections.abc import Mapping

from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.records.models import BackupRun


def record_drill(
    work: Work, *, backups: int, findings: int, actor: Mapping[str, str]
) -> Outcome[None]:
    """Record that so many *backups* were restored on trial, with so many *findings*."""
    BackupRun.objects.create(kind="drilled", at=work.seconds, count=backups, findings=findings)
    work.record(
        work.house.subject, Event.BACKUPS_DRILLED, actor, backups=backups, findings=findings
    )
    return Granted(None)
