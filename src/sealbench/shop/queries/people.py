"""The people of the shop as the staff side shows them, and one's own identity files."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import AbsentError
from sealbench.ids import PersonId
from sealbench.policy import Role
from sealbench.shop.bench import Bench
from sealbench.shop.queries.risks import count_risks
from sealbench.shop.records.models import Assignment, Passkey, Person, Way

_KEYS = ("recipient", "opening_key", "statement_key")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the list; *state* is pending, active or deactivated."""

    id: PersonId
    name: str = field(repr=False)
    roles: tuple[str, ...]
    state: str
    fingerprint: str
    passkeys: int
    created_at: int
    deactivated_at: int | None
    known: int  # logins that they know, where they left, and nobody said were changed


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One of a person's passkeys; *opens* where it holds an identity file."""

    credential: str  # base64url
    label: str
    created_at: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person can reach now: ways to logins, and jobs; *known* logins stay known."""

    ways: int
    jobs: int
    known: int


def people(bench: Bench) -> list[PersonLine]:
    """Return everybody: pending first, then active, then deactivated, each by name."""
    order = {"pending": 0, "active": 1, "deactivated": 2}
    lines = [_line(bench, row) for row in Person.objects.all()]
    return sorted(lines, key=lambda line: (order[line.state], line.name.casefold()))


def person(bench: Bench, wanted: str) -> PersonLine:
    """Return one person; raise AbsentError."""
    row = Person.objects.filter(pk=wanted).first()
    if row is None:
        raise AbsentError("there is no such person")
    return _line(bench, row)


def passkeys(bench: Bench, owner: PersonId) -> list[PasskeyLine]:
    """Return the passkeys of *owner* that were not revoked, oldest first."""
    contents = [(row, bench.read_house(row)) for row in _passkeys(owner)]
    return [
        PasskeyLine(
            str(content["credential_id"]),
            str(content["label"]),
            row.created_at,
            opens=bool(content["file"]),
        )
        for row, content in contents
    ]


def reach(wanted: PersonId) -> Reach:
    """Return what would end with a person."""
    jobs = Assignment.objects.filter(person=wanted, until=None).exclude(
        job__state__in=("closed", "cancelled")
    )
    ways = Way.objects.filter(person=wanted).count()
    return Reach(ways, jobs.count(), count_risks(wanted))


def is_last_manager(line: PersonLine) -> bool:
    """Tell whether nobody could manage the shop without this person."""
    active = Person.objects.filter(state="active", listed_in__isnull=False)
    managers = {row.pk for row in active if Role.MANAGEMENT in row.roles}
    return managers == {line.id}


def identity_files(bench: Bench, owner: PersonId) -> dict[str, JSONValue]:
    """Return what the browser of *owner* needs to unwrap the identity: files and credentials."""
    content = bench.read_house(Person.objects.get(pk=owner))
    found = [bench.read_house(row) for row in _passkeys(owner)]
    held: list[JSONValue] = [
        {"id": key["credential_id"], "spki": key["spki"], "file": key["file"]} for key in found
    ]
    return {
        "home": bench.house.id,
        "person": owner,
        "name": content["name"],
        "passphrase_file": content["passphrase_file"],
        "passkeys": held,
        **{key: content[key] for key in _KEYS},
    }


def _line(bench: Bench, row: Person) -> PersonLine:
    content = bench.read_house(row)
    return PersonLine(
        id=PersonId(row.pk),
        name=str(content["name"]),
        roles=tuple(sorted(row.roles)),
        state=row.state,
        fingerprint=canon.fingerprint({key: content[key] for key in _KEYS}),
        passkeys=_passkeys(PersonId(row.pk)).count(),
        created_at=row.created_at,
        deactivated_at=row.deactivated_at,
        known=count_risks(PersonId(row.pk)) if row.left_at else 0,
    )


def _passkeys(owner: PersonId) -> QuerySet[Passkey]:
    return Passkey.objects.filter(person=owner, revoked_at=None).order_by("created_at", "pk")
