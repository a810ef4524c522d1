"""Read a paper of an agreement: the look is recorded before a byte of it leaves (C1, A5)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.agreement_file import by_staff, enter_agreement, load_agreement
from sealbench.shop.procedures.agreement_papers import DOCUMENT, open_paper
from sealbench.shop.procedures.attached_file import AttachedFile
from sealbench.shop.procedures.look_at_agreement import tell_look


def read_agreement(
    work: Work, *, who: Staff, agreement: str, kind: str = DOCUMENT
) -> Outcome[AttachedFile]:
    """Return the paper of *kind*: the document that is signed, or the final PDF."""
    file = load_agreement(work, agreement)
    decision = enter_agreement(work, file, by_staff(work, who), Action.LOOK_AT_AGREEMENT)
    if isinstance(decision, Refused):
        return decision
    tell_look(work, who, file)
    return Granted(open_paper(work, file, kind))
