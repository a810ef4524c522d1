"""The order in which clients' records changed: what the search of every node follows."""

from django.db import models

from sealbench.shop.records.models.sealed import id_field


class Change(models.Model):
    """The last change of a client's record; the row without a client holds the highest number.

    Not bound to the client's row: one row, `ended`, stands for whoever was ended last.
    """

    client = id_field()
    number = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the change by number."""
        return f"change {self.number}"
