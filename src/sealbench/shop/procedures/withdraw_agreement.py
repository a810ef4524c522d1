"""Withdraw an agreement that is not in force: nobody can sign it any more (C1)."""

from sealbench.policy import Action, AgreementState, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.agreement_file import by_staff, enter_agreement, load_agreement, tell


def withdraw_agreement(work: Work, *, who: Staff, agreement: str) -> Outcome[None]:
    """Take *agreement* back; its paper stays until the client's record ends."""
    file = load_agreement(work, agreement)
    decision = enter_agreement(work, file, by_staff(work, who), Action.WITHDRAW_AGREEMENT)
    if isinstance(decision, Refused):
        return decision
    file.move(AgreementState.WITHDRAWN)
    file.save(work)
    tell(work, file, Event.AGREEMENT_WITHDRAWN, staff_actor(who))
    return Granted(None)
