"""The policy as a page to read: each clause with its rules, each action with its kind.

``docs/reference/clauses.md`` is what `to_markdown` returns; a test holds them equal.
"""

from collections.abc import Iterable, Iterator, Sequence

from sealbench.policy.actions import Action
from sealbench.policy.clauses import Clause
from sealbench.policy.rules import Rule

_OPENING = """\
# The clauses and their rules

Sealbench decides every act by these thirteen clauses, for example: whoever is not assigned and tries to open a login is refused by `A1-1`.

Each action has one broad permit; a clause narrows it by rules that forbid.
A refusal lists every rule that said no, in the order of this page; the first is its reason.
A rule that cannot be evaluated is a refusal with the reason `error`.
"""  # noqa: E501  # documents have one sentence on each line

_ACTIONS = """\
## Actions

House rules are evaluated for staff access only; no house rule can change what clients, the keeper, stops and entries decide.

| action | what it is | clause | kind | rules |
|---|---|---|---|---|
"""  # noqa: E501  # documents have one sentence on each line


def to_markdown(clauses: Iterable[Clause], rules: Sequence[Rule]) -> str:
    """Return the page of *clauses*, their *rules* and all actions."""
    parts = [_OPENING, *(_clause(clause, rules) for clause in clauses)]
    return "\n".join((*parts, _ACTIONS + "".join(_actions(rules))))


def _clause(clause: Clause, rules: Iterable[Rule]) -> str:
    own = [rule for rule in rules if rule.clause == clause.id]
    text = f"## {clause.id} {clause.title}\n\n{clause.promise}\n"
    text += f"In the client's hand: {clause.in_hand[0].lower()}{clause.in_hand[1:]}\n\n"
    if not own:
        return text + _comment(clause)
    rows = "".join(f"| `{rule.id}` | {rule.text} |\n" for rule in own)
    return f"{text}| rule | what a refusal says |\n|---|---|\n{rows}"


def _comment(clause: Clause) -> str:
    """Return what the file of a clause without rules says keeps it."""
    lines = [line.removeprefix("//").strip() for line in clause.source.splitlines()]
    sentences = " ".join(lines[lines.index("") + 1 :])
    return sentences.replace(". ", ".\n") + "\n"


def _actions(rules: Sequence[Rule]) -> Iterator[str]:
    for action in Action:
        (permit,) = (rule for rule in rules if rule.is_permit and rule.concerns(action))
        forbids = (rule.id for rule in rules if not rule.is_permit and rule.concerns(action))
        yield f"| `{action.text}` | {permit.text} | {action.clause} | {action.kind} |"
        yield f" {', '.join(forbids)} |\n"
