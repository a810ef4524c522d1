"""Notices to clients, the mails that carry them, and how far openings were told."""

from django.db import models

from sealbench.shop.records.models.jobs import Job
from sealbench.shop.records.models.sealed import Sealed, id_field


class Notice(Sealed):
    """A message to a client; *sealed* holds its text and the channels that it goes to.

    `handled_at` is when staff had sent it by hand, where a channel needs that.
    """

    id = id_field()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24)
    created_at = models.BigIntegerField()
    handled_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the notice by kind."""
        return f"notice {self.kind}"


class Mail(Sealed):
    """A notice on its way to one address, which is sealed; tried at `due_at` until it is sent."""

    id = id_field()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="mails")
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.BigIntegerField(null=True, db_index=True)  # null: nothing is left to do
    sent_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the mail by id."""
        return f"mail {self.id}"


class Told(models.Model):
    """How far the ledger was read for what clients are told of: one row.

    A home that is older than the rows of openings reads it once more, up to `index`: `again` is
    the last leaf that was, null once it is done.
    """

    index = models.BigIntegerField(default=-1)  # of the last leaf that was read
    again = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_told")]

    def __str__(self) -> str:
        """Name the place."""
        return f"told up to {self.index}"
