"""Agreements of clients: where each stands, who is cleared by it, its papers and signatures."""

from django.db import models

from sealbench.policy import AgreementState
from sealbench.shop.records.models.clients import Client
from sealbench.shop.records.models.people import Person
from sealbench.shop.records.models.sealed import Sealed, id_field

STATES = tuple(state.value for state in AgreementState)
ROLES = ("management", "client", "witness")
PAPERS = ("document", "final")


class Agreement(Sealed):
    """One agreement; its terms, words and the hash that was reviewed are sealed.

    The plain times are those of the terms, and *ends_at* comes nearer when it is ended: whether
    it is in force is asked of them at each decision and kept nowhere.
    """

    id = id_field()
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="agreements")
    state = models.CharField(max_length=20, choices=[(s, s) for s in STATES], db_index=True)
    created_at = models.BigIntegerField()
    begins_at = models.BigIntegerField()
    ends_at = models.BigIntegerField()  # the first second after it
    warned_days = models.PositiveSmallIntegerField(default=0)  # 30, 7 or 1; 0: not yet

    class Meta:
        app_label = "records"
        indexes = [models.Index(fields=["client", "state"], name="agreements_of_a_client")]

    def __str__(self) -> str:
        """Name the agreement by id."""
        return f"agreement {self.id}"


class Clearance(models.Model):
    """A person of the shop who is cleared by an agreement, as its terms say."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="cleared")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["agreement", "person"], name="cleared_once")]

    def __str__(self) -> str:
        """Name both ends."""
        return f"{self.person_id} cleared by {self.agreement_id}"


class Paper(Sealed):
    """A PDF of an agreement: the document that is signed, or the final one.

    Its object bears the row's id; `wrap` is the key that sealed it, under the client's key.
    """

    id = id_field()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in PAPERS])
    kept_at = models.BigIntegerField()
    wrap = models.BinaryField()

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["agreement", "kind"], name="one_of_a_kind")]

    def __str__(self) -> str:
        """Name the paper by its kind."""
        return f"{self.kind} of {self.agreement_id}"


class AgreementSignature(Sealed):
    """What was signed in one role; *sealed* holds a drawing, where one was drawn."""

    id = id_field()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=10, choices=[(r, r) for r in ROLES])
    signed_at = models.BigIntegerField()

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["agreement", "role"], name="one_per_role")]

    def __str__(self) -> str:
        """Name the role."""
        return f"{self.role} of {self.agreement_id}"
