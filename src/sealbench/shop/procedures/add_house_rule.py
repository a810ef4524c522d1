"""Add a house rule that a manager signed: it forbids staff something, and grants nothing (B1)."""

from sealbench.errors import ConflictError
from sealbench.policy import Action, gather_house_rules
from sealbench.policy.house_rules import DEEDS, MOST
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.rulebook import in_force
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.house_rule_file import (
    SignedRule,
    enter_signed,
    keep_change,
    names_of,
    read_signed,
)
from sealbench.shop.records.models import HouseRuleChange
from sealbench.shop.records.models.house_rules import ADDED
from sealbench.statement import SignedStatement


def add_house_rule(work: Work, *, who: Staff, signed: SignedStatement) -> Outcome[int]:
    """Keep the rule in *signed*, and return its number; it holds from this commit on.

    Raise ConflictError where the number or a name has changed since the page was loaded.
    """
    decision = enter_signed(work, who=who, action=Action.ADD_HOUSE_RULE, signed=signed)
    if not isinstance(decision, Granted):
        return decision
    made = read_signed(work, who=who, act="add", signed=signed)
    _check(work, made)
    work.record(
        work.house.subject,
        Event.HOUSE_RULE_ADDED,
        staff_actor(who),
        number=made.number,
        text=made.text,
        signed=signed.to_json(),
    )
    keep_change(work, made, deed=ADDED, who=who)
    return Granted(made.number)


def _check(work: Work, made: SignedRule) -> None:
    last = HouseRuleChange.objects.order_by("number").last()
    if made.number != (last.number + 1 if last else 1):
        raise ConflictError("somebody has added a rule meanwhile", hint="look again")
    if made.text != made.rule.sentence(names_of(work, made.rule)):
        raise ConflictError("somebody or something is called otherwise now", hint="look again")
    if len(in_force()) >= MOST:
        raise ConflictError(f"{MOST} house rules are in force", hint="retire one first")
    deed = DEEDS[made.rule.deed]
    source = made.rule.source(made.number, made.text)
    gather_house_rules([(deed.clause, source)], work.rulebook.policy.schema)
