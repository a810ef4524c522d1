"""What clients acknowledged at intake, as it was signed (D1)."""

from django.db import models

from sealbench.shop.records.models.jobs import Job
from sealbench.shop.records.models.sealed import Sealed, id_field


class Acknowledgement(Sealed):
    """One acknowledgement of a job, under the client's key.

    `sealed` holds the texts word for word, the answer about the backup, the level, and what the
    client's key signed; *paper*: the desk says that the client signed on paper.
    """

    id = id_field()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="acknowledgements")
    given_at = models.BigIntegerField()
    paper = models.BooleanField(default=False)
    objected_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the acknowledgement by id."""
        return f"acknowledgement {self.id}"
