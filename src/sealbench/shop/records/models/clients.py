"""Clients, what they own, and their ways in."""

from django.db import models

from sealbench.shop.records.models.sealed import Sealed, hash_field, id_field


class Client(Sealed):
    """A client; name and channels are sealed under the client's own key."""

    id = id_field()
    created_at = models.BigIntegerField()
    stopped_at = models.BigIntegerField(null=True)  # the client has ended the service
    agreement_required = models.BooleanField(default=False)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the client by id."""
        return f"client {self.id}"


KINDS = ("laptop", "desktop", "phone", "tablet", "console", "storage", "network", "other")


class Device(Sealed):
    """What a client owns and brings; make, model and serial are sealed, the kind is not.

    It is sealed under the key of the record of the job that it came with, and ends with it.
    """

    id = id_field()
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="devices")
    brought_by = id_field(primary=False)  # the id of the job
    kind = models.CharField(max_length=8, choices=[(k, k) for k in KINDS])

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the device by id."""
        return f"device {self.id}"


class ClientKey(Sealed):
    """The public keys of a client's identity; *sealed* holds them and the identity's claim."""

    id = hash_field()  # SHA-256 of the signing key
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="keys")
    claimed_at = models.BigIntegerField()
    device_stays = models.BooleanField(default=False)  # made on the device in custody
    objected_at = models.BigIntegerField(null=True)
    revoked_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the key by a part of its hash."""
        return f"client key {self.id[:8]}"


class ClientSession(models.Model):
    """One browser of a client that proved the client's key; only the token's hash is kept."""

    id = hash_field()
    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    key = models.ForeignKey(ClientKey, null=True, on_delete=models.CASCADE)  # null: counter mode
    job = models.CharField(max_length=24)
    counter = models.BooleanField(default=False)
    created_at = models.BigIntegerField()
    expires_at = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the session by a part of its hash."""
        return f"client session {self.id[:8]}"


class DeviceRequest(Sealed):
    """A second browser that asks the first for the client's keys, for some minutes.

    *sealed* holds the ephemeral recipient of the new browser and, once the first approved,
    the identity sealed to it, which the server cannot read.
    """

    id = id_field()
    key = models.ForeignKey(ClientKey, on_delete=models.CASCADE, related_name="requests")
    job = models.CharField(max_length=24)
    created_at = models.BigIntegerField()
    expires_at = models.BigIntegerField(db_index=True)
    approved_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the request by id."""
        return f"device request {self.id}"
