import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.policy import Action, Clause, load_clauses
from sealbench.policy.clauses import clauses_from_text
from sealbench.policy.rules import rules_from_text

ORDER = ["A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "C1", "C2", "D1"]
RULELESS = {"A6", "B2", "B3", "B4"}

GOOD = """
[[clause]]
id = "A1"
title = "Logins stay secret"
promise = "Nobody reads them."
in_hand = "A list."
"""


def _source(clause: str) -> str:
    return f"// {clause}"


def test_there_are_thirteen_clauses_in_the_order_of_the_policy() -> None:
    assert [clause.id for clause in load_clauses()] == ORDER == sorted(ORDER)


@pytest.mark.parametrize("clause", load_clauses(), ids=ORDER)
def test_each_clause_is_said_in_one_sentence(clause: Clause) -> None:
    for text in (clause.promise, clause.in_hand):
        assert text.endswith(".")
        assert text.count(". ") == 0
    assert not clause.title.endswith(".")


@pytest.mark.parametrize("clause", load_clauses(), ids=ORDER)
def test_each_file_of_rules_opens_with_its_clause(clause: Clause) -> None:
    first, second, *_ = clause.source.splitlines()
    assert first == f"// {clause.id}. {clause.title}."
    assert second.startswith("// ")


@pytest.mark.parametrize("clause", load_clauses(), ids=ORDER)
def test_each_clause_has_rules_or_says_what_keeps_it(clause: Clause) -> None:
    rules = rules_from_text(clause.source)
    assert all(rule.clause == clause.id and not rule.is_permit for rule in rules)
    assert (not rules) is (clause.id in RULELESS)
    assert bool(rules) is not ("// No rule" in clause.source)


def test_every_action_serves_a_clause() -> None:
    assert {action.clause for action in Action} <= set(ORDER)


def test_it_reads_a_list_of_clauses() -> None:
    assert clauses_from_text(GOOD, _source) == (
        Clause("A1", "Logins stay secret", "Nobody reads them.", "A list.", "// A1"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "clause = 1",
        "clause = [1]",
        "[[clause]",
        "[clause]\nid = 'A1'",
        GOOD.replace("title", "name"),
        GOOD.replace('"A list."', "7"),
    ],
)
def test_a_malformed_list_of_clauses_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        clauses_from_text(text, _source)


@given(st.text())
def test_any_other_text_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        clauses_from_text(text, _source)
