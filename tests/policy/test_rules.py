import contextlib
from collections.abc import Iterable

import pytest
from cedarpy import pst
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.policy import Action, Kind, Policy, load_clauses
from sealbench.policy import vocabulary as words
from sealbench.policy.rules import gather, policy_set, rules_from_text
from sealbench.policy.schemas import load_schema, load_schemas

FORBID = '@id("A1-1") @text("No.") forbid (principal, action, resource);'


def test_each_rule_has_its_own_id_and_a_plain_sentence(policy: Policy) -> None:
    assert len({rule.id for rule in policy.rules}) == len(policy.rules)
    for rule in policy.rules:
        assert rule.text.endswith(".")
        assert rule.text[0].isupper()


def test_forbids_are_numbered_without_gaps_in_the_file_of_their_clause() -> None:
    for clause in load_clauses():
        ids = [rule.id for rule in rules_from_text(clause.source)]
        assert ids == [f"{clause.id}-{n}" for n in range(1, len(ids) + 1)]


def test_there_is_one_broad_permit_for_each_action(policy: Policy) -> None:
    permits = [rule for rule in policy.rules if rule.is_permit]
    assert [rule.id for rule in permits if rule.node.clauses] == []
    assert sorted(rule.id for rule in permits) == sorted(action.text for action in Action)
    for rule in permits:
        assert [a.text for a in Action if rule.concerns(a)] == [rule.id]


def test_rules_name_only_actions_that_exist(policy: Policy) -> None:
    known = {action.text for action in Action}
    named = {uid.id for rule in policy.rules for uid in pst.entity_uids(rule.node)}
    assert named == known


def test_rules_spell_words_as_the_vocabulary_does(policy: Policy) -> None:
    known = {
        str(word)
        for enum in (
            *(words.Role, words.JobState, words.LoginNeed, words.Proof),
            *(words.Place, words.Access, words.Visit),
            *(words.Browser, words.Invitation, words.LinkState, words.Level),
            *(words.AgreementState, words.SignerRole),
        )
        for word in enum
    }
    spelt = {text for rule in policy.rules for text in _texts(rule.node.clauses)}
    assert spelt
    assert spelt - known == set()


def _texts(node: object) -> Iterable[str]:
    match node:
        case pst.StringLit(value):
            yield value
        case tuple():
            for part in node:
                yield from _texts(part)
        case _:
            for name in getattr(node, "__dataclass_fields__", ()):
                yield from _texts(getattr(node, name))


def test_a_rule_shows_its_own_source(policy: Policy) -> None:
    for rule in policy.rules:
        (again,) = rules_from_text(rule.source)
        assert (again.id, again.text, again.node.clauses) == (rule.id, rule.text, rule.node.clauses)


def test_an_unscoped_rule_concerns_every_action() -> None:
    (rule,) = rules_from_text(FORBID)
    assert all(rule.concerns(action) for action in Action)
    assert not rule.is_permit
    assert len(policy_set([rule])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "forbid",
        "forbid (principal, action, resource);",
        '@id("A1-1") forbid (principal, action, resource);',
        '@text("No.") forbid (principal, action, resource);',
        FORBID.replace("A1-1", "A1"),
        FORBID.replace("A1-1", "A1-0"),
        FORBID.replace("A1-1", ""),
        FORBID.replace("(principal,", "(principal == ?principal,"),
    ],
)
def test_what_is_no_rule_of_the_house_is_malformed(text: str) -> None:
    assert len(rules_from_text(FORBID)) == 1
    with pytest.raises(MalformedError):
        rules_from_text(text)


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_any_other_text_is_malformed_or_holds_no_rule(text: str) -> None:
    with contextlib.suppress(MalformedError):
        assert rules_from_text(text) == ()


@given(st.integers(0, len(FORBID) - 1), st.characters(codec="utf-8"))
def test_a_rule_with_a_character_changed_parses_or_is_malformed(at: int, char: str) -> None:
    with contextlib.suppress(MalformedError):
        rules_from_text(FORBID[:at] + char + FORBID[at + 1 :])


def test_rules_that_do_not_fit_the_schema_are_refused() -> None:
    schema = load_schema()
    assert len(gather({"A1": FORBID}, schema)) == 1
    for wrong in (
        FORBID.replace("action,", 'action == Action::"login:peek",'),
        FORBID.replace(";", " when { principal.shoe_size > 3 };"),
        FORBID.replace(";", " when { 1 };"),
        "forbid",
    ):
        with pytest.raises(MalformedError):
            gather({"A1": wrong}, schema)


def test_two_rules_with_one_id_are_refused() -> None:
    with pytest.raises(MalformedError, match="share an id"):
        gather({"A1": FORBID, "A2": FORBID}, load_schema())


def test_each_kind_of_act_occurs() -> None:
    assert {action.kind for action in Action} == set(Kind)


def test_each_action_has_a_schema_that_knows_it_and_no_other_kind_of_resource() -> None:
    found = load_schemas()
    assert set(found) == set(Action)
    rule = '@id("A1-1") @text("No.") forbid (principal, action == Action::"{}", resource is {});'
    view = found[Action.VIEW_JOB]
    assert len(gather({"A1": rule.format("job:view", "Job")}, view)) == 1
    for action, kind in (("login:open", "Login"), ("job:view", "Login")):
        with pytest.raises(MalformedError):
            gather({"A1": rule.format(action, kind)}, view)
