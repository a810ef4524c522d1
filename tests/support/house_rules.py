"""House rules as a manager's browser signs them, and what is posted about them."""

from dataclasses import replace
from typing import Any

from sealbench.policy import HouseRule
from sealbench.policy.house_rules import Names
from sealbench.shop.procedures.add_house_rule import add_house_rule
from sealbench.shop.procedures.house_rule_file import NONCE
from sealbench.shop.procedures.retire_house_rule import retire_house_rule
from sealbench.shop.queries.house_rules import next_number
from sealbench.shop.records.models import Job
from sealbench.statement import SignedStatement
from tests.support.cast import Cast, fresh_nonce

NO_NAMES = Names()
NIGHTLY = HouseRule("open-logins", role="technician", start=20 * 60, end=7 * 60)
HARMLESS = HouseRule("open-logins", role="auditor")  # who opens none anyway


def sign_rule(
    cast: Cast,
    rule: HouseRule = NIGHTLY,
    *,
    who: str = "olga",
    names: Names = NO_NAMES,
    act: str = "add",
    number: int = 0,
    text: str = "",
    passkey: bool = True,
) -> SignedStatement:
    """Return what the browser of *who* signs about *rule*."""
    person = cast.person(who)
    return person.house_rule(
        rule.to_json(),
        fresh_nonce(cast.bench, NONCE),
        cast.bench.now(),
        number=number or next_number(),
        text=text or rule.sentence(names),
        act=act,
        passkey=person.passkeys[0] if passkey else None,
    )


def add_rule(cast: Cast, rule: HouseRule = NIGHTLY, *, names: Names = NO_NAMES) -> int:
    """Have Olga add *rule*; return its number."""
    signed = sign_rule(cast, rule, names=names)
    return cast.bench.run(add_house_rule, who=cast.staff("olga"), signed=signed)


def retire_rule(cast: Cast, number: int, rule: HouseRule = NIGHTLY) -> int:
    """Have Olga retire *rule*."""
    signed = sign_rule(cast, rule, act="retire", number=number)
    return cast.bench.run(retire_house_rule, who=cast.staff("olga"), signed=signed)


def some_rules(cast: Cast, number: int) -> None:
    """Have Olga add a rule that stays, and one about the client of job *number* that is retired."""
    add_rule(cast, replace(NIGHTLY, days=("Saturday", "Sunday"), place="on site"))
    client = str(Job.objects.get(number=number).client_id)
    dossiers = HouseRule("hand-out-dossiers", client=client, job=number)
    retire_rule(cast, add_rule(cast, dossiers), dossiers)


def new_rule(stage: Any) -> dict[str, Any]:
    """Return the body that adds a rule."""
    return {"rule": sign_rule(stage.cast).to_json()}


def end_of_rule(stage: Any) -> dict[str, Any]:
    """Return the body that retires the rule of the stage."""
    return {"rule": sign_rule(stage.cast, HARMLESS, act="retire", number=1).to_json()}
