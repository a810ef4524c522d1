"""The statements that every request begins with: whose session a cookie opens, how far we are."""

import json
from dataclasses import dataclass

from sealbench.shop.records.models import Person
from sealbench.shop.records.statements.partial import partial_row
from sealbench.shop.records.statements.statement import Statement

_STAFF = Statement("""
SELECT s.method, p.id, p.roles, p.version, p.sealed
FROM records_session s JOIN records_person p ON p.id = s.person_id
WHERE s.id = %s AND s.expires_at > %s AND p.state <> 'deactivated'
""")
_CLIENT = Statement("""
SELECT s.client_id, s.job, s.key_id, s.counter
FROM records_clientsession s LEFT JOIN records_clientkey k ON k.id = s.key_id
WHERE s.id = %s AND s.expires_at > %s AND k.revoked_at IS NULL
""")
_HEAD = Statement("SELECT size FROM records_head WHERE id = 1")


@dataclass(frozen=True, slots=True)
class ClientSitting:
    """A client's session: whose, on which job, with which key (empty in counter mode)."""

    client: str
    job: str
    key: str
    counter: bool


def read_staff(session: str, *, now: int) -> tuple[Person, str] | None:
    """Return who has *session* and how they signed in, unless it is over or they are."""
    row = _STAFF.one(session, now)
    if row is None:
        return None
    method, person, roles, version, sealed = row
    who = partial_row(Person, id=person, roles=json.loads(roles), version=version, sealed=sealed)
    return who, method


def read_client(session: str, *, now: int) -> ClientSitting | None:
    """Return the client's sitting that *session* is, unless it is over or its key was revoked."""
    row = _CLIENT.one(session, now)
    if row is None:
        return None
    client, job, key, counter = row
    return ClientSitting(client, job, key or "", counter=bool(counter))


def read_size() -> int | None:
    """Return how many leaves the ledger has; None where there is no ledger."""
    row = _HEAD.one()
    return None if row is None else int(row[0])
