"""House rules: what management may forbid, as data, as a sentence and as a Cedar rule.

A rule is made of a template: a *deed* of staff, and conditions that must all hold.  It can only
forbid, and only to people: its head says so, and `gather_house_rules` refuses any other.
The sentence and the form are those of docs/spec/house-rule.md; browsers compose the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cedarpy import Schema
from cedarpy.pst import EntityType, ScopeIs

from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.policy.actions import Action, Kind
from sealbench.policy.facts import ResourceKind
from sealbench.policy.matrix import ATTRIBUTES, RESOURCES
from sealbench.policy.rules import Rule, house_rules_from_text, validate
from sealbench.policy.vocabulary import Place, Role, Weekday

DAY = 24 * 60
"""Minutes; a rule that holds from 0 to DAY holds at any time."""

MOST = 40
"""As many rules may be in force at once."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a house rule may forbid: its actions, the clause that it serves, and its words."""

    actions: tuple[Action, ...]
    clause: str
    others: str  # "Nobody …"
    one: str  # "Olga Brandt …"

    def kinds(self) -> tuple[ResourceKind, ...]:
        """Return the kinds of thing that it is done to."""
        return tuple(dict.fromkeys(RESOURCES[action] for action in self.actions))

    def about(self) -> set[str]:
        """Return which of client, place and kind of service such a deed can concern."""
        return {
            name
            for name in ("client", "place", "service")
            if any(name in ATTRIBUTES[kind] for kind in self.kinds())
        }


DEEDS: Mapping[str, Deed] = {
    "open-logins": Deed((Action.OPEN_LOGIN,), "A1", "opens logins", "opens no logins"),
    "ask-for-logins": Deed((Action.ASK_LOGIN,), "A4", "asks for logins", "asks for no logins"),
    "look-at-jobs": Deed((Action.VIEW_JOB,), "A5", "looks at jobs", "looks at no jobs"),
    "look-at-clients": Deed(
        (Action.VIEW_RECORD, Action.FIND_CLIENT),
        "A5",
        "looks at the records of clients",
        "looks at no records of clients",
    ),
    "look-into-files": Deed(
        (Action.LOOK_AT_FILE,), "A5", "looks into files", "looks into no files"
    ),
    "override-findings": Deed(
        (Action.OVERRIDE_FINDING,),
        "A2",
        "lets a text pass that the screen stopped",
        "lets no text pass that the screen stopped",
    ),
    "attach-files": Deed((Action.ATTACH_FILE,), "A2", "attaches files", "attaches no files"),
    "hand-out-dossiers": Deed(
        (Action.EXPORT_JOB_DOSSIER,), "A5", "hands out dossiers", "hands out no dossiers"
    ),
    "issue-links": Deed(
        (Action.ISSUE_LINK, Action.REISSUE_LINK, Action.START_COUNTER),
        "A5",
        "issues links",
        "issues no links",
    ),
    "take-in-jobs": Deed((Action.TAKE_IN_JOB,), "A4", "takes in jobs", "takes in no jobs"),
    "edit-jobs": Deed(
        (Action.EDIT_JOB, Action.MOVE_JOB, Action.ASSIGN_JOB),
        "A4",
        "edits, moves or assigns jobs",
        "edits, moves and assigns no jobs",
    ),
    "invite-people": Deed((Action.INVITE_PERSON,), "B1", "invites people", "invites no people"),
}
"""What a rule may forbid, by the name that is signed."""

_PEOPLE = ScopeIs(EntityType("Person", ()))
_WHERE = {
    Place.IN_THE_SHOP: "on jobs in the shop",
    Place.ON_SITE: "on jobs on site",
    Place.REMOTE: "on remote jobs",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a sentence calls the things that a rule names by id."""

    person: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule in its template: "" and 0 stand for no condition; *job* is the client's, to say so.

    From *start* to *end*, in minutes of the day; over midnight where *end* is the smaller.
    """

    deed: str
    person: str = ""
    role: str = ""
    client: str = ""
    job: int = 0
    place: str = ""
    service: str = ""
    days: tuple[str, ...] = ()
    start: int = 0
    end: int = DAY

    @classmethod
    def from_json(cls, value: Mapping[str, JSONValue]) -> "HouseRule":
        """Return the rule in the fields of a statement, whose forms were checked."""
        texts = ("deed", "person", "role", "client", "place", "service")
        days, numbers = value["days"], [value[name] for name in ("job", "start", "end")]
        if not isinstance(days, list) or not all(isinstance(each, int) for each in numbers):
            raise MalformedError("not a house rule")
        job, start, end = (int(str(each)) for each in numbers)
        made = cls(
            **{name: str(value[name]) for name in texts},
            job=job,
            days=tuple(day.value for day in Weekday if day in days),
            start=start,
            end=end,
        )
        made.check()
        return made

    def to_json(self) -> dict[str, JSONValue]:
        """Return the fields as a statement has them; days in the order of the alphabet."""
        return {
            "deed": self.deed,
            "person": self.person,
            "role": self.role,
            "client": self.client,
            "job": self.job,
            "place": self.place,
            "service": self.service,
            "days": sorted(self.days),
            "start": self.start,
            "end": self.end,
        }

    def check(self) -> None:
        """Raise MalformedError for conditions that contradict each other or are unknown."""
        known = self.deed in DEEDS and self.role in {"", *Role} and self.place in {"", *Place}
        if not known or not set(self.days) <= set(Weekday):
            raise MalformedError("a house rule knows no such word")
        if self.person and self.role:
            raise MalformedError("a house rule is about a person or a role")
        if bool(self.client) != bool(self.job):
            raise MalformedError("a client is named by a job")
        if not set(self._named()) <= DEEDS[self.deed].about():
            raise MalformedError("what is forbidden there concerns no such thing")
        if not (0 <= self.start < DAY and 0 < self.end <= DAY) or self.start == self.end:
            raise MalformedError("a house rule holds from one time to another")

    def sentence(self, names: Names) -> str:
        """Return the rule in one plain sentence, as it is signed and shown."""
        deed = DEEDS[self.deed]
        if self.person:
            head = f"{names.person} {deed.one}"
        else:
            head = f"Nobody{f' with the role {self.role}' if self.role else ''} {deed.others}"
        parts = [head, *self._about(names), *self._when()]
        return f"{' '.join(parts)}."

    def _about(self, names: Names) -> Sequence[str]:
        found = []
        if self.client:
            found.append(f"for the client of job {self.job}")
        if self.place:
            found.append(_WHERE[Place(self.place)])
        if self.service:
            found.append(f"on jobs of the kind “{names.service}”")
        return found

    def _when(self) -> Sequence[str]:
        found = []
        if self.days:
            *most, last = self.days
            found.append(f"on {', '.join(most)} and {last}" if most else f"on {last}")
        if (self.start, self.end) != (0, DAY):
            found.append(f"between {clock_text(self.start)} and {clock_text(self.end)}")
        return found

    def source(self, number: int, sentence: str) -> str:
        """Return the rule in Cedar, under the id ``H-number``; a refusal says its *sentence*."""
        actions = ", ".join(f"Action::{_quoted(each.text)}" for each in DEEDS[self.deed].actions)
        when = " &&\n  ".join(self._conditions())
        text = f"House rule H-{number}: {sentence}"
        head = f"forbid (principal is Person, action in [{actions}], resource)"
        return f"@id({_quoted(f'H-{number}')})\n@text({_quoted(text)})\n{head}" + (
            f"\nwhen {{\n  {when}\n}};\n" if when else ";\n"
        )

    def _conditions(self) -> Sequence[str]:
        found = []
        if self.person:
            found.append(f"principal.id == {_quoted(self.person)}")
        if self.role:
            found.append(f"principal.roles.contains({_quoted(self.role)})")
        found += [self._concerns(name, value) for name, value in self._named().items()]
        if self.days:
            days = ", ".join(map(_quoted, self.days))
            found.append(f"[{days}].contains(principal.weekday)")
        if (self.start, self.end) != (0, DAY):
            found.append(self._hours())
        return found

    def _named(self) -> Mapping[str, str]:
        """Return the conditions about what is acted on, by the name of the fact."""
        about = {"client": self.client, "place": self.place, "service": self.service}
        return {name: value for name, value in about.items() if value}

    def _concerns(self, name: str, value: str) -> str:
        """Return the condition that what is acted on has *value*; some kinds have no *name*."""
        kinds = DEEDS[self.deed].kinds()
        having = [kind for kind in kinds if name in ATTRIBUTES[kind]]
        fits = f"resource.{name} == {_quoted(value)}"
        if len(having) == len(kinds) == 1:
            return fits
        either = [f"(resource is {kind} && {fits})" for kind in having]
        return f"({' || '.join(either)})"

    def _hours(self) -> str:
        both = "&&" if self.start < self.end else "||"
        minute = "principal.minute"
        return f"({minute} >= {self.start} {both} {minute} < {self.end})"


def gather_house_rules(sources: Sequence[tuple[str, str]], schema: Schema) -> tuple[Rule, ...]:
    """Return the rules of *sources* (clause and Cedar text), checked against *schema*.

    Raise MalformedError unless each forbids something to people, by acts of staff.
    """
    for _, text in sources:
        validate("the house", text, schema)
    rules = tuple(
        rule for clause, text in sources for rule in house_rules_from_text(text, clause=clause)
    )
    if len({rule.id for rule in rules}) != len(rules):
        raise MalformedError("two rules share an id")
    for rule in rules:
        if rule.is_permit or rule.node.principal != _PEOPLE:
            raise MalformedError("a house rule forbids something to people")
    return rules


def tightened(action: Action) -> bool:
    """Tell whether house rules are asked about *action* at all."""
    return action.kind is Kind.ACCESS


def clock_text(minute: int) -> str:
    """Return *minute* of the day as a clock shows it; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _quoted(text: str) -> str:
    """Return *text* as a string of Cedar; where all letters can be seen, two need a mark."""
    if not text.isprintable():
        raise MalformedError("a text that cannot be seen")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
