"""House rules only tighten what staff may do, and an error in one is a refusal."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.house_samples import NAMES, compiled, house_rules
from tests.policy.make_vectors import PATH, vectors

from sealbench.errors import MalformedError
from sealbench.policy import (
    Action,
    HouseRule,
    Kind,
    Moment,
    Policy,
    PrincipalKind,
    Refused,
    Request,
    Role,
    Weekday,
    gather_house_rules,
)
from sealbench.policy.house_rules import DAY, DEEDS, Names
from sealbench.policy.matrix import CLIENT, ELSEWHERE, ON_JOB, SERVICE, cast, requests
from sealbench.policy.rules import rules_from_text

NIGHT = Moment(Weekday.FRIDAY, 23 * 60)
NOON = Moment(Weekday.FRIDAY, 12 * 60)
MOMENTS = st.builds(Moment, st.sampled_from(list(Weekday)), st.integers(0, DAY - 1))
POLICY = Policy.load()
ASKED = [
    request
    for action in Action
    for request in requests(action, cast(), deviations=0)
    if request.resource.attributes.get("state") in {None, "in service", "intake", "unclaimed"}
]
BARE = [(request, POLICY.decide(request)) for request in ASKED]
SCOPES = (
    "principal is Person, action, resource",
    'principal is Person, action in [Action::"login:open", Action::"rule:retire"], resource',
    "principal is Person, action, resource is House",
)
CONDITIONS = (
    "",
    ' when { principal.roles.contains("management") }',
    " unless { principal.minute < 600 }",
    " when { principal.minute * 9223372036854775807 > 5 }",
)


def nightly(**changes: object) -> HouseRule:
    rule = HouseRule("open-logins", role=Role.TECHNICIAN, start=20 * 60, end=7 * 60)
    return replace(rule, **changes)  # type: ignore[arg-type]  # a test's own fields


def opening() -> Request:
    who = next(who for who in cast() if who.id == ON_JOB and who.roles == {Role.TECHNICIAN})
    return next(requests(Action.OPEN_LOGIN, [who], deviations=0))


def may_change(request: Request) -> bool:
    """Tell whether a house rule may have a say at all."""
    return request.action.kind is Kind.ACCESS and request.principal.kind is PrincipalKind.PERSON


@settings(max_examples=8, deadline=None)
@given(st.lists(house_rules(), min_size=1, max_size=6), MOMENTS)
def test_house_rules_change_nothing_but_grants_of_staff_access_to_refusals(
    rules: list[HouseRule], moment: Moment
) -> None:
    tight = POLICY.under(compiled(POLICY, *rules))
    for request, bare in BARE:
        found = tight.decide(request, moment)
        if found == bare:
            continue
        assert may_change(request), request
        assert isinstance(found, Refused)
        if isinstance(bare, Refused):  # only more rules say no: the reason told is the clause's
            assert (found.reason, found.text) == (bare.reason, bare.text)
        else:
            assert all(rule.startswith("H-") for rule in found.rules)


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(SCOPES), st.sampled_from(CONDITIONS), MOMENTS)
def test_no_rule_that_can_be_written_touches_clients_keeper_stops_and_doors(
    scope: str, condition: str, moment: Moment
) -> None:
    """Wider than any template: what the library would take from a row that was forged."""
    text = f'@id("H-1") @text("No.") forbid ({scope}){condition};'
    tight = POLICY.under(gather_house_rules([("A1", text)], POLICY.schema))
    for request, bare in BARE:
        found = tight.decide(request, moment)
        if not may_change(request):
            assert found == bare, request
        if not bare:
            assert not found


def test_an_overflow_in_a_house_rule_refuses_what_the_engine_would_let_through() -> None:
    text = (
        '@id("H-1") @text("No.") forbid (principal is Person, action == Action::"login:open", '
        "resource) when { principal.minute * 9223372036854775807 > 5 };"
    )
    tight = POLICY.under(gather_house_rules([("A1", text)], POLICY.schema))
    decision = tight.decide(opening(), NIGHT)
    assert isinstance(decision, Refused)
    assert decision.reason == "error"
    harmless = text.replace("9223372036854775807", "0")
    control = POLICY.under(gather_house_rules([("A1", harmless)], POLICY.schema))
    assert control.decide(opening(), NIGHT)


def test_a_rule_of_the_night_holds_over_midnight() -> None:
    tight = POLICY.under(compiled(POLICY, nightly()))
    for minute, granted in ((0, False), (419, False), (420, True), (1199, True), (1200, False)):
        found = tight.decide(opening(), Moment(Weekday.MONDAY, minute))
        assert bool(found) is granted, minute
    refused = tight.decide(opening(), NIGHT)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.clause) == ("H-1", "A1")
    assert refused.text == (
        "House rule H-1: Nobody with the role technician opens logins between 20:00 and 07:00."
    )


@pytest.mark.parametrize(
    ("missed", "met"),
    [
        ({"role": "", "person": ELSEWHERE}, {"role": "", "person": ON_JOB}),
        ({"role": Role.AUDITOR}, {"role": Role.TECHNICIAN}),
        ({"client": "cleo", "job": 7}, {"client": CLIENT, "job": 7}),
        ({"place": "remote"}, {"place": "in the shop"}),
        ({"service": "repair"}, {"service": SERVICE}),
        ({"days": (Weekday.SATURDAY, Weekday.SUNDAY)}, {"days": (Weekday.FRIDAY,)}),
        ({"start": 60, "end": 120}, {"start": 22 * 60, "end": DAY}),
        ({"deed": "look-at-jobs"}, {"deed": "open-logins"}),
    ],
)
def test_every_condition_has_to_hold(missed: dict[str, object], met: dict[str, object]) -> None:
    assert POLICY.under(compiled(POLICY, nightly(**missed))).decide(opening(), NIGHT)
    assert not POLICY.under(compiled(POLICY, nightly(**met))).decide(opening(), NIGHT)


def test_each_deed_is_kept_from_somebody_who_may() -> None:
    """Every template has a request that only it refuses."""
    for name, deed in DEEDS.items():
        rules = compiled(POLICY, HouseRule(name))
        tight = POLICY.under(rules)
        for action in deed.actions:
            granted = [
                request
                for request, bare in BARE
                if bare and request.action is action and may_change(request)
            ]
            assert granted
            for request in granted:
                assert tight.decide(request, NOON).rules == ("H-1",)
                assert POLICY.under(()).decide(request, NOON)


def test_the_last_manager_can_always_retire_a_rule() -> None:
    text = '@id("H-1") @text("No.") forbid (principal is Person, action, resource);'
    tight = POLICY.under(gather_house_rules([("B1", text)], POLICY.schema))
    olga = next(who for who in cast() if who.roles == {Role.MANAGEMENT} and who.active)
    for action in (Action.VIEW_HOUSE_RULES, Action.RETIRE_HOUSE_RULE, Action.ADD_HOUSE_RULE):
        assert tight.decide(next(requests(action, [olga], deviations=0)), NOON), action
    others = [next(requests(action, [olga], deviations=0)) for action in (Action.VIEW_PEOPLE,)]
    assert not any(tight.decide(request, NOON) for request in others)


def test_without_the_time_house_rules_refuse_to_decide() -> None:
    tight = POLICY.under(compiled(POLICY, nightly()))
    with pytest.raises(MalformedError, match="time"):
        tight.decide(opening())
    assert tight.decide(opening(), NOON)


@pytest.mark.parametrize(
    "text",
    [
        '@id("H-1") @text("No.") permit (principal is Person, action, resource);',
        '@id("H-1") @text("No.") forbid (principal, action, resource);',
        '@id("H-1") @text("No.") forbid (principal is Client, action, resource);',
        '@id("A1-1") @text("No.") forbid (principal is Person, action, resource);',
        '@id("H-1") forbid (principal is Person, action, resource);',
        '@id("H-1") @text("No.") forbid (principal is Person, action, resource) when { 1 };',
    ],
)
def test_what_is_no_house_rule_is_malformed(text: str) -> None:
    good = '@id("H-1") @text("No.") forbid (principal is Person, action, resource);'
    assert len(gather_house_rules([("A1", good)], POLICY.schema)) == 1
    with pytest.raises(MalformedError):
        gather_house_rules([("A1", text)], POLICY.schema)
    with pytest.raises(MalformedError, match="share an id"):
        gather_house_rules([("A1", good), ("A2", good)], POLICY.schema)


@pytest.mark.parametrize(
    "changes",
    [
        {"deed": "open-doors"},
        {"role": "owner"},
        {"person": ON_JOB},
        {"place": "elsewhere"},
        {"client": CLIENT},
        {"job": 7},
        {"days": ("Doomsday",)},
        {"start": 420},
        {"start": -1},
        {"end": DAY + 1},
        {"start": 0, "end": 0},
        {"deed": "look-at-clients", "place": "remote"},
        {"deed": "take-in-jobs", "service": SERVICE},
        {"deed": "invite-people", "client": CLIENT, "job": 7},
    ],
)
def test_conditions_that_mean_nothing_are_malformed(changes: dict[str, object]) -> None:
    nightly().check()
    with pytest.raises(MalformedError):
        nightly(**changes).check()


@given(house_rules())
def test_a_rule_goes_into_a_statement_and_comes_back(rule: HouseRule) -> None:
    assert HouseRule.from_json(rule.to_json()) == rule


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=80))
def test_a_name_of_any_letters_stays_a_text(name: str) -> None:
    rule = HouseRule("open-logins", person=ON_JOB)
    (found,) = rules_from_text(
        rule.source(1, rule.sentence(Names(person=name))).replace('"H-1"', '"A1-1"')
    )
    assert found.text == f"House rule H-1: {name} opens no logins."


def test_a_sentence_names_all_that_a_rule_asks() -> None:
    rule = nightly(
        client=CLIENT, job=1017, place="on site", service=SERVICE,
        days=(Weekday.MONDAY, Weekday.TUESDAY, Weekday.SUNDAY),
    )  # fmt: skip
    assert rule.sentence(NAMES) == (
        "Nobody with the role technician opens logins for the client of job 1017 on jobs on site "
        "on jobs of the kind “Cleaning” on Monday, Tuesday and Sunday between 20:00 and 07:00."
    )
    assert HouseRule("look-at-jobs", person=ON_JOB).sentence(NAMES) == (
        "Nina Sørensen looks at no jobs."
    )


def test_the_vectors_are_what_the_rules_say() -> None:
    assert json.loads(PATH.read_text("utf-8")) == vectors()


def test_the_specification_names_each_deed_with_its_words() -> None:
    spec = (PATH.parents[1] / "docs" / "spec" / "house-rule.md").read_text("utf-8")
    for name, deed in DEEDS.items():
        acts = ", ".join(f"`{action.text}`" for action in deed.actions)
        assert f"| {name} | {acts} | {deed.clause} | {deed.others} | {deed.one} |" in spec
