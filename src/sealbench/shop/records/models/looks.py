"""Looks of staff: that each is recorded once, and why somebody looked who is not on the job."""

from django.db import models

from sealbench.shop.records.models.clients import Client
from sealbench.shop.records.models.jobs import Job
from sealbench.shop.records.models.people import Person, Session
from sealbench.shop.records.models.sealed import HASH_LENGTH, Sealed, id_field


class Look(models.Model):
    """Marks that a visit has looked at a record, so that the look is recorded once."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE)
    record = models.CharField(max_length=40)

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["session", "record"], name="one_look")]

    def __str__(self) -> str:
        """Name what was looked at."""
        return f"look at {self.record}"


REASONS = ("call", "counter", "help", "oversight", "other")


class Reason(Sealed):
    """Why a person who is not on a client's job looks at what is the client's, for one visit.

    What was written by hand is sealed under the key of the job's record, or the client's, and
    goes with it.
    """

    id = id_field()
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    session = models.CharField(max_length=HASH_LENGTH)  # outlives it: management reads on
    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    job = models.ForeignKey(Job, null=True, on_delete=models.CASCADE)  # null: the record itself
    kind = models.CharField(max_length=10, choices=[(r, r) for r in REASONS])
    given_at = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "records"
        indexes = [models.Index(fields=["session", "client"], name="reason_of_a_visit")]

    def __str__(self) -> str:
        """Name the reason by id."""
        return f"reason {self.id}"
