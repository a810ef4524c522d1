"""Who acts, as the policy asks for them and as events name them."""

from sealbench.ids import PersonId
from sealbench.policy import Principal, PrincipalKind
from sealbench.shop.bench import ClientVisit, Staff
from sealbench.shop.records.models import ClientKey, Person

KEEPER = Principal(PrincipalKind.KEEPER, "keeper", active=True)
COMMAND = Principal(PrincipalKind.COMMAND, "command", active=True)
STRANGER = Principal(PrincipalKind.STRANGER, "stranger")
KEEPER_ACTOR = {"kind": "keeper"}
COMMAND_ACTOR = {"kind": "command"}
STRANGER_ACTOR = {"kind": "stranger"}

_SETTLED_AFTER = 72 * 3600  # seconds (DESIGN 5, client's link)


def person_principal(person: Person) -> Principal:
    """Return a person as the rows say now, whatever the session believed."""
    return Principal(
        PrincipalKind.PERSON,
        person.pk,
        frozenset(person.roles),
        active=person.state != "deactivated",  # a pending one may come in (A1-4)
        listed=person.listed_in is not None,
    )


def staff_principal(staff: Staff) -> Principal:
    """Return the person behind a session; one who is gone is not active."""
    person = Person.objects.filter(pk=staff.person).first()
    if person is None:
        return Principal(PrincipalKind.PERSON, staff.person)
    return person_principal(person)


def staff_actor(staff: Staff) -> dict[str, str]:
    """Return how an event names a person: id, name at the time, way of signing in."""
    return {"kind": "person", "id": staff.person, "name": staff.name, "method": staff.method}


def person_actor(person: PersonId, name: str) -> dict[str, str]:
    """Return how an event names a person who has no session yet."""
    return {"kind": "person", "id": person, "name": name}


def client_principal(visit: ClientVisit) -> Principal:
    """Return the client behind a visit; a revoked key is not active."""
    good = visit.counter or ClientKey.objects.filter(pk=visit.key, revoked_at=None).exists()
    return Principal(PrincipalKind.CLIENT, visit.client, active=good)


def client_actor(visit: ClientVisit, *, now: int) -> dict[str, str]:
    """Return how an event names a client, with the level of the key (DESIGN 5)."""
    return {"kind": "client", "id": visit.client, "level": client_level(visit, now=now)}


def client_level(visit: ClientVisit, *, now: int) -> str:
    """Return how sure the client's signature is: first claim, settled, or in person.

    A key is settled after 72 hours without objection, unless it was made on the device
    that is in custody.
    """
    if visit.counter:
        return "in person"
    key = ClientKey.objects.filter(pk=visit.key).first()
    if key is None or key.device_stays or key.objected_at is not None:
        return "first claim"
    return "settled" if now - key.claimed_at >= _SETTLED_AFTER else "first claim"
