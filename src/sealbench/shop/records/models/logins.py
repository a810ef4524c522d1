"""Sealed logins, and the people who hold a way to each."""

from django.db import models

from sealbench.shop.records.models.jobs import Job
from sealbench.shop.records.models.people import Person
from sealbench.shop.records.models.sealed import Sealed, id_field


class Login(Sealed):
    """One login: an age file that the server cannot read, boxed again under its own key.

    `box` is the boxed age file; `sealed` the label and the client's signed statement, under
    the same key, which is a leaf of the keyring.
    """

    id = id_field()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="logins")
    sealed_at = models.BigIntegerField()
    expires_at = models.BigIntegerField(db_index=True)
    openings = models.PositiveSmallIntegerField()
    left = models.PositiveSmallIntegerField()
    box = models.BinaryField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the login by id."""
        return f"login {self.id}"


class Way(models.Model):
    """A person to whom a login was sealed and who may still open it."""

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="ways")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["login", "person"], name="one_way")]

    def __str__(self) -> str:
        """Name both ends."""
        return f"{self.person_id} to {self.login_id}"


class Erasure(models.Model):
    """A key whose death was ordered in the ledger; confirmed once it was overwritten.

    It is a *job*'s or a *client*'s; the name of a client's is forgotten with the confirmation.
    """

    id = id_field()
    realm = models.CharField(max_length=8)
    node = models.CharField(max_length=24)
    job = models.CharField(max_length=24, default="")
    client = models.CharField(max_length=24, default="")
    ordered_at = models.BigIntegerField()
    confirmed_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the erasure by its node."""
        return f"erasure of {self.realm} {self.node}"
