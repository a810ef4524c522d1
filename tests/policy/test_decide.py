from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError, UnavailableError
from sealbench.policy import (
    Action,
    Granted,
    Policy,
    Principal,
    PrincipalKind,
    Refused,
    Request,
    Resource,
    ResourceKind,
)
from sealbench.policy.matrix import ASSIGNED, CLIENT, NOW, cast, requests
from sealbench.policy.rules import policy_set, rules_from_text

POLICY = Policy.load()
TARIQ = Principal(
    PrincipalKind.PERSON, "tariq", frozenset({"technician"}), active=True, listed=True
)
LOGIN: Mapping[str, Any] = {
    "client": CLIENT,
    "state": "in service",
    "assigned": frozenset(ASSIGNED),
    "place": "in the shop",
    "service": "cleaning",
    "accesses": ["logins"],
    "visit": "",
    "expires_at": NOW + 1,
    "left": 1,
    "purposes": ["repair"],
    "agreement_required": False,
    "agreement_in_force": False,
}
CONTEXT: Mapping[str, Any] = {
    "purpose": "repair",
    "confirmed": "passkey",
    "now": NOW,
    "working": True,
    "acknowledged": True,
}


def _opening(
    who: Principal = TARIQ, *, known: Mapping[str, Any] = CONTEXT, **login: object
) -> Request:
    it = Resource(ResourceKind.LOGIN, "it", {**LOGIN, **login})  # type: ignore[dict-item]  # malformed on purpose in places
    return Request(Action.OPEN_LOGIN, who, it, known)


def test_the_assigned_technician_opens_a_login() -> None:
    decision = POLICY.decide(_opening())
    assert decision == Granted(("login:open",))
    assert decision


def test_facts_may_come_in_any_mapping_and_any_set() -> None:
    request = _opening(assigned={"tariq"}, purposes=("repair", "test"))
    sealed = MappingProxyType(dict(request.resource.attributes))
    request = replace(request, resource=replace(request.resource, attributes=sealed))
    assert POLICY.decide(request)


def test_a_refusal_names_rule_clause_and_sentence() -> None:
    decision = POLICY.decide(_opening(left=0))
    assert decision == Refused("A3-2", "A3", "This login has no opening left.", ("A3-2",))
    assert not decision


def test_a_refusal_lists_all_rules_by_clause_and_number() -> None:
    nobody = replace(TARIQ, id="mallory", roles=frozenset(), active=False, listed=False)
    decision = POLICY.decide(
        _opening(
            nobody,
            known={
                "purpose": "",
                "confirmed": "",
                "now": NOW,
                "working": False,
                "acknowledged": False,
            },
            state="closed",
            left=0,
            expires_at=NOW,
            agreement_required=True,
        )
    )
    assert isinstance(decision, Refused)
    assert decision.reason == "A1-1"
    assert decision.rules == (
        *(
            "A1-1",
            "A1-2",
            "A1-3",
            "A1-4",
            "A1-5",
            "A3-1",
            "A3-2",
            "A4-1",
            "A4-3",
            "A4-14",
            "C1-1",
            "D1-3",
        ),
    )


def test_numbers_are_ordered_as_numbers() -> None:
    directory = Request(
        Action.SIGN_DIRECTORY,
        replace(TARIQ, active=False),
        Resource(ResourceKind.HOUSE, "it"),
        {"confirmed": "passphrase"},
    )
    decision = POLICY.decide(directory)
    assert decision.rules == ("A1-2", "A1-10", "B1-1")


OVERFLOW = (
    '@id("B1-99") @text("Late.") forbid (principal, action == Action::"login:open", resource)'
    " when { resource.left + 9223372036854775807 < 0 };"
)


def _with(text: str) -> Policy:
    return Policy.of((*POLICY.rules, *rules_from_text(text)), POLICY.schema)


def test_an_error_in_a_rule_is_a_refusal() -> None:
    request = _opening()
    assert _with(OVERFLOW.replace("9223372036854775807", "1")).decide(request)
    decision = _with(OVERFLOW).decide(request)
    assert isinstance(decision, Refused)
    assert (decision.reason, decision.clause, decision.rules) == ("error", "B1", ("error",))


def test_an_error_is_told_even_where_other_rules_refuse() -> None:
    decision = _with(OVERFLOW).decide(_opening(state="closed"))
    assert decision.rules == ("error",)


def test_a_policy_without_rules_gives_no_reason_and_fails_closed() -> None:
    with pytest.raises(UnavailableError):
        Policy.of((), POLICY.schema).decide(_opening())


@pytest.mark.parametrize("name", LOGIN)
def test_a_missing_fact_is_malformed(name: str) -> None:
    request = _opening()
    less = {key: value for key, value in LOGIN.items() if key != name}
    with pytest.raises(MalformedError):
        POLICY.decide(replace(request, resource=replace(request.resource, attributes=less)))


@pytest.mark.parametrize("name", CONTEXT)
def test_a_missing_circumstance_is_malformed(name: str) -> None:
    known = {key: value for key, value in CONTEXT.items() if key != name}
    with pytest.raises(MalformedError):
        POLICY.decide(_opening(known=known))


def test_an_unknown_fact_is_malformed() -> None:
    with pytest.raises(MalformedError):
        POLICY.decide(_opening(colour="red"))
    with pytest.raises(MalformedError):
        POLICY.decide(_opening(known={**CONTEXT, "colour": "red"}))


def test_the_wrong_kind_of_resource_is_malformed() -> None:
    request = replace(_opening(), resource=Resource(ResourceKind.HOUSE, "it"))
    with pytest.raises(MalformedError):
        POLICY.decide(request)


@pytest.mark.parametrize("wrong", [7, None, "\ud800"])
def test_an_id_that_is_not_text_is_malformed(wrong: Any) -> None:
    with pytest.raises(MalformedError):
        POLICY.decide(_opening(replace(TARIQ, id=wrong)))
    request = _opening()
    with pytest.raises(MalformedError):
        POLICY.decide(replace(request, resource=replace(request.resource, id=wrong)))


_odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(alphabet=st.characters()),
    st.binary(max_size=3),
    st.lists(st.one_of(st.integers(), st.text()), max_size=3),
    st.dictionaries(st.sampled_from(["__entity", "__extn", "type", "id"]), st.text(), max_size=2),
    st.sets(st.integers(), max_size=2),
)


@given(st.sampled_from([*LOGIN, *CONTEXT]), _odd)
def test_odd_facts_are_refused_or_malformed(name: str, odd: Any) -> None:
    """No value of a fact does more than the values that the rules know."""
    login = {name: odd} if name in LOGIN else {}
    known = CONTEXT if name in LOGIN else {**CONTEXT, name: odd}
    try:
        decision = POLICY.decide(_opening(known=known, **login))
    except MalformedError:
        return
    if decision:
        assert type(odd) is type({**LOGIN, **CONTEXT}[name])


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_ids_of_any_form_are_compared_and_never_parsed(name: str) -> None:
    who = replace(TARIQ, id=name)
    assert POLICY.decide(_opening(who, assigned=[name]))
    assert POLICY.decide(_opening(who, assigned=[name + "x"])).rules == ("A1-1",)


def test_words_that_no_rule_knows_open_nothing() -> None:
    """Rules list what is allowed, so that a misspelt fact refuses."""
    desk = replace(TARIQ, roles=frozenset({"front desk"}))
    for action in (Action.EDIT_JOB, Action.CLOSE_JOB, Action.ASK_LOGIN, Action.VIEW_JOB):
        request = next(requests(action, [desk], deviations=0))
        assert POLICY.decide(request)
        odd = {**request.resource.attributes, "state": "In Service"}
        moved = replace(request, resource=replace(request.resource, attributes=odd))
        assert not POLICY.decide(moved)


def test_the_slice_of_an_action_decides_as_all_rules_do() -> None:
    whole = policy_set(POLICY.rules)
    everything = replace(
        POLICY,
        _sets=dict.fromkeys(Action, whole),
        _schemas=dict.fromkeys(Action, POLICY.schema),
    )
    for action in Action:
        for request in requests(action, cast(), deviations=0):
            assert POLICY.decide(request) == everything.decide(request)


def test_one_policy_serves_many_threads() -> None:
    asked = list(requests(Action.OPEN_LOGIN, cast(), deviations=0))
    alone = [POLICY.decide(request) for request in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(POLICY.decide, asked)) == alone
