"""Each rule is needed: there is a request that only it refuses."""

from tests.policy.conftest import Answers

from sealbench.policy import Granted, Policy, Refused
from sealbench.policy.rules import Rule


def _without(policy: Policy, rule: Rule) -> Policy:
    return Policy.of((other for other in policy.rules if other != rule), policy.schema)


def test_each_forbid_alone_refuses_a_request_that_is_granted_without_it(
    policy: Policy, answers: Answers
) -> None:
    alone = {
        decision.reason: request
        for request, decision in answers
        if isinstance(decision, Refused) and len(decision.rules) == 1
    }
    forbids = [rule for rule in policy.rules if not rule.is_permit]
    assert {rule.id for rule in forbids} - set(alone) == set()
    for rule in forbids:
        assert isinstance(_without(policy, rule).decide(alone[rule.id]), Granted), rule.id


def test_each_permit_is_needed(policy: Policy, answers: Answers) -> None:
    granted = {request.action.text: request for request, decision in answers if decision}
    for rule in policy.rules:
        if rule.is_permit:
            decision = policy.decide(granted[rule.id])
            assert decision == Granted((rule.id,))
