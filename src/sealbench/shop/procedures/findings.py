"""What the screen found in the texts of a request, and who lets it pass; never the text (A2).

A finding stops the save.  Whoever knows better says why, field by field, by a reason of a list:
the rules decide (`finding:override`), the client and management read it, and the counts hold it.
What a checksum or the form of a key gives away nobody lets pass.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sealbench.canon import JSONValue
from sealbench.policy import Action, Fact, Refused, Resource
from sealbench.screen import Finding, screen
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import HOUSE, enter
from sealbench.shop.records.models import FindingOverride

REASONS = ("number", "word", "sample", "harmless")
"""Why a finding is none: nothing is typed, so that the secret cannot slip into the reason."""

Text = tuple[str, str]
"""The name of a field, and what stands in it."""
Override = Mapping[str, str]
"""By the name of a field one of `REASONS`: why what was found in it is none."""
NO_OVERRIDE: Override = {}


@dataclass(frozen=True, slots=True)
class Item:
    """So many findings of one kind in one field."""

    field: str
    kind: str
    weak: bool
    certain: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """All that the screen found in the texts of one request."""

    items: tuple[Item, ...] = ()

    @property
    def clean(self) -> bool:
        """Tell whether nothing was found."""
        return not self.items

    @property
    def weak(self) -> bool:
        """Tell whether the screen only asks about what it found."""
        return all(item.weak for item in self.items)

    def strong(self) -> "Found":
        """Return what the screen does not only ask about."""
        return Found(tuple(item for item in self.items if not item.weak))

    def __add__(self, other: "Found") -> "Found":
        """Return what was found in both."""
        return Found(self.items + other.items)

    def needs(self) -> list[str]:
        """Return the fields in which something was found, each once."""
        return list(dict.fromkeys(item.field for item in self.items))


NOTHING = Found()


def found_in(notes: Iterable[Text], names: Iterable[Text] = ()) -> Found:
    """Return what the screen finds in *notes*, and in *names*, which it reads as such."""
    texts = [(*each, "note") for each in notes] + [(*each, "name") for each in names]
    return found_of(
        (name, finding)
        for name, text, context in texts
        for finding in screen(text, context=context).findings
    )


def found_of(findings: Iterable[tuple[str, Finding]]) -> Found:
    """Return *findings*, each with the name of its field, counted by field and kind."""
    counts = Counter(
        (name, each.kind, each.severity == "ask", not each.overridable) for name, each in findings
    )
    return Found(tuple(Item(*key, count) for key, count in counts.items()))


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
    passed = may_pass(work, who=who, action=action, found=found, override=override, subject=subject)
    if isinstance(passed, Refused):
        return passed
    facts = {**(context or {}), "screened": passed.value}
    decision = enter(
        work, who=who, action=action, resource=resource, context=facts, subject=subject
    )
    if isinstance(decision, Granted):
        tell_override(work, who, subject or work.house.subject, action, found, override, **about)
    return decision


def may_pass(
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
