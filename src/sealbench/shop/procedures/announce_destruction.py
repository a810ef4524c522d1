"""Announce the destruction of a client's record: 14 days, in which any objection holds it (C2).

For a client who does not confirm a return.  The notice goes to every channel that the client
ever had; the days begin once each of them was told (law 13).
"""

from datetime import timedelta

from sealbench import clock
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_client import enter_own_case
from sealbench.shop.procedures.case_file import CaseFile, enter_case, load_case, record
from sealbench.shop.procedures.case_notice import OBJECTION, tell_everywhere
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.statement import SignedStatement


def announce_destruction(
    work: Work,
    *,
    who: ClientVisit | Staff,
    case: str = "",
    signed: SignedStatement | None = None,
) -> Outcome[None]:
    """Start the 14 days of *case*, or of the visit's own; an objection of before is answered so.

    What runs already without objection goes on as it is.
    """
    if isinstance(who, Staff):
        file, actor, own = load_case(work, case), staff_actor(who), {}
        entered = enter_case(work, file, who, Action.ANNOUNCE_DESTRUCTION)
        if isinstance(entered, Refused):
            return entered
    else:
        act = "announce-destruction"
        inside = enter_own_case(work, who, Action.ANNOUNCE_DESTRUCTION, act, signed, unsigned=True)
        if isinstance(inside, Refused):
            return inside
        file, actor, own = inside.value.case, inside.value.holder.actor(), inside.value.statement
    if file.at("announced_at") is None or file.at("objected_at") is not None:
        _announce(work, file)
        record(work, file, Event.DESTRUCTION_ANNOUNCED, actor, own, earliest=_earliest(work))
    file.save(work)
    return Granted(None)


def _announce(work: Work, file: CaseFile) -> None:
    file.mark("announced_at", work.seconds)
    file.mark("objected_at", None)
    file.content["notice"] = tell_everywhere(
        work, file.file, NoticeKind.DESTRUCTION_ANNOUNCED, file.scope
    )


def _earliest(work: Work) -> str:
    return clock.to_text(work.now + timedelta(seconds=OBJECTION))
