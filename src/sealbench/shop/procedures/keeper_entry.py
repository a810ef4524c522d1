"""Let the clock come in: ask the policy, and record the answer if it is no (B1)."""

from sealbench.policy import Action, Refused, Request, Resource
from sealbench.shop.bench import Granted, Outcome, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER, KEEPER_ACTOR
from sealbench.shop.procedures.enter import HOUSE


def enter_as_keeper(
    work: Work, action: Action, resource: Resource = HOUSE, *, subject: Subject | None = None
) -> Outcome[None]:
    """Let the clock do *action*; a refusal is recorded about *subject*, else about the house."""
    decision = work.decide(Request(action, KEEPER, resource))
    if isinstance(decision, Refused):
        about = subject or work.house.subject
        return work.refuse(about, decision, KEEPER_ACTOR, Event.REFUSED, action=action.text)
    return Granted(None)
