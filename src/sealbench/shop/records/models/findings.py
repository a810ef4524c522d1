"""What the screen stopped, counted, and what was let pass all the same; nothing of any text."""

from django.db import models

from sealbench.shop.records.models.jobs import Job

OUTCOMES = ("refused", "asked", "overridden", "to-seal")
"""Refused by a strong finding; asked about a weak one; let pass; the client asked to seal it."""


class FindingCount(models.Model):
    """How often one thing happened to findings of one kind, in one week, at one deed."""

    week = models.CharField(max_length=10)  # its Monday by the shop's clock, YYYY-MM-DD
    deed = models.CharField(max_length=40)  # the action that saves the text
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=[(each, each) for each in OUTCOMES])
    count = models.BigIntegerField(default=0)

    class Meta:
        app_label = "records"
        constraints = [
            models.UniqueConstraint(
                fields=["week", "deed", "kind", "outcome"], name="one_finding_count"
            )
        ]

    def __str__(self) -> str:
        """Name what is counted."""
        return f"{self.week} {self.deed} {self.kind} {self.outcome}"


class FindingOverride(models.Model):
    """A text that somebody let pass: where, what kinds, and why; who stands in the event."""

    at = models.BigIntegerField(db_index=True)
    deed = models.CharField(max_length=40)
    job = models.ForeignKey(Job, null=True, on_delete=models.CASCADE)
    findings = models.JSONField()  # [{field, kind, count, reason}]

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the deed."""
        return f"{self.deed} {self.at}"
