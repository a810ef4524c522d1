"""Fetch everything that the shop can read: the client, to a key that has settled (C2, law 13).

Whoever made the key today, or has only the client's mailbox, gets nothing: the client's mailbox
may be open on the very device that is being repaired.
"""

from dataclasses import dataclass, field

from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.case_client import enter_own_case
from sealbench.shop.procedures.case_file import record
from sealbench.shop.procedures.case_notice import tell_everywhere
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.return_content import Collected, collect
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class Fetched:
    """What goes out, and the recipient of the settled key, which alone opens it."""

    collected: Collected
    recipient: str = field(repr=False)


def fetch_return(
    work: Work, *, who: ClientVisit, signed: SignedStatement | None
) -> Outcome[Fetched]:
    """Return everything of the client behind *who*; every channel hears of it."""
    action = Action.FETCH_RETURN
    inside = enter_own_case(work, who, action, "fetch-return", signed, unsigned=False)
    if isinstance(inside, Refused):
        return inside
    file, holder = inside.value.case, inside.value.holder
    file.mark("collected_at", work.seconds)
    file.mark("returned_at", work.seconds)
    record(work, file, Event.RETURN_FETCHED, holder.actor(), inside.value.statement)
    collected = collect(work, file.scope, holder.actor())
    tell_everywhere(work, file.file, NoticeKind.PACKAGE_RETURNED, file.scope)
    file.content["numbers"] = dict(collected.numbers)
    file.save(work)
    return Granted(Fetched(collected, str(holder.content["recipient"])))
