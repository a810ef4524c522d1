from pathlib import Path

from sealbench.policy import Action, Policy, load_clauses
from sealbench.policy.reference import to_markdown

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "clauses.md"


def test_the_page_of_clauses_is_what_the_policy_says(policy: Policy) -> None:
    assert PAGE.read_text("utf-8") == to_markdown(load_clauses(), policy.rules)


def test_the_page_names_every_clause_rule_and_action(policy: Policy) -> None:
    page = to_markdown(load_clauses(), policy.rules)
    for name in (*(rule.id for rule in policy.rules), *(action.text for action in Action)):
        assert f"`{name}`" in page
    for clause in load_clauses():
        assert f"## {clause.id} {clause.title}\n\n{clause.promise}\n" in page
