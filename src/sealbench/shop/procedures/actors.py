"""Who acts, as the policy asks for them and as events name them."""

from sealbench.ids import PersonId
from sealbench.policy import Principal, PrincipalKind
from sealbench.shop.bench import ClientVisit, Staff
from sealbench.shop.records.models import ClientKey, Person, Session

KEEPER = Principal(PrincipalKind.KEEPER, "keeper", active=True)
COMMAND = Principal(PrincipalKind.COMMAND, "command", active=True)
STRANGER = Principal(PrincipalKind.STRANGER, "stranger")
KEEPER_ACTOR = {"kind": "keeper"}
COMMAND_ACTOR = {"kind": "command"}
STRANGER_ACTOR = {"kind": "stranger"}

_SETTLED_AFTER = 72 * 3600  # seconds (DESIGN 5, client's link)


def person_principal(person: Person, *, here: bool = True) -> Principal:
    """Return a person as the rows say now, whatever the session believed.

    Who is not *here* any more, by a session that still holds, is not active.
    """
    return Principal(
        PrincipalKind.PERSON,
        person.pk,
        frozenset(person.roles),
        active=here and person.state != "deactivated",  # a pending one may come in (A1-4)
        listed=person.listed_in is not None,
    )


def staff_principal(staff: Staff, *, now: int) -> Principal:
    """Return the person behind a session; one who is gone or signed out by *now* is not active.

    The visit may have waited for the writer while its session ended.
    """
    person = Person.objects.filter(pk=staff.person).first()
    if person is None:
        return Principal(PrincipalKind.PERSON, staff.person)
    # A query of its own: as a subquery of the first it takes a third longer.
    session = Session.objects.filter(pk=staff.session, person=person, expires_at__gt=now)
    return person_principal(person, here=session.exists())


def staff_actor(staff: Staff) -> dict[str, str]:
    """Return how an event names a person: id, name at the time, way of signing in."""
    return {"kind": "person", "id": staff.person, "name": staff.name, "method": staff.method}


def person_actor(person: PersonId, name: str) -> dict[str, str]:
    """Return how an event names a person who has no session yet."""
    return {"kind": "person", "id": person, "name": name}


def client_level(visit: ClientVisit, key: ClientKey, *, now: int) -> str:
    """Return how sure a signature by *key* is: first claim, settled, or in person.

    A key is settled after 72 hours without objection, unless it was made on the device
    that is in custody.
    """
    if visit.counter:
        return "in person"
    settles = settles_at(key)
    return "settled" if settles and now >= settles else "first claim"


def settles_at(key: ClientKey) -> int:
    """Return when *key* is settled, 0 where it never is."""
    never = key.device_stays or key.objected_at is not None
    return 0 if never else key.claimed_at + _SETTLED_AFTER
