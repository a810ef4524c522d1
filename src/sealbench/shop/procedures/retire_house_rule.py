"""Retire a house rule: what it forbade, only the clauses decide again (B1)."""

from sealbench.errors import AbsentError, ConflictError
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.rulebook import in_force
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.house_rule_file import enter_signed, keep_change, read_signed
from sealbench.shop.records.models.house_rules import RETIRED
from sealbench.statement import SignedStatement


def retire_house_rule(work: Work, *, who: Staff, signed: SignedStatement) -> Outcome[int]:
    """Let go of the rule in *signed*, and return its number; the row of its adding stays.

    Raise AbsentError where no such rule is in force, ConflictError where it says another thing.
    """
    decision = enter_signed(work, who=who, action=Action.RETIRE_HOUSE_RULE, signed=signed)
    if not isinstance(decision, Granted):
        return decision
    made = read_signed(work, who=who, act="retire", signed=signed)
    found = [row for row in in_force() if row.number == made.number]
    if not found:
        raise AbsentError("there is no such rule in force")
    content = work.read(found[0])
    if (content["rule"], content["text"]) != (made.rule.to_json(), made.text):
        raise ConflictError("this is not what the rule says", hint="look again")
    work.record(
        work.house.subject,
        Event.HOUSE_RULE_RETIRED,
        staff_actor(who),
        number=made.number,
        text=made.text,
        signed=signed.to_json(),
    )
    keep_change(work, made, deed=RETIRED, who=who)
    return Granted(made.number)
