"""The people of the shop and their ways in."""

from django.db import models

from sealbench.shop.records.models.sealed import Sealed, hash_field, id_field


class Person(Sealed):
    """One member of staff; name and public keys are sealed under the house key."""

    id = id_field()
    state = models.CharField(
        max_length=12, choices=[(s, s) for s in ("pending", "active", "deactivated")]
    )
    roles = models.JSONField(default=list)
    created_at = models.BigIntegerField()
    deactivated_at = models.BigIntegerField(null=True)
    technician_until = models.BigIntegerField(null=True)  # when that role was taken away
    listed_in = models.PositiveIntegerField(null=True)  # the first directory that lists the keys

    class Meta:
        app_label = "records"

    @property
    def left_at(self) -> int:
        """Return since when the person opens no login any more, 0 for one who may."""
        return self.technician_until or self.deactivated_at or 0

    def __str__(self) -> str:
        """Name the person by id."""
        return f"person {self.id}"


class Passkey(Sealed):
    """One passkey of a person, with the identity file that it opens."""

    id = hash_field()  # SHA-256 of the credential id
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="passkeys")
    created_at = models.BigIntegerField()
    sign_count = models.BigIntegerField(default=0)
    revoked_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the passkey by a part of its hash."""
        return f"passkey {self.id[:8]}"


class Invitation(Sealed):
    """A single-use way to become, or to become again, a person of the shop."""

    id = hash_field()  # SHA-256 of the token
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ("first", "new", "again")])
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    roles = models.JSONField(default=list)
    created_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    used_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the invitation by a part of its hash."""
        return f"invitation {self.id[:8]}"


class Session(models.Model):
    """One signed-in browser of a person; only the token's hash is kept."""

    id = hash_field()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    method = models.CharField(max_length=10, choices=[(m, m) for m in ("passkey", "passphrase")])
    created_at = models.BigIntegerField()
    expires_at = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the session by a part of its hash."""
        return f"session {self.id[:8]}"


class SpentNonce(models.Model):
    """A nonce that was signed once and may not come back before it expires."""

    id = hash_field()
    expires_at = models.BigIntegerField(db_index=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the nonce by a part of its hash."""
        return f"nonce {self.id[:8]}"


class DirectoryIssue(Sealed):
    """One signed list of people, sealed under the house key."""

    number = models.PositiveIntegerField(primary_key=True)
    statement_hash = models.CharField(max_length=43)
    signed_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the issue by number."""
        return f"directory {self.number}"
