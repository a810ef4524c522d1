"""The end of a client's service or of one job: the case, and what outlives what it destroys.

No case points at a client by a foreign key: it survives the client, sealed under the house key
and without the client's identity.
"""

from django.db import models

from sealbench.shop.records.models.clients import Client
from sealbench.shop.records.models.sealed import ID_LENGTH, Sealed, hash_field, id_field


class Termination(Sealed):
    """One case, about a *client*'s service or one *job*, forgotten when it is destroyed."""

    id = id_field()
    # Null once it is forgotten: an empty text would be unique.
    client = models.CharField(max_length=ID_LENGTH, null=True, unique=True)  # noqa: DJ001
    job = models.CharField(max_length=ID_LENGTH, null=True, unique=True)  # noqa: DJ001 - as above
    alone = models.BooleanField(default=False)  # about a job, which is forgotten later
    stopped_at = models.BigIntegerField(db_index=True)
    collected_at = models.BigIntegerField(null=True)
    handed_at = models.BigIntegerField(null=True)  # in person, a document compared
    returned_at = models.BigIntegerField(null=True)
    confirmed_at = models.BigIntegerField(null=True)
    announced_at = models.BigIntegerField(null=True)
    objected_at = models.BigIntegerField(null=True)
    seconded_at = models.BigIntegerField(null=True)
    ordered_at = models.BigIntegerField(null=True)
    destroyed_at = models.BigIntegerField(null=True)
    certified_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the case by id."""
        return f"termination {self.id}"


KINDS = ("copy", "exception")


class CaseEntry(Sealed):
    """A copy that lies elsewhere, or something that the law obliges the shop to keep.

    *due_at* is when the copy must be destroyed, or until when the exception is kept.
    """

    id = id_field()
    case = models.ForeignKey(Termination, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=9, choices=[(k, k) for k in KINDS])
    listed_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    confirmed_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the entry by its kind."""
        return f"{self.kind} of {self.case_id}"


class EndedLink(models.Model):
    """A link of a client whose record is destroyed, and the case that it leads to.

    The id is a hash of the hash under which the link was kept, so that the row leads from
    the case to no link of an older backup.
    """

    id = hash_field()
    case = models.ForeignKey(Termination, on_delete=models.PROTECT, related_name="links")

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the link by a part of its hash."""
        return f"ended link {self.id[:8]}"


class EndedJob(models.Model):
    """A job whose record was destroyed alone: its number, whose it was, and where it is certified.

    The client reads it beside the other jobs; it goes with the client.
    """

    number = models.PositiveIntegerField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="ended_jobs")
    # Null where it came after the backup that was restored.
    case = models.ForeignKey(Termination, null=True, on_delete=models.PROTECT, related_name="jobs")
    ended_at = models.BigIntegerField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the job by number."""
        return f"ended job {self.number}"
