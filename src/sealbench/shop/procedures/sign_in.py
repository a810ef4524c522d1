"""Sign a person in, by passkey or by name and passphrase."""

from dataclasses import dataclass, field

from sealbench.ids import PersonId
from sealbench.policy import Action, Refused, Request
from sealbench.shop.bench import Granted, Outcome, Staff, Work, new_token, token_hash
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import STRANGER, person_actor, person_principal
from sealbench.shop.procedures.authenticity import Proven, authenticate
from sealbench.shop.procedures.enter import HOUSE
from sealbench.shop.procedures.strangers import count_stranger
from sealbench.shop.records.models import Session
from sealbench.statement import SignedStatement

NONCE = "sign-in"
LIFETIME = 12 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: *token* for the cookie, *staff* for the page, *pending* if not yet listed."""

    token: str = field(repr=False)
    staff: Staff
    pending: bool


def sign_in(work: Work, *, signed: SignedStatement, name: str = "") -> Outcome[SignedIn]:
    """Start a session of 12 hours for who signed the statement (B1)."""
    proven = authenticate(work, signed, name=name, nonce=NONCE)
    principal = person_principal(proven.file.row) if proven else STRANGER
    facts = {"confirmed": proven.proof.value if proven else ""}
    decision = work.decide(Request(Action.SIGN_IN, principal, HOUSE, facts))
    if isinstance(decision, Refused):
        # A count is enough: neither strangers nor who has left may fill the ledger.
        count_stranger(work, "sign_in")
        return decision
    assert proven is not None  # noqa: S101 - B1-3: a stranger is never signed in
    return Granted(_start(work, proven))


def _start(work: Work, proven: Proven) -> SignedIn:
    token = new_token()
    row, file = proven.file.row, proven.file
    Session.objects.create(
        pk=token_hash(token),
        person=row,
        method=proven.proof.value,
        created_at=work.seconds,
        expires_at=work.seconds + LIFETIME,
    )
    actor = person_actor(file.id, file.name)
    work.record(work.house.subject, Event.PERSON_SIGNED_IN, actor, method=proven.proof.value)
    staff = Staff(
        PersonId(row.pk), file.name, frozenset(row.roles), token_hash(token), proven.proof.value
    )
    return SignedIn(token, staff, row.listed_in is None)
