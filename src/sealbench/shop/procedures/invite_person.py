"""Invite a person to the shop, or again after a lost passkey."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sealbench.errors import ConflictError, MalformedError
from sealbench.ids import PersonId, new_id
from sealbench.keyring import HOUSE
from sealbench.policy import Action, Refused, Role
from sealbench.seal import name_form
from sealbench.shop.bench import Granted, Outcome, Staff, Work, new_token, token_hash
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.screening import screen
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.directory_file import load_genesis
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.person_file import (
    PersonFile,
    is_last_manager,
    load_person,
    present_people,
)
from sealbench.shop.records.models import Invitation
from sealbench.statement import formats

LIFETIME = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, shown once; *link* carries its token in the fragment."""

    name: str
    link: str = field(repr=False)
    expires_at: int


def invite_person(
    work: Work,
    *,
    who: Staff,
    name: str = "",
    roles: Iterable[str] = (),
    person: PersonId | None = None,
) -> Outcome[Invited]:
    """Invite somebody called *name* with *roles*, or *person* again with their own (B1)."""
    again = load_person(work, person) if person else None
    decision = enter(work, who=who, action=Action.INVITE_PERSON)
    if isinstance(decision, Refused):
        return decision
    entry = _again(again) if again else _new(work, name, roles)
    token = new_token()
    row = Invitation(
        pk=token_hash(token),
        kind="again" if again else "new",
        person=again.row if again else None,
        roles=entry.roles,
        created_at=work.seconds,
        expires_at=work.seconds + LIFETIME,
    )
    if again:
        Invitation.objects.filter(used_at=None, person=again.row).delete()
    work.write(row, HOUSE, {"person": entry.id, "name": entry.name})
    row.save(force_insert=True)
    work.record(
        work.house.subject,
        Event.PERSON_INVITED,
        staff_actor(who),
        person=entry.id,
        name=entry.name,
        roles=entry.roles,
        again=again is not None,
    )
    link = f"{work.config.site}/join/#{token}.{load_genesis(work).fingerprint}"
    return Granted(Invited(entry.name, link, row.expires_at))


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    name: str
    roles: list[str]


def _new(work: Work, name: str, roles: Iterable[str]) -> _Entry:
    formats.name(name)
    if not screen(name, context="name").clean:
        raise MalformedError("the name looks like a login or private information")
    check_name_free(work, name)
    return _Entry(new_id(), name, check_roles(roles))


def _again(file: PersonFile) -> _Entry:
    check_may_return(file)
    return _Entry(file.row.pk, file.name, sorted(file.row.roles))


def check_may_return(file: PersonFile) -> None:
    """Raise ConflictError where a new identity would lock everybody out, or revive the revoked."""
    if file.row.state == "deactivated":
        raise ConflictError("who was deactivated does not come back", hint="invite a new person")
    if is_last_manager(file.row):
        raise ConflictError(
            "the last manager cannot start again: nobody could sign the directory",
            hint="sign in by passphrase and add a passkey",
        )


def check_name_free(work: Work, name: str, *, but: str = "") -> None:
    """Raise ConflictError if somebody other than *but* signs in by this name already."""
    form = name_form(name)
    if any(name_form(each.name) == form and each.row.pk != but for each in present_people(work)):
        raise ConflictError("somebody of this name works here already", hint="add a middle name")


def check_roles(roles: Iterable[str]) -> list[str]:
    """Return *roles*, sorted; raise MalformedError for none or one that is unknown."""
    found = sorted(set(roles))
    if not found or not set(Role) >= set(found):
        raise MalformedError("choose at least one of the roles")
    return found
