"""Review an agreement: management has read the document, and nothing else is signed after (C1)."""

from sealbench.errors import ConflictError
from sealbench.policy import Action, AgreementState, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.agreement_file import by_staff, enter_agreement, load_agreement, tell


def review_agreement(work: Work, *, who: Staff, agreement: str, document: str) -> Outcome[None]:
    """Note that *who* has read the bytes whose SHA-256 is *document* (base64url).

    Raise ConflictError where the document is another one.
    """
    file = load_agreement(work, agreement)
    decision = enter_agreement(work, file, by_staff(work, who), Action.REVIEW_AGREEMENT)
    if isinstance(decision, Refused):
        return decision
    if document != file.document:
        raise ConflictError("this is not the document that was drafted", hint="look again")
    file.move(AgreementState.REVIEWED)
    file.content["reviewed_by"] = who.name
    file.save(work)
    tell(work, file, Event.AGREEMENT_REVIEWED, staff_actor(who), document=document)
    return Granted(None)
