"""The policy as a page shows it: clauses, rules, and how often each said yes and no."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.policy import Action, Clause, load_clauses
from sealbench.shop.bench import Bench
from sealbench.shop.records.models import Verdict


@dataclass(frozen=True, slots=True)
class CountedRule:
    """A rule in a plain sentence and in Cedar, and how often it refused."""

    id: str
    text: str
    source: str
    refused: int


@dataclass(frozen=True, slots=True)
class CountedClause:
    """A clause with its rules; *granted* counts the acts that serve it first."""

    clause: Clause
    rules: Sequence[CountedRule]
    granted: int
    refused: int


def counted_clauses(bench: Bench) -> list[CountedClause]:
    """Return the thirteen clauses with their rules and live counts."""
    granted, refused = _counts()
    return [_counted(bench, clause, granted, refused) for clause in load_clauses()]


def _counts() -> tuple[dict[str, int], dict[str, int]]:
    rows = list(Verdict.objects.values_list("pk", "granted", "refused"))
    return {pk: yes for pk, yes, _ in rows}, {pk: no for pk, _, no in rows}


def _counted(
    bench: Bench, clause: Clause, granted: dict[str, int], refused: dict[str, int]
) -> CountedClause:
    rules = [
        CountedRule(
            rule.id, rule.text, _as_written(clause.source, rule.id), refused.get(rule.id, 0)
        )
        for rule in bench.policy.rules
        if rule.clause == clause.id
    ]
    acts = [action.text for action in Action if action.clause == clause.id]
    return CountedClause(
        clause,
        sorted(rules, key=lambda rule: int(rule.id.rpartition("-")[2])),
        granted=sum(granted.get(act, 0) for act in acts),
        refused=sum(rule.refused for rule in rules),
    )


def _as_written(source: str, rule: str) -> str:
    """Return the lines of *rule* as its file has them, which read better than the parsed form."""
    start = source.index(f'@id("{rule}")')
    return source[start : source.index(";\n", start) + 1]
