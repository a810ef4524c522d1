"""Sessions: whom a cookie's token stands for, now."""

from typing import TYPE_CHECKING

from sealbench.ids import ClientId, JobId, PersonId
from sealbench.shop.bench import Bench
from sealbench.shop.bench.tokens import token_hash
from sealbench.shop.bench.visits import ClientVisit, Staff
from sealbench.shop.records.models import ClientSession, Session

if TYPE_CHECKING:
    from datetime import datetime


def staff(bench: Bench, token: str) -> Staff | None:
    """Return the person, not deactivated, whose unexpired session *token* opens, if any."""
    if not token:
        return None
    row = (
        Session.objects.select_related("person")
        .filter(pk=token_hash(token), expires_at__gt=_seconds(bench.now()))
        .first()
    )
    if row is None or row.person.state == "deactivated":
        return None
    name = bench.read_house(row.person)["name"]
    return Staff(
        person=PersonId(row.person_id),
        name=name,
        roles=frozenset(row.person.roles),
        session=row.pk,
        method=row.method,
    )


def client(bench: Bench, token: str) -> ClientVisit | None:
    """Return the client's visit that *token* opens, if its key was not revoked."""
    if not token:
        return None
    row = (
        ClientSession.objects.select_related("key")
        .filter(pk=token_hash(token), expires_at__gt=_seconds(bench.now()))
        .first()
    )
    if row is None or (row.key is not None and row.key.revoked_at is not None):
        return None
    return ClientVisit(
        client=ClientId(row.client_id),
        job=JobId(row.job),
        session=row.pk,
        key=row.key_id or "",
        counter=row.counter,
    )


def _seconds(at: "datetime") -> int:
    return int(at.timestamp())
