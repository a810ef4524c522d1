"""Take up an invitation: become the first manager, a person of the shop, or one again."""

from dataclasses import dataclass

from sealbench.errors import AbsentError, ConflictError, MalformedError
from sealbench.ids import PersonId
from sealbench.policy import Action, Principal, Refused, Request
from sealbench.policy import Invitation as InvitationState
from sealbench.shop.bench import Granted, Outcome, Staff, Work, token_hash
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.access import close_access
from sealbench.shop.procedures.actors import (
    STRANGER,
    STRANGER_ACTOR,
    person_actor,
    staff_actor,
    staff_principal,
)
from sealbench.shop.procedures.enrolment import Enrolment
from sealbench.shop.procedures.enter import HOUSE as HOUSE_RESOURCE
from sealbench.shop.procedures.founding import found
from sealbench.shop.procedures.invite_person import check_may_return, check_name_free
from sealbench.shop.procedures.passkey_proof import (
    ProvenPasskey,
    credential_hash,
    prove_passkey,
    store_passkey,
)
from sealbench.shop.procedures.person_file import PersonFile, load_person, save_person
from sealbench.shop.procedures.strangers import count_stranger
from sealbench.shop.records.models import Invitation, Person

NONCE = "enrolment"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who enrolled; *pending* until a manager signs the directory."""

    person: PersonId
    fingerprint: str
    pending: bool


def enrol_person(
    work: Work, *, enrolment: Enrolment, log_key: bytes, visitor: Staff | None = None
) -> Outcome[Enrolled]:
    """Make the person of an invitation, with the keys that their browser made (B1)."""
    invitation = load_invitation(enrolment.token)
    state = state_of(invitation, now=work.seconds)
    principal, actor = _who(work, visitor)
    facts = {"invitation": state.value}
    decision = work.decide(Request(Action.ENROL_PERSON, principal, HOUSE_RESOURCE, facts))
    if isinstance(decision, Refused):
        if visitor is None:
            count_stranger(work, "enrol_person")
            return decision
        action = Action.ENROL_PERSON.text
        return work.refuse(work.house.subject, decision, actor, Event.REFUSED, action=action)
    enrolment.verify(work)
    spend_nonce(work, enrolment.signed.statement.text("nonce"), NONCE)
    passkey = _prove(work, enrolment)
    file = _person(work, invitation, enrolment)
    if invitation.kind == "first":
        file = found(work, file, enrolment, passkey, log_key=log_key)
    elif enrolment.genesis or enrolment.directory or enrolment.recovery:
        raise MalformedError("only the first manager founds the shop")
    _keep(work, invitation, file, passkey)
    return Granted(Enrolled(file.id, file.fingerprint, file.row.state == "pending"))


def load_invitation(token: str) -> Invitation:
    """Return the invitation of *token*; raise AbsentError."""
    row = Invitation.objects.select_for_update().filter(pk=token_hash(token)).first()
    if row is None:
        raise AbsentError("there is no such invitation")
    return row


def state_of(invitation: Invitation, *, now: int) -> InvitationState:
    """Return what became of *invitation*."""
    if invitation.used_at is not None:
        return InvitationState.USED
    return InvitationState.VALID if now < invitation.expires_at else InvitationState.EXPIRED


def _who(work: Work, visitor: Staff | None) -> tuple[Principal, dict[str, str]]:
    if visitor is None:
        return STRANGER, STRANGER_ACTOR
    return staff_principal(visitor, now=work.seconds), staff_actor(visitor)


def _prove(work: Work, enrolment: Enrolment) -> ProvenPasskey | None:
    if enrolment.passkey is None:
        return None
    return prove_passkey(enrolment.passkey, enrolment.signed.statement, site=work.config.site)


def _person(work: Work, invitation: Invitation, enrolment: Enrolment) -> PersonFile:
    """Return the file of who enrols, not saved yet: new, or emptied of the old identity."""
    invited = work.read(invitation)
    check_name_free(work, enrolment.name, but=str(invited["person"]))
    if invitation.kind != "again":
        row = Person(pk=str(invited["person"]), roles=invitation.roles, created_at=work.seconds)
        row.state = "pending"
        return PersonFile(row, enrolment.content)
    file = load_person(work, PersonId(str(invited["person"])))
    check_may_return(file)
    if file.name != enrolment.name:
        raise ConflictError("who comes back keeps the name", hint="type it as it was")
    _end_identity(work, file)
    return PersonFile(file.row, enrolment.content)


def _end_identity(work: Work, file: PersonFile) -> None:
    """Revoke the old passkeys, sessions and ways; the old keys leave with the next directory."""
    file.row.passkeys.filter(revoked_at=None).update(revoked_at=work.seconds)
    close_access(work, file.id, person_actor(file.id, file.name))
    file.row.state, file.row.listed_in = "pending", None


def _keep(
    work: Work, invitation: Invitation, file: PersonFile, passkey: ProvenPasskey | None
) -> None:
    save_person(work, file)
    if passkey:
        store_passkey(work, file.row, passkey)
    invitation.used_at = work.seconds
    invitation.save(update_fields=["used_at"])
    work.record(
        work.house.subject,
        Event.PERSON_ENROLLED,
        person_actor(file.id, file.name),
        invitation=invitation.kind,
        roles=sorted(file.row.roles),
        fingerprint=file.fingerprint,
        passkey=credential_hash(passkey.id) if passkey else "",
    )
