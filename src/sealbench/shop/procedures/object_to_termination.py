"""Object to the destruction of a client's record: it is held until it is announced anew (C2).

To stop a destruction needs little proof (law 13): any valid link of the client, or the desk for
somebody who calls.
"""

from collections.abc import Mapping

from sealbench.canon import JSONValue
from sealbench.policy import Action, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal
from sealbench.shop.procedures.case_client import enter_own_case
from sealbench.shop.procedures.case_file import CaseFile, facts_of, load_case, record, refuse
from sealbench.shop.procedures.case_notice import tell_everywhere
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.statement import SignedStatement


def object_to_termination(
    work: Work,
    *,
    who: ClientVisit | Staff,
    case: str = "",
    signed: SignedStatement | None = None,
) -> Outcome[None]:
    """Hold the destruction in *case*, or in the visit's own; a second time changes nothing.

    A confirmation of before is void: whoever confirms again has heard of the objection.
    """
    if isinstance(who, Staff):
        entered = _staff(work, who, case)
        if isinstance(entered, Refused):
            return entered
        file, actor, own = entered.value, staff_actor(who), {}
    else:
        act = "object-to-destruction"
        inside = enter_own_case(work, who, Action.OBJECT_TO_DESTRUCTION, act, signed, unsigned=True)
        if isinstance(inside, Refused):
            return inside
        file, actor, own = inside.value.case, inside.value.holder.actor(), inside.value.statement
    hold(work, file, actor, own)
    return Granted(None)


def hold(
    work: Work,
    file: CaseFile,
    actor: Mapping[str, str],
    own: Mapping[str, JSONValue] | None = None,
) -> None:
    """Hold the destruction in the case *file*, by whose word *actor* says."""
    if file.at("objected_at") is not None:
        return
    file.mark("objected_at", work.seconds)
    file.mark("confirmed_at", None)
    record(work, file, Event.DESTRUCTION_OBJECTED, actor, own)
    tell_everywhere(work, file.file, NoticeKind.DESTRUCTION_OBJECTED, file.scope)
    file.save(work)


def _staff(work: Work, who: Staff, case: str) -> Outcome[CaseFile]:
    """Let the desk object, also those who may not run the case: it stops something."""
    file = load_case(work, case)
    resource = facts_of(work, file, file.scope)
    principal = staff_principal(who, now=work.seconds)
    decision = work.decide(Request(Action.OBJECT_TO_DESTRUCTION, principal, resource))
    if isinstance(decision, Refused):
        action = Action.OBJECT_TO_DESTRUCTION
        return refuse(work, file.file, decision, staff_actor(who), action, case=file.id)
    return Granted(file)
