"""Cedar rules as values: parsed once, each with its id, its clause and its plain sentence.

Every rule carries ``@id`` and ``@text``.  A permit's id is the action that it permits; a
forbid's id is its clause and a number (``A4-1``).  The engine numbers what it parses by
position; here each rule's own id takes that place, so that a decision names its rules.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from cedarpy import PolicySet, Schema, policies_to_pst, pst, validate_policies

from sealbench.errors import MalformedError
from sealbench.policy.actions import Action

_FORBID_ID = re.compile(r"([A-Z][0-9]+)-([1-9][0-9]*)")
_HOUSE_ID = re.compile(r"(H)-([1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One Cedar rule; a permit keeps no clause, and *order* says which refusal is told first."""

    id: str
    clause: str
    text: str
    order: tuple[str, int]
    node: pst.Template

    @property
    def is_permit(self) -> bool:
        """Return whether the rule permits; else it forbids."""
        return self.node.effect == "permit"

    @property
    def source(self) -> str:
        """Return the rule in Cedar syntax."""
        return str(policy_set([self]))

    def concerns(self, action: Action) -> bool:
        """Return whether the head of the rule lets it match *action*."""
        match self.node.action:
            case pst.ActionEq(entity):
                return entity.id == action.text
            case pst.ActionIn(entities):
                return any(entity.id == action.text for entity in entities)
            case _:
                return True

    def freed(self) -> Self:
        """Return the rule without its list of actions, for a set that is asked about one of them.

        The engine makes a set of the list anew for each request.
        """
        return replace(self, node=replace(self.node, action=pst.ScopeAny()))


def rules_from_text(text: str) -> tuple[Rule, ...]:
    """Return the rules in the Cedar *text*; raise MalformedError if one has no id or sentence."""
    return tuple(_rule(node) for node in _parsed(text))


def house_rules_from_text(text: str, *, clause: str) -> tuple[Rule, ...]:
    """Return the rules in the Cedar *text*, each ``H-number`` and serving *clause*."""
    rules = (_rule(node, ids=_HOUSE_ID) for node in _parsed(text))
    return tuple(replace(rule, clause=clause) for rule in rules)


def gather(sources: Mapping[str, str], schema: Schema) -> tuple[Rule, ...]:
    """Return the rules of all *sources* (name to Cedar text), checked against *schema*.

    Raise MalformedError if they do not parse, do not fit the schema, or share an id.
    """
    for name, text in sources.items():
        validate(name, text, schema)
    rules = tuple(rule for text in sources.values() for rule in rules_from_text(text))
    if len({rule.id for rule in rules}) != len(rules):
        raise MalformedError("two rules share an id")
    return rules


def set_for(action: Action, rules: Iterable[Rule]) -> PolicySet:
    """Return those of *rules* that concern *action*, ready for requests of that action alone."""
    return policy_set(rule.freed() for rule in rules if rule.concerns(action))


def policy_set(rules: Iterable[Rule]) -> PolicySet:
    """Return *rules* ready to be evaluated, under their own ids."""
    nodes = {rule.id: rule.node for rule in rules}
    return PolicySet.from_pst(pst.PolicySet({}, nodes, ()))


def validate(name: str, text: str, schema: Schema) -> None:
    """Raise MalformedError unless the rules *text* of *name* fit *schema*."""
    result = validate_policies(text, schema)
    if not result.validation_passed:
        raise MalformedError(f"the rules of {name} do not fit the schema")


def _parsed(text: str) -> Iterable[pst.Template]:
    try:
        parsed = policies_to_pst(text)
    except ValueError as exc:
        raise MalformedError("rules do not parse") from exc
    if parsed.templates:
        raise MalformedError("a template is no rule")
    return parsed.static_policies.values()


def _rule(node: pst.Template, *, ids: re.Pattern[str] = _FORBID_ID) -> Rule:
    rule_id, text = node.annotations.get("id", ""), node.annotations.get("text", "")
    if not rule_id or not text:
        raise MalformedError("a rule lacks its id or its text")
    node = replace(node, id=rule_id)
    if node.effect == "permit":
        return Rule(rule_id, "", text, ("", 0), node)
    match = ids.fullmatch(rule_id)
    if not match:
        raise MalformedError("a rule's id is its clause and a number")
    return Rule(rule_id, match[1], text, (match[1], int(match[2])), node)
