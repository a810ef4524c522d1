"""The decision: every clause has its say, and a refusal names the rule that it broke.

- Rules and schema are parsed once, by `Policy.load`; each action keeps the rules whose head
  can match it, which decides the same as all of them would (a test compares).
- A refusal is a value.  It reports every rule that said no, ordered by clause (A1 … D1) and
  number; the first is its reason.
- An error while a rule is evaluated is a refusal with the reason ``error``: the engine skips
  a rule that errs, and a skipped ``forbid`` would let the request through.
- Facts that do not fit the schema are malformed, and the caller refuses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from operator import attrgetter
from typing import Literal, Self

from cedarpy import AuthzResult, Decision, PolicySet, Schema, is_authorized

from sealbench.errors import MalformedError, UnavailableError
from sealbench.policy import facts
from sealbench.policy.actions import Action
from sealbench.policy.clauses import load_clauses
from sealbench.policy.rules import Rule, gather, policy_set

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
    _by_id: Mapping[str, Rule] = field(repr=False)
    _sets: Mapping[Action, PolicySet] = field(repr=False)

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
        sets = {
            action: policy_set(rule for rule in rules if rule.concerns(action)) for action in Action
        }
        return cls(rules, schema, {rule.id: rule for rule in rules}, sets)

    def decide(self, request: facts.Request) -> Granted | Refused:
        """Return whether *request* is granted, or which rules refuse it.

        Raise MalformedError for facts that do not fit the schema, and UnavailableError if the
        engine names no rule for its answer; the caller refuses both.
        """
        answer = self._ask(request)
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

    def _ask(self, request: facts.Request) -> AuthzResult:
        question = {
            "principal": {"type": request.principal.kind, "id": request.principal.id},
            "action": {"type": "Action", "id": request.action.text},
            "resource": {"type": request.resource.kind, "id": request.resource.id},
            "context": facts.context(request.context),
        }
        known = facts.entities(request.principal, request.resource)
        try:
            return is_authorized(question, self._sets[request.action], known, self.schema)
        except (TypeError, ValueError) as exc:
            raise MalformedError("an id is not text", hint=request.action.text) from exc


def load_schema() -> Schema:
    """Return the schema of all facts, parsed."""
    home = files("sealbench.policy")
    return Schema.from_str(home.joinpath("schema.cedarschema").read_text("utf-8"))
