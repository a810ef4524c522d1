"""Who is cleared by an agreement that is in force: asked of the rows at each decision (C1).

Nothing of it is kept: an agreement that begins, ends or expires needs nobody to say so.
"""

from sealbench.ids import ClientId, PersonId
from sealbench.policy import AgreementState
from sealbench.shop.records.models import Agreement, Clearance, Client


def cleared_for(client: Client, *, now: int) -> frozenset[PersonId]:
    """Return the people who are cleared for *client* at *now*; nobody where none is required."""
    if not client.agreement_required:
        return frozenset()
    found = Clearance.objects.filter(
        agreement__client=client,
        agreement__state=AgreementState.IN_FORCE.value,
        agreement__begins_at__lte=now,
        agreement__ends_at__gt=now,
    )
    return frozenset(PersonId(pk) for pk in found.values_list("person_id", flat=True))


def in_force_until(client: ClientId, *, now: int) -> int | None:
    """Return when the last agreement of *client* ends that is in force at *now*, if one is."""
    found = Agreement.objects.filter(
        client=client, state=AgreementState.IN_FORCE.value, begins_at__lte=now, ends_at__gt=now
    )
    return found.order_by("-ends_at").values_list("ends_at", flat=True).first()
