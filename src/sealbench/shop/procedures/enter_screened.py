"""Come in with texts: what the screen found in them stops the deed, or is let pass (A2)."""

from collections.abc import Mapping

from sealbench.policy import Action, Fact, Refused, Resource
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.procedures.enter import HOUSE, enter
from sealbench.shop.procedures.findings import NO_OVERRIDE, Found, Override
from sealbench.shop.procedures.override_finding import override_finding, tell_override


def enter_screened(
    work: Work,
    *,
    who: Staff,
    action: Action,
    found: Found,
    override: Override = NO_OVERRIDE,
    resource: Resource = HOUSE,
    context: Mapping[str, Fact] | None = None,
    subject: Subject | None = None,
    **about: str,
) -> Outcome[None]:
    """Let *who* do *action* with texts in which *found* was found, as `enter` does.

    What is let pass is recorded about *subject*, with *about*, before the deed itself.
    """
    passed = override_finding(
        work, who=who, action=action, found=found, override=override, subject=subject
    )
    if isinstance(passed, Refused):
        return passed
    facts = {**(context or {}), "screened": passed.value}
    decision = enter(
        work, who=who, action=action, resource=resource, context=facts, subject=subject
    )
    if isinstance(decision, Granted):
        tell_override(work, who, subject or work.house.subject, action, found, override, **about)
    return decision
