"""The directories of people that a job's events refer to: which to take, which was in force.

A directory states the time of its signer's browser, an event that of the shop's clock; they
may differ by `SKEW`, so that around a change either of two directories may have been meant.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sealbench.errors import VerificationError
from sealbench.seal import Directory, Genesis, Passkey, Person, minimal_chain, verify_chain
from sealbench.seal.chain import SKEW
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class People:
    """Who the directories say the shop's people were, in rising order of time."""

    directories: tuple[Directory, ...]

    def around(self, at: datetime) -> Sequence[Directory]:
        """Return the directories that may have been in force at *at*, the newest first."""
        return [self.directories[i] for i in reversed(_around(self.directories, at))]

    def person(self, person: str, at: datetime) -> list[Person]:
        """Return the entries of *person* in the directories around *at*."""
        found = (directory.person(person) for directory in self.around(at))
        return [entry for entry in found if entry is not None]

    def passkeys(self, person: Person) -> list[Passkey]:
        """Return every passkey that any directory lists for this *person* with these keys."""
        entries = (directory.person(person.id) for directory in self.directories)
        return [key for e in entries if e and e.keys == person.keys for key in e.passkeys]


NOBODY: Final = People(())


def prove_people(genesis: Genesis, documents: Sequence[SignedStatement]) -> People:
    """Return the people whom *documents* prove, expired or not; else VerificationError."""
    if not documents:
        raise VerificationError("no directory")
    verify_chain(genesis, documents, now=documents[-1].statement.at)
    return People(tuple(Directory.from_statement(each.statement) for each in documents))


def select_directories(
    documents: Sequence[SignedStatement], times: Iterable[datetime]
) -> list[SignedStatement]:
    """Return those of *documents* (all, from number 1) that events at *times* refer to.

    The newest is always among them, and so are those that link them to the first.
    """
    directories = [Directory.from_statement(each.statement) for each in documents]
    wanted = {len(documents) - 1}
    for at in times:
        wanted.update(_around(directories, at))
    return list(_linked(documents, sorted(wanted)))


def _linked(
    documents: Sequence[SignedStatement], wanted: Sequence[int]
) -> Iterator[SignedStatement]:
    """Yield the fewest documents that lead from the first through every *wanted* one."""
    done = 0
    for index in wanted:
        for signed in minimal_chain(documents[: index + 1], seen=done or None):
            if signed.statement.number("number") > done:
                yield signed
        done = index + 1


def _around(directories: Sequence[Directory], at: datetime) -> list[int]:
    """Return the indices of those that may have been in force at *at*, rising."""
    before = [i for i, each in enumerate(directories) if each.at <= at - SKEW]
    near = [i for i, each in enumerate(directories) if at - SKEW < each.at <= at + SKEW]
    return before[-1:] + near
