"""The wrap trees of the keys: ciphertext and counting, which only a root opens (DESIGN 5)."""

from django.db import models

from sealbench.shop.records.models.journal import RowNumberField


class KeyRealm(models.Model):
    """A realm: the epoch of its root, and how many positions were ever taken."""

    id = models.CharField(max_length=8, primary_key=True)  # the realm's name
    epoch = models.BigIntegerField(default=1)
    taken = models.BigIntegerField(default=0)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the realm and its epoch."""
        return f"{self.id} {self.epoch}"


class KeyNode(models.Model):
    """A packed node: up to 64 keys in a box, under the key that it got in *epoch*.

    The id is realm, level and number in one number (`key_rows.row_id`).
    """

    id = RowNumberField(primary_key=True)
    epoch = models.BigIntegerField()
    box = models.BinaryField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the node by id."""
        return f"key node {self.id}"


class KeyPlace(models.Model):
    """Where the key of a job, login, client or file lies in its realm's tree."""

    id = models.CharField(max_length=34, primary_key=True)  # realm/name
    position = models.BigIntegerField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name whose key it is."""
        return self.id
