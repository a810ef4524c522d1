"""Which logins people of the shop have opened: what they know stays known when the row is gone."""

from django.db import models
from django.db.models import Q

from sealbench.shop.records.models.clients import Client
from sealbench.shop.records.models.jobs import Job
from sealbench.shop.records.models.people import Person
from sealbench.shop.records.models.sealed import id_field

CLIENT, SHOP = "client", "shop"


class KnownLogin(models.Model):
    """A login that somebody opened, by its id alone: no label, nothing of what it holds.

    It outlives the login, and ends with its client, or with the job it was sealed for; one that
    the client lets the shop keep is of no *job*.  `changed_by` is who said that the password is
    another one by now: the client, or a person (`recorder`) to whom the client told it.
    """

    id = id_field()
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="known_logins")
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="known_logins")
    changed_at = models.BigIntegerField(null=True)
    changed_by = models.CharField(max_length=6, default="")
    recorder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)

    class Meta:
        app_label = "records"
        constraints = [
            models.CheckConstraint(
                condition=Q(changed_at=None, changed_by="", recorder=None)
                | Q(changed_at__isnull=False, changed_by=CLIENT, recorder=None)
                | Q(changed_at__isnull=False, changed_by=SHOP, recorder__isnull=False),
                name="changed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        """Name the login by id."""
        return f"known login {self.id}"


class Opening(models.Model):
    """That a person opened a login, and when the last time.

    `told_at` is when the client heard that this person, who knows it, has left or opens none now.
    """

    login = models.ForeignKey(KnownLogin, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="openings")
    opened_at = models.BigIntegerField()
    told_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"
        constraints = [
            models.UniqueConstraint(fields=["login", "person"], name="one_opening_of_each")
        ]

    def __str__(self) -> str:
        """Name both ends."""
        return f"{self.person_id} opened {self.login_id}"


LEFT = Q(person__state="deactivated") | Q(person__technician_until__isnull=False)
"""Openings by whoever was deactivated, or is no technician any more."""


def at_risk() -> "models.QuerySet[Opening]":
    """Return the openings by people who left, of logins that nobody said were changed."""
    return Opening.objects.filter(LEFT, login__changed_at=None)
