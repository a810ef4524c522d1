"""Add a passkey that opens the same identity."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.authenticity import authenticate
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.passkey_proof import NewPasskey, prove_passkey, store_passkey
from sealbench.shop.procedures.person_file import load_person
from sealbench.statement import SignedStatement

NONCE = "passkey"


def add_passkey(
    work: Work, *, who: Staff, signed: SignedStatement, made: NewPasskey
) -> Outcome[None]:
    """Keep the passkey *made* for the fresh sign-in statement *signed* by the person (B1)."""
    file = load_person(work, who.person)
    proven = authenticate(work, signed, name=who.name, nonce=NONCE)
    is_own = proven is not None and proven.file.id == who.person
    facts = {"confirmed": proven.proof.value if proven and is_own else ""}
    decision = enter(
        work, who=who, action=Action.ADD_PASSKEY, resource=file.resource(), context=facts
    )
    if isinstance(decision, Refused):
        return decision
    passkey = prove_passkey(made, signed.statement, site=work.config.site)
    row = store_passkey(work, file.row, passkey)
    work.record(
        work.house.subject,
        Event.PASSKEY_ADDED,
        staff_actor(who),
        person=who.person,
        passkey=row.pk,
        proof=facts["confirmed"],
    )
    return Granted(None)
