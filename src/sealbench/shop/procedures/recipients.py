"""To whom a client seals: the recipients that the newest signed directory lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sealbench.errors import UnavailableError
from sealbench.ids import PersonId
from sealbench.keyring import HOUSE
from sealbench.seal import Directory
from sealbench.shop.bench import Work, rows
from sealbench.shop.bench.home import House
from sealbench.shop.records.models import DirectoryIssue
from sealbench.shop.records.statements.statement import Statement
from sealbench.statement import SignedStatement

_NEWEST = Statement("""
SELECT statement_hash, expires_at FROM records_directoryissue ORDER BY number DESC LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class _Issue:
    """One signed directory; equal ones have the same hash, whatever house object reads them."""

    statement_hash: str
    house: House = field(compare=False)


def recipients_of(work: Work, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
    """Return the recipient (age1pq1…) of each of *people* whom the directory lists.

    Raise UnavailableError when there is no directory, or it has expired.
    """
    newest = _NEWEST.one()
    if newest is None or newest[1] <= work.seconds:
        raise UnavailableError(
            "the directory of people has expired", hint="management must sign it again"
        )
    listed = _listed(_Issue(newest[0], work.house))
    return {person: listed[person] for person in people if person in listed}


@lru_cache(maxsize=4)
def _listed(issue: _Issue) -> Mapping[PersonId, str]:
    """Return the recipients of a directory, which was verified before it was stored."""
    row = DirectoryIssue.objects.get(statement_hash=issue.statement_hash)
    signed = rows.read(row, issue.house.keys.key(HOUSE), HOUSE.name)["signed"]
    directory = Directory.from_statement(SignedStatement.from_json(signed).statement)
    return {person.id: person.recipient for person in directory.people}
