"""The file of a person: the rows and content that every procedure on people loads first."""

from dataclasses import dataclass, field
from typing import Any

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import AbsentError
from sealbench.ids import PersonId
from sealbench.keyring import HOUSE
from sealbench.policy import Resource, ResourceKind, Role
from sealbench.shop.bench import Work
from sealbench.shop.records.models import Passkey, Person

# What an entry of the directory takes from a person's content.
_LISTED = ("name", "recipient", "opening_key", "statement_key")


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person with the sealed content: name, public keys, passphrase file, since."""

    row: Person
    content: dict[str, Any] = field(repr=False)

    @property
    def id(self) -> PersonId:
        """Return the person's id."""
        return PersonId(self.row.pk)

    @property
    def name(self) -> str:
        """Return the person's name."""
        return str(self.content["name"])

    @property
    def fingerprint(self) -> str:
        """Return what people compare: 40 hexadecimal digits over the three public keys."""
        return canon.fingerprint({key: self.content[key] for key in _LISTED[1:]})

    def key(self, name: str) -> bytes:
        """Return the public key *name*, 32 bytes."""
        return canon.unb64u(str(self.content[name]), size=32)

    def resource(self) -> Resource:
        """Return the person as the policy asks for one who is acted on."""
        return Resource(
            ResourceKind.ENTRY,
            self.row.pk,
            {"person": self.row.pk, "last_manager": is_last_manager(self.row)},
        )


def load_person(work: Work, person: PersonId) -> PersonFile:
    """Return the file of *person*; raise AbsentError."""
    row = Person.objects.select_for_update().filter(pk=person).first()
    if row is None:
        raise AbsentError("there is no such person")
    return PersonFile(row, work.read(row))


def present_people(work: Work, *, locked: bool = False) -> list[PersonFile]:
    """Return everybody who is pending or active, by id; *locked* until the commit."""
    people = Person.objects.select_for_update() if locked else Person.objects
    rows = people.exclude(state="deactivated").order_by("pk")
    return [PersonFile(row, work.read(row)) for row in rows]


def save_person(work: Work, file: PersonFile) -> None:
    """Seal the content of *file* again and save its row."""
    work.write(file.row, HOUSE, file.content)
    file.row.save()


def is_last_manager(row: Person) -> bool:
    """Tell whether *row* alone can manage the shop and sign its directory."""
    if not _manages(row):
        return False
    others = Person.objects.filter(state="active", listed_in__isnull=False).exclude(pk=row.pk)
    return not any(Role.MANAGEMENT in other.roles for other in others)


def directory_entry(work: Work, file: PersonFile) -> dict[str, JSONValue]:
    """Return *file* as the directory lists a person, but for `since`, which its signer sets."""
    passkeys = [work.read(row) for row in passkeys_of(file.row)]
    listed: list[JSONValue] = [
        {"id": key["credential_id"], "spki": key["spki"]}
        for key in sorted(passkeys, key=lambda key: str(key["credential_id"]))
    ]
    return {
        "id": file.row.pk,
        "roles": sorted(file.row.roles),
        "passkeys": listed,
        **{key: file.content[key] for key in _LISTED},
    }


def passkeys_of(row: Person) -> list[Passkey]:
    """Return the passkeys of a person that were not revoked, oldest first."""
    return list(Passkey.objects.filter(person=row, revoked_at=None).order_by("created_at", "pk"))


def _manages(row: Person) -> bool:
    listed = row.state == "active" and row.listed_in is not None
    return listed and Role.MANAGEMENT in row.roles
