"""House rules of every form, for tests."""

from hypothesis import strategies as st

from sealbench.policy import HouseRule, Place, Policy, Role, Rule, Weekday, gather_house_rules
from sealbench.policy.house_rules import DAY, DEEDS, Names
from sealbench.policy.matrix import CLIENT, ELSEWHERE, ON_JOB, SERVICE

NAMES = Names("Nina Sørensen", "Cleaning")


def _hours(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, DAY - 1))
    return start, draw(st.integers(1, DAY).filter(lambda end: end != start))


@st.composite
def house_rules(draw: st.DrawFn) -> HouseRule:
    """Any rule that a template makes, of the things that the matrix knows."""
    deed = draw(st.sampled_from(sorted(DEEDS)))
    about = DEEDS[deed].about()
    person = draw(st.sampled_from(("", ON_JOB, ELSEWHERE)))
    client = draw(st.sampled_from(("", CLIENT) if "client" in about else ("",)))
    start, end = _hours(draw)
    return HouseRule(
        deed=deed,
        person=person,
        role="" if person else draw(st.sampled_from(("", *Role))),
        client=client,
        job=1017 if client else 0,
        place=draw(st.sampled_from(("", *Place) if "place" in about else ("",))),
        service=draw(st.sampled_from(("", SERVICE, "repair") if "service" in about else ("",))),
        days=tuple(day for day in Weekday if draw(st.booleans())),
        start=start,
        end=end,
    )


def compiled(policy: Policy, *rules: HouseRule) -> tuple[Rule, ...]:
    """Return *rules* as the engine takes them, numbered from 1."""
    sources = [
        (DEEDS[rule.deed].clause, rule.source(number, rule.sentence(NAMES)))
        for number, rule in enumerate(rules, 1)
    ]
    return gather_house_rules(sources, policy.schema)
