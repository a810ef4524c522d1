"""Override a finding (A2): who knows better says why, field by field, by a reason of a list.

The rules decide (`finding:override`), the client and management read it, and the counts hold it;
the text stands nowhere but where it is saved.  What a checksum or the form of a key gives away
nobody lets pass.
"""

from sealbench.canon import JSONValue
from sealbench.policy import Action, Fact, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.findings import NO_OVERRIDE, REASONS, Found, Override
from sealbench.shop.records.models import FindingOverride


def override_finding(
    work: Work,
    *,
    who: Staff,
    action: Action,
    found: Found,
    override: Override = NO_OVERRIDE,
    subject: Subject | None = None,
) -> Outcome[bool]:
    """Tell whether the texts of *action* may be saved: clean, or let pass in every field.

    An override that the rules forbid is refused, and recorded about *subject*.
    """
    fields = found.needs()
    if not fields:
        return Granted(value=True)
    given = [name for name in fields if override.get(name)]
    if given:
        facts: dict[str, Fact] = {
            "certain": any(item.certain for item in found.items if item.field in given),
            "has_reason": all(override[name] in REASONS for name in given),
        }
        decision = enter(
            work, who=who, action=Action.OVERRIDE_FINDING, context=facts, subject=subject
        )
        if isinstance(decision, Refused):
            _count(work, action, found)
            return decision
    if given != fields:
        _count(work, action, found)
    return Granted(given == fields)


def tell_override(
    work: Work,
    who: Staff,
    subject: Subject,
    action: Action,
    found: Found,
    override: Override,
    **about: str,
) -> None:
    """Record about *subject* what was let pass: fields, kinds, counts and reasons, no text."""
    if found.clean:
        return
    for item in found.items:
        work.tally(action.text, item.kind, "overridden", item.count)
    told: list[JSONValue] = [
        {
            "field": item.field,
            "kind": item.kind,
            "count": item.count,
            "reason": override[item.field],
        }
        for item in found.items
    ]
    FindingOverride.objects.create(
        at=work.seconds, deed=action.text, job_id=about.get("job"), findings=told
    )
    work.record(
        subject,
        Event.FINDING_OVERRIDDEN,
        staff_actor(who),
        **about,
        action=action.text,
        findings=told,
    )


def _count(work: Work, action: Action, found: Found) -> None:
    for item in found.items:
        work.tally(action.text, item.kind, "asked" if item.weak else "refused", item.count)
