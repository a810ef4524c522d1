"""The decision: every clause has its say, and a refusal names the rule that it broke.

- Rules and schema are parsed once, by `Policy.load`; each action keeps the rules whose head
  can match it, and the facts that the schema demands for it, which decides the same as all of
  them would (tests compare).
- A refusal is a value.  It reports every rule that said no, ordered by clause (A1 … D1) and
  number; the first is its reason.
- An error while a rule is evaluated is a refusal with the reason ``error``: the engine skips
  a rule that errs, and a skipped ``forbid`` would let the request through.
- House rules stand beside the clauses for what people do as staff, and for nothing else: every
  other request is asked of the clauses alone.  What a clause refuses is told first.
- Facts that do not fit the schema are malformed, and the caller refuses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from operator import attrgetter
from typing import Literal, Self

from cedarpy import AuthzResult, Decision, PolicySet, Schema, is_authorized

from sealbench.errors import MalformedError, UnavailableError
from sealbench.policy import facts
from sealbench.policy.actions import Action
from sealbench.policy.clauses import load_clauses
from sealbench.policy.facts import UNTIMED, Moment, PrincipalKind
from sealbench.policy.house_rules import tightened
from sealbench.policy.rules import Rule, gather, set_for
from sealbench.policy.schemas import load_schema, load_schemas

ERROR = "error"
_FAIL_CLOSED = "B1"
_ERROR_TEXT = "The rules could not be evaluated, so the answer is no."


@dataclass(frozen=True, slots=True)
class Granted:
    """Yes; *rules* are the ids of the permits that said so."""

    rules: tuple[str, ...]

    def __bool__(self) -> Literal[True]:
        """Return True, so that a decision reads as a condition."""
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No: *reason* is the id of the rule told first, *rules* all that said no.

    *clause* is the promise that the reason keeps, *text* says it in a plain sentence.
    """

    reason: str
    clause: str
    text: str
    rules: tuple[str, ...]

    def __bool__(self) -> Literal[False]:
        """Return False, so that a decision reads as a condition."""
        return False


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules, ready to decide; may be shared by all threads."""

    rules: tuple[Rule, ...]
    schema: Schema = field(repr=False)
    _schemas: Mapping[Action, Schema] = field(repr=False)
    _by_id: Mapping[str, Rule] = field(repr=False)
    _sets: Mapping[Action, PolicySet] = field(repr=False)
    house_rules: tuple[Rule, ...] = ()
    _for_staff: Mapping[Action, PolicySet] = field(repr=False, default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """Return the policy of the house: the permits and the rules of all thirteen clauses."""
        home = files("sealbench.policy")
        sources = {clause.id: clause.source for clause in load_clauses()}
        sources["permit"] = home.joinpath("permit.cedar").read_text("utf-8")
        schema = load_schema()
        return cls.of(gather(sources, schema), schema)

    @classmethod
    def of(cls, rules: Iterable[Rule], schema: Schema) -> Self:
        """Return a policy of just *rules*, which `gather` has checked against *schema*."""
        rules = tuple(rules)
        sets = {action: set_for(action, rules) for action in Action}
        return cls(rules, schema, load_schemas(), {rule.id: rule for rule in rules}, sets)

    def under(self, house_rules: Iterable[Rule]) -> Self:
        """Return this policy with *house_rules*, which `gather_house_rules` has checked.

        Each action that staff do has one more set where a house rule can match it.
        """
        house = tuple(house_rules)
        for_staff = {
            action: set_for(action, (*self.rules, *house))
            for action in Action
            if tightened(action) and any(rule.concerns(action) for rule in house)
        }
        by_id = {rule.id: rule for rule in (*self.rules, *house)}
        return replace(self, _by_id=by_id, house_rules=house, _for_staff=for_staff)

    def rule(self, name: str) -> Rule | None:
        """Return the rule *name*, one of the house among them, or None."""
        return self._by_id.get(name)

    def decide(self, request: facts.Request, moment: Moment = UNTIMED) -> Granted | Refused:
        """Return whether *request* is granted at *moment*, or which rules refuse it.

        Raise MalformedError for facts that do not fit the schema, and UnavailableError if the
        engine names no rule for its answer; the caller refuses both.
        """
        answer = self._ask(request, moment)
        if answer.decision is Decision.NoDecision:
            raise MalformedError("the facts do not fit the schema", hint=request.action.text)
        if answer.diagnostics.errors:
            return Refused(ERROR, _FAIL_CLOSED, _ERROR_TEXT, (ERROR,))
        found = [self._by_id[name] for name in answer.diagnostics.reasons]
        if not found:
            raise UnavailableError("the policy gave no reason", hint=request.action.text)
        found.sort(key=attrgetter("order"))
        names = tuple(rule.id for rule in found)
        if answer.allowed:
            return Granted(names)
        return Refused(names[0], found[0].clause, found[0].text, names)

    def _ask(self, request: facts.Request, moment: Moment) -> AuthzResult:
        question = {
            "principal": {"type": request.principal.kind, "id": request.principal.id},
            "action": {"type": "Action", "id": request.action.text},
            "resource": {"type": request.resource.kind, "id": request.resource.id},
            "context": facts.context(request.context),
        }
        known = facts.entities(request.principal, request.resource, moment)
        rules = self._sets[request.action]
        if request.principal.kind is PrincipalKind.PERSON and request.action in self._for_staff:
            if moment is UNTIMED:
                raise MalformedError("house rules ask for the time", hint=request.action.text)
            rules = self._for_staff[request.action]
        try:
            return is_authorized(question, rules, known, self._schemas[request.action])
        except (TypeError, ValueError) as exc:
            raise MalformedError("an id is not text", hint=request.action.text) from exc
