"""Come in to a page: ask the policy, and record the answer when it is no (B1).

For pages that show nothing of a client; what shows more has a procedure of its own.
"""

from collections.abc import Mapping

from sealbench.canon import JSONValue
from sealbench.policy import Action, Fact, Refused, Request, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal

HOUSE = Resource(ResourceKind.HOUSE, "house")


def enter(
    work: Work,
    *,
    who: Staff,
    action: Action,
    resource: Resource = HOUSE,
    context: Mapping[str, Fact] | None = None,
    subject: Subject | None = None,
    **told: JSONValue,
) -> Outcome[None]:
    """Let *who* do *action*; a refusal is recorded about *subject*, else about the house.

    *told*: what its event says beside.
    """
    request = Request(action, staff_principal(who, now=work.seconds), resource, context or {})
    decision = work.decide(request)
    if isinstance(decision, Refused):
        return work.refuse(
            subject or work.house.subject,
            decision,
            staff_actor(who),
            Event.REFUSED,
            action=action.text,
            **told,
        )
    return Granted(None)
