"""The file of a house rule: what a manager signed, held against what is here (B1)."""

from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import AbsentError, ConflictError, MalformedError, VerificationError
from sealbench.ids import PersonId
from sealbench.keyring import HOUSE
from sealbench.policy import Action, HouseRule, Proof
from sealbench.policy.house_rules import Names
from sealbench.shop.bench import Outcome, Staff, Work
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.listed_passkeys import verify_person
from sealbench.shop.procedures.person_file import load_person
from sealbench.shop.records.models import Home, HouseRuleChange, Job, ServiceKind
from sealbench.statement import Context, SignedStatement

NONCE = "house rule"


@dataclass(frozen=True, slots=True)
class SignedRule:
    """A rule that was signed, to be added or retired; *text* is its sentence."""

    number: int
    rule: HouseRule
    text: str
    signed: SignedStatement


def enter_signed(
    work: Work, *, who: Staff, action: Action, signed: SignedStatement
) -> Outcome[None]:
    """Let *who* do *action* with what they *signed*; a refusal comes before a look at it."""
    signed.statement.require(Context.HOUSE_RULE)
    facts = {"confirmed": (Proof.PASSKEY if signed.assertion else Proof.NONE).value}
    return enter(work, who=who, action=action, context=facts)


def read_signed(work: Work, *, who: Staff, act: str, signed: SignedStatement) -> SignedRule:
    """Return the rule that *who* signed here and now, and hold the rules until the commit.

    Raise VerificationError for another place, person, act or passkey, ConflictError for one
    that was sent before.
    """
    statement = signed.statement
    expected = {"home": work.house.id, "site": work.config.site, "act": act}
    if any(statement.text(name) != value for name, value in expected.items()):
        raise VerificationError("this was signed for another place")
    verify_person(work, who, signed, NONCE)
    told = statement.fields["rule"]
    if not isinstance(told, dict):
        raise MalformedError("not a house rule")
    Home.objects.select_for_update().get(pk=1)  # one change after the other, on all nodes
    rule = HouseRule.from_json(told)
    return SignedRule(statement.number("number"), rule, statement.text("text"), signed)


def names_of(work: Work, rule: HouseRule) -> Names:
    """Return what the sentence of *rule* calls things; raise AbsentError for what is not there."""
    if rule.client and not Job.objects.filter(number=rule.job, client=rule.client).exists():
        raise AbsentError("there is no such job")
    person = load_person(work, PersonId(rule.person)) if rule.person else None
    if person is not None and person.row.state == "deactivated":
        raise ConflictError("this person was deactivated", hint="choose somebody else")
    kind = ServiceKind.objects.filter(pk=rule.service).first() if rule.service else None
    if rule.service and kind is None:
        raise AbsentError("there is no such service")
    return Names(
        person=person.name if person else "", service=str(work.read(kind)["name"]) if kind else ""
    )


def keep_change(work: Work, made: SignedRule, *, deed: str, who: Staff) -> HouseRuleChange:
    """Keep what was done to a rule as the next version of the rules."""
    last = HouseRuleChange.objects.order_by("version_of_rules").last()
    row = HouseRuleChange(
        pk=last.version_of_rules + 1 if last else 1,
        number=made.number,
        deed=deed,
        at=work.seconds,
    )
    content: dict[str, canon.JSONValue] = {
        "rule": made.rule.to_json(),
        "text": made.text,
        "by": who.person,
        "by_name": who.name,
        "signed": made.signed.to_json(),
    }
    work.write(row, HOUSE, content)
    row.save(force_insert=True)
    return row
