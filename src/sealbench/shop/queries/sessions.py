"""Sessions: whom a cookie's token stands for, now."""

from typing import TYPE_CHECKING

from sealbench.ids import ClientId, JobId, PersonId
from sealbench.shop.bench import Bench
from sealbench.shop.bench.tokens import token_hash
from sealbench.shop.bench.visits import ClientVisit, Staff
from sealbench.shop.records.statements.visits import read_client, read_staff

if TYPE_CHECKING:
    from datetime import datetime


def staff(bench: Bench, token: str) -> Staff | None:
    """Return the person, not deactivated, whose unexpired session *token* opens, if any."""
    if not token:
        return None
    session = token_hash(token)
    found = read_staff(session, now=_seconds(bench.now()))
    if found is None:
        return None
    person, method = found
    return Staff(
        person=PersonId(person.pk),
        name=bench.read_house(person)["name"],
        roles=frozenset(person.roles),
        session=session,
        method=method,
    )


def client(bench: Bench, token: str) -> ClientVisit | None:
    """Return the client's visit that *token* opens, if its key was not revoked."""
    if not token:
        return None
    session = token_hash(token)
    row = read_client(session, now=_seconds(bench.now()))
    if row is None:
        return None
    return ClientVisit(
        client=ClientId(row.client),
        job=JobId(row.job),
        session=session,
        key=row.key,
        counter=row.counter,
    )


def _seconds(at: "datetime") -> int:
    return int(at.timestamp())
