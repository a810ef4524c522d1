"""Fetch one's own agreement: the document to read before signing, or the final PDF (C1)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.agreement_file import enter_agreement, load_agreement, tell
from sealbench.shop.procedures.agreement_papers import FINAL, open_paper
from sealbench.shop.procedures.attached_file import AttachedFile
from sealbench.shop.procedures.client_key import load_holder


def fetch_agreement(
    work: Work, *, who: ClientVisit, agreement: str, kind: str
) -> Outcome[AttachedFile]:
    """Return the paper of *kind* of the client's own *agreement*."""
    file, client = load_agreement(work, agreement), load_holder(work, who)
    decision = enter_agreement(
        work, file, (client.principal(), client.actor()), Action.FETCH_AGREEMENT
    )
    if isinstance(decision, Refused):
        return decision
    found = open_paper(work, file, kind)
    if kind == FINAL:
        tell(work, file, Event.AGREEMENT_FETCHED, client.actor())
    return Granted(found)
