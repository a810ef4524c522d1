"""Confirm that everything was returned: the client alone does, by a settled key or in person (C2).

By it the record may be destroyed at once.  Staff note a confirmation in person only where the
package was handed over, a document of the client compared; they never waive it.
"""

from sealbench.policy import Action, Fact, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_client import enter_own_case
from sealbench.shop.procedures.case_file import enter_case, load_case, record
from sealbench.statement import SignedStatement

IN_PERSON = "in person"


def confirm_return(
    work: Work,
    *,
    who: ClientVisit | Staff,
    case: str = "",
    compared: bool = False,
    signed: SignedStatement | None = None,
) -> Outcome[str]:
    """Note the client's word in *case*, or in the visit's own; return the id of the case."""
    if isinstance(who, Staff):
        file, actor, own = load_case(work, case), staff_actor(who), {}
        known: dict[str, Fact] = {"level": "", "compared": compared}
        entered = enter_case(work, file, who, Action.CONFIRM_RETURN, known)
        if isinstance(entered, Refused):
            return entered
        level, by = IN_PERSON, who.name
    else:
        act = "confirm-return"
        inside = enter_own_case(work, who, Action.CONFIRM_RETURN, act, signed, unsigned=False)
        if isinstance(inside, Refused):
            return inside
        holder = inside.value.holder
        file, actor, own = inside.value.case, holder.actor(), inside.value.statement
        level, by = holder.level, "the client"
    if file.at("confirmed_at") is None:
        file.mark("confirmed_at", work.seconds)
        file.content["confirmed_by"], file.content["level"] = by, level
        record(work, file, Event.RETURN_CONFIRMED, actor, own, level=level)
    file.save(work)
    return Granted(file.id)
