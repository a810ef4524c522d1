"""Invitations: what a browser needs to know before it makes a person's keys."""

from dataclasses import dataclass, field

from sealbench.errors import AbsentError
from sealbench.ids import PersonId
from sealbench.shop.bench import Bench, token_hash
from sealbench.shop.records.models import Invitation


@dataclass(frozen=True, slots=True)
class Invited:
    """An open invitation: *kind* is first, new or again."""

    kind: str
    person: PersonId
    name: str = field(repr=False)
    roles: tuple[str, ...]


def find(bench: Bench, token: str) -> Invited:
    """Return the open invitation of *token*; raise AbsentError for used, expired and unknown."""
    now = int(bench.now().timestamp())
    row = Invitation.objects.filter(pk=token_hash(token), used_at=None, expires_at__gt=now).first()
    if row is None:
        raise AbsentError("there is no such invitation")
    content = bench.read_house(row)
    person = PersonId(str(content["person"]))
    return Invited(row.kind, person, str(content["name"]), tuple(row.roles))


def open_invitations(bench: Bench) -> list[tuple[str, int]]:
    """Return the name and the expiry of each open invitation, oldest first."""
    now = int(bench.now().timestamp())
    rows = Invitation.objects.filter(used_at=None, expires_at__gt=now).exclude(kind="first")
    return [
        (str(bench.read_house(row)["name"]), row.expires_at) for row in rows.order_by("created_at")
    ]
