"""Hand everything that the shop can read over in person, a document compared (C2, law 13).

Compared, not copied: the kind of the document is kept, never a number or a picture.
"""

from enum import StrEnum

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_file import enter_case, load_case, record
from sealbench.shop.procedures.case_notice import tell_everywhere
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.return_content import Collected, collect


class Document(StrEnum):
    """What was compared with the person who stands here."""

    IDENTITY_CARD = "identity card"
    PASSPORT = "passport"
    RESIDENCE = "residence permit"
    LICENCE = "driving licence"


def hand_over_return(
    work: Work, *, who: Staff, case: str, document: Document | None
) -> Outcome[Collected]:
    """Return everything of the client of *case*, for a medium that they take along."""
    file = load_case(work, case)
    known = {"compared": document is not None}
    entered = enter_case(work, file, who, Action.HAND_OVER_RETURN, known)
    if isinstance(entered, Refused):
        return entered
    for step in ("collected_at", "handed_at", "returned_at"):
        file.mark(step, work.seconds)
    actor = staff_actor(who)
    record(work, file, Event.RETURN_HANDED_OVER, actor, document=str(document))
    collected = collect(work, file.scope, actor)
    tell_everywhere(work, file.file, NoticeKind.PACKAGE_RETURNED, file.scope)
    file.content["document"] = str(document)
    file.content["numbers"] = dict(collected.numbers)
    file.save(work)
    return Granted(collected)
