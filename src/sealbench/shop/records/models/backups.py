"""What became of backups: made, failed, and restored on trial."""

from django.db import models

KINDS = ("made", "failed", "drilled")


class BackupRun(models.Model):
    """One backup that was made or failed, or one drill; *findings* are what a drill found wrong."""

    kind = models.CharField(max_length=8, choices=[(k, k) for k in KINDS], db_index=True)
    at = models.BigIntegerField()
    backup = models.CharField(max_length=25, default="")  # the id of its manifest
    count = models.PositiveIntegerField(default=0)  # of backups that a drill restored
    findings = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the run by kind."""
        return f"backup {self.kind}"
