"""What clients let the shop keep after a job: the request, the login under it, who may open it."""

from django.db import models
from django.db.models import F, Q

from sealbench.shop.records.models.clients import Client
from sealbench.shop.records.models.people import Person
from sealbench.shop.records.models.sealed import Sealed, id_field

MOST_SECONDS = 1827 * 24 * 3600  # a day above what the rules allow, for clocks that differ
YEAR_SECONDS = 366 * 24 * 3600


class KeepRequest(Sealed):
    """A client's signed wish that a login be kept; it stays, ended, as the record of a consent.

    `sealed` holds what the client signed, then and at each confirmation, under the client's
    key; `job` is the one through whose link it was asked.
    """

    id = id_field()
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="keeps")
    job = models.CharField(max_length=24)
    asked_at = models.BigIntegerField()
    until = models.BigIntegerField()
    confirmed_at = models.BigIntegerField()
    due_at = models.BigIntegerField(db_index=True)  # it ends then, unless it is confirmed
    level = models.CharField(max_length=9)
    warned = models.PositiveSmallIntegerField(default=99)  # days before the end, last told
    ended_at = models.BigIntegerField(null=True)
    ended_by = models.CharField(max_length=11, default="")

    class Meta:
        app_label = "records"
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=("settled", "in person")), name="keep_of_a_sure_key"
            ),
            models.CheckConstraint(
                condition=Q(due_at__lte=F("until"))
                & Q(due_at__lte=F("confirmed_at") + YEAR_SECONDS)
                & Q(until__lte=F("asked_at") + MOST_SECONDS),
                name="keep_within_its_time",
            ),
        ]

    def __str__(self) -> str:
        """Name the request by id."""
        return f"keep request {self.id}"


class KeptLogin(Sealed):
    """The login of a request: an age file that the server cannot read; without one, no row.

    `wrap` is the key of `box` and `sealed` (the label), under the client's key and its own.
    """

    request = models.OneToOneField(
        KeepRequest, on_delete=models.PROTECT, primary_key=True, related_name="login"
    )
    openings = models.PositiveSmallIntegerField()
    left = models.PositiveSmallIntegerField()
    wrap = models.BinaryField()
    box = models.BinaryField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the login by its request."""
        return f"kept login {self.pk}"


class KeptWay(models.Model):
    """A person to whom a kept login was sealed and who may still open it, on a job."""

    login = models.ForeignKey(KeptLogin, on_delete=models.CASCADE, related_name="ways")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["login", "person"], name="one_kept_way")]

    def __str__(self) -> str:
        """Name both ends."""
        return f"{self.person_id} to {self.login_id}"
