"""The house rules as management sees them: in force and retired, and what each has refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sealbench.canon import JSONValue
from sealbench.policy import HouseRule
from sealbench.policy.house_rules import DEEDS
from sealbench.shop.bench import Bench
from sealbench.shop.queries.catalogue import services
from sealbench.shop.records.models import HouseRuleChange, Job, Person, Verdict
from sealbench.shop.records.models.house_rules import ADDED, RETIRED


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One house rule with who added and who retired it; *source* is its Cedar."""

    number: int
    text: str = field(repr=False)
    clause: str
    source: str = field(repr=False)
    rule: Mapping[str, JSONValue] = field(repr=False)
    by: str = field(repr=False)
    at: int
    refused: int
    retired_by: str = field(repr=False)
    retired_at: int | None

    @property
    def id(self) -> str:
        """Return the id that a refusal names."""
        return f"H-{self.number}"


def house_rules(bench: Bench) -> Sequence[RuleLine]:
    """Return every house rule there ever was: those in force first, each by number."""
    changes = list(HouseRuleChange.objects.order_by("number"))
    retired = {row.number: row for row in changes if row.deed == RETIRED}
    counts = dict(Verdict.objects.filter(pk__startswith="H-").values_list("pk", "refused"))
    lines = [
        _line(bench, row, retired.get(row.number), counts.get(f"H-{row.number}", 0))
        for row in changes
        if row.deed == ADDED
    ]
    return sorted(lines, key=lambda line: (line.retired_at is not None, line.number))


def next_number() -> int:
    """Return the number of the rule that is added next."""
    last = HouseRuleChange.objects.order_by("number").last()
    return last.number + 1 if last else 1


def choices(bench: Bench) -> dict[str, JSONValue]:
    """Return the people and the kinds of service that a rule may name."""
    people = Person.objects.exclude(state="deactivated").order_by("pk")
    return {
        "people": [{"id": row.pk, "name": str(bench.read_house(row)["name"])} for row in people],
        "services": [{"id": each.id, "name": each.name} for each in services(bench)],
    }


def client_of(number: int) -> str:
    """Return the id of the client of job *number*, "" where there is no such job."""
    found = Job.objects.filter(number=number).values_list("client_id", flat=True).first()
    return str(found or "")


def _line(
    bench: Bench, row: HouseRuleChange, retired: HouseRuleChange | None, refused: int
) -> RuleLine:
    content = bench.read_house(row)
    rule = HouseRule.from_json(content["rule"])
    ended = bench.read_house(retired) if retired else None
    return RuleLine(
        number=row.number,
        text=content["text"],
        clause=DEEDS[rule.deed].clause,
        source=rule.source(row.number, content["text"]),
        rule=content["rule"],
        by=content["by_name"],
        at=row.at,
        refused=refused,
        retired_by=ended["by_name"] if ended else "",
        retired_at=retired.at if retired else None,
    )
