"""Jobs, their kinds, who is on them, and the links to them."""

from django.db import models

from sealbench.policy import Access, JobState, LoginNeed, Place
from sealbench.shop.records.models.clients import Client, ClientKey, Device
from sealbench.shop.records.models.people import Person
from sealbench.shop.records.models.sealed import Sealed, hash_field, id_field

STATES = tuple(state.value for state in JobState)
LOGIN_NEEDS = tuple(need.value for need in LoginNeed)
PLACES = tuple(place.value for place in Place)


def all_accesses() -> list[str]:
    """Return what a kind of service justifies unless management says otherwise."""
    return [access.value for access in Access]


class ServiceKind(Sealed):
    """A kind of service: whether it needs a login, and which purposes and accesses it allows."""

    id = id_field()
    login_need = models.CharField(max_length=16, choices=[(n, n) for n in LOGIN_NEEDS])
    purposes = models.JSONField(default=list)
    accesses = models.JSONField(default=all_accesses)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the kind by id."""
        return f"kind of service {self.id}"


class Job(Sealed):
    """A piece of service; what is wrong, and the job's ledger secret, are sealed.

    A record key of its own seals them, with all else that is the job's alone.
    """

    id = id_field()
    number = models.PositiveIntegerField(unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="jobs")
    device = models.ForeignKey(Device, on_delete=models.PROTECT)
    service = models.ForeignKey(ServiceKind, on_delete=models.PROTECT)
    state = models.CharField(max_length=20, choices=[(s, s) for s in STATES], db_index=True)
    place = models.CharField(max_length=12, choices=[(p, p) for p in PLACES])
    login_asked = models.BooleanField(default=False)
    login_override = models.BooleanField(default=False)  # asked although the kind needs none
    client_answer = models.CharField(max_length=12, default="")  # refused, presence
    seal_again = models.BooleanField(default=False)  # somebody new is on the job
    created_at = models.BigIntegerField(db_index=True)
    moved_at = models.BigIntegerField()
    closed_at = models.BigIntegerField(null=True)
    stopped_at = models.BigIntegerField(null=True)  # the client wants the record destroyed
    # When somebody comes by, for a job on site: from, and until then.
    visit_from = models.BigIntegerField(null=True)
    visit_until = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the job by number."""
        return f"job {self.number}"


class Assignment(models.Model):
    """A person on a job, from when and until when."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    deputy = models.BooleanField(default=False)
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)

    class Meta:
        app_label = "records"
        constraints = [
            models.UniqueConstraint(
                fields=["job", "person"],
                condition=models.Q(until__isnull=True),
                name="once_on_a_job",
            )
        ]

    def __str__(self) -> str:
        """Name both ends."""
        return f"{self.person_id} on {self.job_id}"


class Link(Sealed):
    """A client's link to a job; the token's hash, and the code sealed for the desk to say."""

    id = hash_field()  # SHA-256 of the token
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="links")
    created_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    claimed_at = models.BigIntegerField(null=True)
    key = models.ForeignKey(ClientKey, null=True, on_delete=models.PROTECT)
    revoked_at = models.BigIntegerField(null=True)
    counter = models.BooleanField(default=False)  # a pass for the shop's tablet

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the link by a part of its hash."""
        return f"link {self.id[:8]}"
