"""Places of the escrow, and the recovery key to which all of them are sealed."""

from django.db import models

from sealbench.shop.records.models.sealed import Sealed, id_field


class EscrowPlace(Sealed):
    """One place that holds the newest root; *sealed* holds what it is called and where it is.

    `state` is registered, retiring (given up, not wiped yet), retired (wiped) or gone (somebody
    vouched that the medium is destroyed).  `epoch` and `recovery` are what it acknowledged last.
    """

    id = id_field()
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="registered")
    epoch = models.BigIntegerField(null=True)
    recovery = models.CharField(max_length=64, default="")
    online = models.BooleanField(default=True)
    created_at = models.BigIntegerField()
    settled_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the place by id."""
        return f"place {self.id}"


class RecoveryKey(models.Model):
    """The recipient whose identity is on paper alone: one row, and public."""

    recipient = models.TextField()
    fingerprint = models.CharField(max_length=64)
    set_at = models.BigIntegerField()

    class Meta:
        app_label = "records"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_recovery_key")]

    def __str__(self) -> str:
        """Name the key by its fingerprint."""
        return f"recovery key {self.fingerprint}"
