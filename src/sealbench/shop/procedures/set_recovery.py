"""Set the recovery key (B1): its identity is on paper alone, its recipient is kept here."""

from collections.abc import Mapping

from sealbench import canon
from sealbench.errors import VerificationError
from sealbench.policy import Action, Proof
from sealbench.seal import load_recipient
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.listed_passkeys import verify_person
from sealbench.shop.records.models import RecoveryKey
from sealbench.statement import Context, SignedStatement

NONCE = "recovery"


def set_recovery(work: Work, *, who: Staff, signed: SignedStatement) -> Outcome[str]:
    """Keep the recipient that *signed* names, and return its fingerprint.

    Every place is sealed to it at the keeper's next round; until then, and wherever none can be
    reached, the old sheet of paper opens what lies there.
    """
    signed.statement.require(Context.RECOVERY)
    facts = {"confirmed": (Proof.PASSKEY if signed.assertion else Proof.NONE).value}
    decision = enter(work, who=who, action=Action.SET_RECOVERY, context=facts)
    if not isinstance(decision, Granted):
        return decision
    check_recovery(work, signed)
    verify_person(work, who, signed, NONCE)
    return Granted(keep_recovery(work, signed, staff_actor(who)))


def check_recovery(work: Work, signed: SignedStatement) -> None:
    """Raise VerificationError unless *signed* is of this home and site."""
    statement = signed.statement
    expected = {"home": work.house.id, "site": work.config.site}
    if any(statement.text(name) != value for name, value in expected.items()):
        raise VerificationError("this was signed for another place")
    load_recipient(statement.text("recipient"))


def keep_recovery(work: Work, signed: SignedStatement, actor: Mapping[str, str]) -> str:
    """Keep the recipient in *signed*, which was verified; its fingerprint is in the event."""
    recipient = signed.statement.text("recipient")
    fingerprint = canon.fingerprint({"recipient": recipient})
    before = RecoveryKey.objects.select_for_update().filter(pk=1).first()
    work.record(
        work.house.subject,
        Event.RECOVERY_SET,
        actor,
        fingerprint=fingerprint,
        before=before.fingerprint if before else "",
    )
    row = before or RecoveryKey(pk=1)
    row.recipient, row.fingerprint, row.set_at = recipient, fingerprint, work.seconds
    row.save()
    return fingerprint
