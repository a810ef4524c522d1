"""The directory of people: one document of it, parsed strictly (docs/spec/directory.md).

Who may sign it is the business of `chain`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self, cast

from sealbench import canon, clock
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError
from sealbench.ids import PersonId
from sealbench.seal.recipient import load_recipient
from sealbench.statement import Context, Statement
from sealbench.statement.formats import text

LIFETIME = timedelta(days=30)
MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A person's passkey: credential id and public key (DER)."""

    id: bytes
    spki: bytes


@dataclass(frozen=True, slots=True)
class Person:
    """One person whom management vouches for; keys are 32 bytes."""

    id: PersonId
    name: str = field(repr=False)
    roles: frozenset[str]
    recipient: str = field(repr=False)
    opening_key: bytes
    statement_key: bytes
    passkeys: tuple[Passkey, ...] = field(repr=False)
    since: datetime

    @property
    def fingerprint(self) -> str:
        """Return what people compare: 40 hexadecimal digits over the three public keys."""
        return canon.fingerprint(
            {
                "opening_key": canon.b64u(self.opening_key),
                "recipient": self.recipient,
                "statement_key": canon.b64u(self.statement_key),
            }
        )

    @property
    def keys(self) -> tuple[str, bytes, bytes]:
        """Return recipient, opening key and statement key: what makes this person the same."""
        return self.recipient, self.opening_key, self.statement_key

    def passkey(self, credential: bytes) -> Passkey | None:
        """Return the passkey with this credential id, if it is this person's."""
        return next((each for each in self.passkeys if each.id == credential), None)


@dataclass(frozen=True, slots=True)
class Directory:
    """One numbered list of people; *hash* is that of its statement."""

    number: int
    hash: str
    previous: str
    origin: str
    site: str
    at: datetime
    expires: datetime
    people: tuple[Person, ...]
    revoked: Mapping[PersonId, datetime]

    @classmethod
    def from_statement(cls, statement: Statement) -> Self:
        """Return the directory that *statement* is; raise MalformedError for any other."""
        statement.require(Context.DIRECTORY)
        revoked = _entries(statement.fields["revoked"])
        directory = cls(
            statement.number("number"),
            statement.hash,
            statement.text("previous"),
            statement.text("origin"),
            statement.text("site"),
            statement.at,
            statement.time("expires"),
            tuple(_person(each) for each in _entries(statement.fields["people"])),
            {PersonId(text(e["id"])): clock.from_text(text(e["at"])) for e in revoked},
        )
        _check(directory)
        return directory

    def person(self, person: str) -> Person | None:
        """Return the person with this id, if the directory lists one."""
        return next((each for each in self.people if each.id == person), None)

    def manager(self, statement_key: bytes) -> Person | None:
        """Return the person of management whose statement key this is, if there is one."""
        for person in self.people:
            if person.statement_key == statement_key and MANAGEMENT in person.roles:
                return person
        return None


def _check(directory: Directory) -> None:
    if (directory.number == 1) != (directory.previous == ""):
        raise MalformedError("the first directory alone has no previous one")
    if directory.expires - directory.at > LIFETIME:
        raise MalformedError("a directory lives 30 days at most")
    times = [*(person.since for person in directory.people), *directory.revoked.values()]
    if max(times) > directory.at:
        raise MalformedError("listed before it happened")
    if any(person.id in directory.revoked for person in directory.people):
        raise MalformedError("a revoked person is listed")
    if not any(MANAGEMENT in person.roles for person in directory.people):
        raise MalformedError("a directory without management could have no successor")
    _check_distinct(directory.people)


def _check_distinct(people: Sequence[Person]) -> None:
    seen = [each for p in people for each in (p.recipient, p.opening_key, p.statement_key)]
    credentials = [passkey.id for person in people for passkey in person.passkeys]
    if len(set(seen)) != len(seen) or len(set(credentials)) != len(credentials):
        raise MalformedError("a key is listed twice")


def _person(entry: JSON) -> Person:
    recipient = text(entry["recipient"])
    load_recipient(recipient)
    return Person(
        PersonId(text(entry["id"])),
        text(entry["name"]),
        frozenset(cast("list[str]", entry["roles"])),
        recipient,
        canon.unb64u(text(entry["opening_key"])),
        canon.unb64u(text(entry["statement_key"])),
        tuple(_passkey(each) for each in _entries(entry["passkeys"])),
        clock.from_text(text(entry["since"])),
    )


def _passkey(entry: JSON) -> Passkey:
    return Passkey(canon.unb64u(text(entry["id"])), canon.unb64u(text(entry["spki"])))


def _entries(value: JSONValue) -> list[JSON]:
    # Every form inside a Statement was checked when it was made.
    return cast("list[JSON]", value)
