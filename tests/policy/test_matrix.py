from collections import Counter
from math import prod

import pytest
from tests.policy.conftest import Answers
from tests.policy.table import TABLE, is_expected

from sealbench.policy import Action, Granted, JobState, Policy, Role
from sealbench.policy.matrix import (
    ATTRIBUTES,
    CONTEXTS,
    PROVED,
    RESOURCES,
    everybody,
    requests,
)


def test_the_table_knows_every_action() -> None:
    assert set(TABLE) == {action.text for action in Action}


def test_every_role_in_every_state_gets_what_the_table_says(answers: Answers) -> None:
    wrong = [request for request, decision in answers if bool(decision) != is_expected(request)]
    assert wrong == []


def test_every_action_is_granted_to_somebody_and_refused_to_somebody(answers: Answers) -> None:
    seen = Counter((request.action, bool(decision)) for request, decision in answers)
    assert set(seen) == {(action, verdict) for action in Action for verdict in (True, False)}


def test_each_decision_names_rules_that_concern_it(policy: Policy, answers: Answers) -> None:
    concerned = {
        action: {rule.id: rule for rule in policy.rules if rule.concerns(action)}
        for action in Action
    }
    for request, decision in answers:
        rules = [concerned[request.action][name] for name in decision.rules]
        assert rules
        assert all(rule.is_permit is isinstance(decision, Granted) for rule in rules)


def test_management_and_the_auditor_never_open_a_login(answers: Answers) -> None:
    openers = {
        request.principal.roles
        for request, decision in answers
        if decision and request.action is Action.OPEN_LOGIN
    }
    assert openers == {frozenset({Role.TECHNICIAN}), frozenset(Role)}


def test_the_matrix_goes_through_all_states_for_everybody() -> None:
    people = list(everybody())
    asked = list(requests(Action.VIEW_JOB, people, deviations=0))
    assert len(asked) == len(people) * len(JobState)
    assert {request.resource.attributes["state"] for request in asked} == set(JobState)


def test_everybody_holds_each_set_of_roles_in_each_standing() -> None:
    people = [who for who in everybody() if who.kind == "Person"]
    assert len(set(people)) == 2 ** len(Role) * 2 * 4
    assert set(CONTEXTS) <= set(RESOURCES) == set(Action)


# Beyond so many combinations, at most so many of the facts that the proof does not name differ
# from the one that lets most through; what it names is gone through in full all the same.
MOST, FEW = 10_000, 2


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("action", Action)
def test_every_combination_of_facts_gets_what_the_table_says(
    policy: Policy, action: Action
) -> None:
    facts = (*ATTRIBUTES[RESOURCES[action]].values(), *CONTEXTS.get(action, {}).values())
    many = prod(map(len, facts)) > MOST
    asked = requests(action, everybody(), deviations=FEW if many else None, always=PROVED)
    for request in asked:
        assert bool(policy.decide(request)) == is_expected(request), request
