"""Files that were attached to jobs: what is known of each; what it holds lies in the objects."""

from django.db import models

from sealbench.shop.records.models.jobs import Job
from sealbench.shop.records.models.sealed import Sealed, id_field


class File(Sealed):
    """One file; its object bears the row's id, and so does the node of its key.

    `wrap` is the key that sealed the object, under the record's key and the file's own; `sealed`
    the file's name, kind, size and origin, under the same key.
    """

    id = id_field()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="files")
    attached_at = models.BigIntegerField()
    wrap = models.BinaryField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the file by id."""
        return f"file {self.id}"
