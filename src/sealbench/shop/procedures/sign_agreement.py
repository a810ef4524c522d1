"""Sign an agreement: management for the shop, or a witness of what a client drew (C1).

Nobody else of the shop can: the rules refuse it, and the client reads who tried.
"""

from sealbench.policy import Action, AgreementState, Fact, Refused, SignerRole
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.agree import come_into_force
from sealbench.shop.procedures.agreement_file import by_staff, enter_agreement, load_agreement
from sealbench.shop.procedures.agreement_signing import (
    agreement_nonce,
    check_about,
    check_drawing,
    check_seal,
    drawing_of,
    is_same,
    is_to_be_signed_again,
    keep_signature,
    proof_of,
)
from sealbench.shop.procedures.case_file import newest_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.listed_passkeys import verify_person
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.statement import Context, SignedStatement


def sign_agreement(
    work: Work, *, who: Staff, agreement: str, signed: SignedStatement
) -> Outcome[AgreementState]:
    """Take the signature of *who* in the role that *signed* states; return the new state."""
    statement = signed.statement
    statement.require(Context.AGREEMENT)
    file = load_agreement(work, agreement)
    role, drawing = statement.text("role"), drawing_of(work, file)
    facts: dict[str, Fact] = {
        "role": role,
        "confirmed": proof_of(signed),
        "same": is_same(file, signed) and statement.text("client") == file.client,
        "drawn": drawing is not None and statement.text("drawing") == drawing.hash,
        "again": is_to_be_signed_again(work, file),
    }
    decision = enter_agreement(work, file, by_staff(work, who), Action.SIGN_AGREEMENT, facts)
    if isinstance(decision, Refused):
        return decision
    check_about(work, file, signed)
    verify_person(work, who, signed, agreement_nonce(who, agreement))
    if role == SignerRole.MANAGEMENT:
        check_drawing(signed, None)
        check_seal(work, signed)
        if file.state is AgreementState.REVIEWED:  # else for another seal alone
            file.move(AgreementState.BY_MANAGEMENT)
            file.save(work)
            leave_notice(work, newest_job(work, file.client), NoticeKind.AGREEMENT_WAITS)
    else:
        come_into_force(work, file)
    keep_signature(work, file, signed, staff_actor(who))
    return Granted(file.state)
