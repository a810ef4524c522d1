"""How old the last backup is, whether it was tried, and what management must know."""

from dataclasses import dataclass

from sealbench.shop.bench import Bench
from sealbench.shop.records.models import BackupRun

_LATE = 36 * 3600  # seconds: a night was missed
_UNTRIED = 15 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Backups:
    """The state of backups; a time of 0 is never.

    *trouble* is empty, or what is the matter: none, failed, late, findings, untried.
    """

    folders: int
    made: int
    failed: int
    drilled: int
    tried: int
    findings: int
    trouble: str


def backups(bench: Bench) -> Backups:
    """Return what stands about the backups of this home."""
    newest = {
        kind: BackupRun.objects.filter(kind=kind).order_by("pk").last()
        for kind in ("made", "failed", "drilled")
    }
    made, failed, drill = newest["made"], newest["failed"], newest["drilled"]
    is_failing = failed is not None and (made is None or made.pk < failed.pk)
    return Backups(
        folders=len(bench.config.vaults),
        made=made.at if made else 0,
        failed=failed.at if failed and is_failing else 0,
        drilled=drill.at if drill else 0,
        tried=drill.count if drill else 0,
        findings=drill.findings if drill else 0,
        trouble=_trouble(bench, made, drill, is_failing=is_failing),
    )


def trouble(bench: Bench) -> str:
    """Return what management must know at once; a trial home needs no backup."""
    return "" if bench.config.trial and not bench.config.vaults else backups(bench).trouble


def _trouble(
    bench: Bench, made: BackupRun | None, drill: BackupRun | None, *, is_failing: bool
) -> str:
    now = int(bench.now().timestamp())
    if is_failing:
        return "failed"
    if made is None:
        return "none"
    if now - made.at > _LATE:
        return "late"
    if drill is not None and drill.findings:
        return "findings"
    if now - (drill.at if drill else made.at) > _UNTRIED:
        return "untried"
    return ""
