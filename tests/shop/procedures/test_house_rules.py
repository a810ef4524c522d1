"""House rules by their procedures: signed, kept, in force at once, and let go of again."""

from dataclasses import replace

import pytest

from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
    VerificationError,
)
from sealbench.ids import ClientId, new_id
from sealbench.policy import HouseRule
from sealbench.policy.house_rules import Names
from sealbench.shop.procedures import add_house_rule as procedure
from sealbench.shop.procedures.add_house_rule import add_house_rule
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.edit_shop import ShopWords, edit_shop
from sealbench.shop.procedures.find_client import find_client
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.retire_house_rule import retire_house_rule
from sealbench.shop.queries.house_rules import house_rules
from sealbench.shop.records.models import HouseRuleChange, Job, Verdict
from sealbench.statement import SignedStatement
from tests.support.cast import Cast
from tests.support.desk import events, house_events, last, service, take_in
from tests.support.house_rules import NIGHTLY, add_rule, retire_rule, sign_rule

LOOKS = HouseRule("look-at-jobs", role="technician")


def add(cast: Cast, signed: SignedStatement, who: str = "olga") -> int:
    return cast.bench.run(add_house_rule, who=cast.staff(who), signed=signed)


def test_a_rule_is_kept_sealed_signed_and_committed_to_in_the_ledger(cast: Cast) -> None:
    signed = sign_rule(cast)
    assert add(cast, signed) == 1
    event = house_events(cast.bench)[-1]
    assert (event["type"], event["number"]) == ("house-rule:added", 1)
    assert event["text"] == "Nobody with the role technician opens logins between 20:00 and 07:00."
    assert SignedStatement.from_json(event["signed"]) == signed
    (row,) = HouseRuleChange.objects.all()
    assert (row.version_of_rules, row.number, row.deed) == (1, 1, "added")
    assert b"technician" not in bytes(row.sealed)
    (line,) = house_rules(cast.bench)
    assert (line.id, line.clause, line.by, line.retired_at) == ("H-1", "A1", "Olga Brandt", None)


def test_a_rule_holds_from_its_commit_on_and_no_longer_than_it_is_in_force(cast: Cast) -> None:
    job, tariq = take_in(cast), cast.staff("tariq")
    assert cast.bench.run(look_at_job, who=tariq, number=job.number).id == job.id
    add_rule(cast, LOOKS)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(look_at_job, who=tariq, number=job.number)
    error = caught.value
    assert (error.reason, error.clause) == ("H-1", "A5")
    assert error.hint == "House rule H-1: Nobody with the role technician looks at jobs."
    assert (last(cast.bench, job.id)["rule"], last(cast.bench, job.id)["clause"]) == ("H-1", "A5")
    assert Verdict.objects.get(pk="H-1").refused == 1
    assert cast.bench.run(look_at_job, who=cast.staff("dora"), number=job.number).id == job.id
    assert retire_rule(cast, 1, LOOKS) == 1
    assert cast.bench.run(look_at_job, who=tariq, number=job.number).id == job.id
    (line,) = house_rules(cast.bench)
    assert (line.retired_by, line.refused) == ("Olga Brandt", 1)
    assert house_events(cast.bench)[-1]["type"] == "house-rule:retired"


@pytest.mark.parametrize("who", ["tariq", "dora", "adam"])
def test_nobody_but_management_adds_or_retires_one_and_the_attempt_is_recorded(
    cast: Cast, who: str
) -> None:
    """By a request that is signed as it should be, with their own keys and passkey."""
    add_rule(cast)
    for act, tried, action in (
        ("add", add_house_rule, "rule:add"),
        ("retire", retire_house_rule, "rule:retire"),
    ):
        signed = sign_rule(cast, who=who, act=act, number=2 if act == "add" else 1)
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(tried, who=cast.staff(who), signed=signed)
        assert caught.value.reason == "B1-1"
        event = house_events(cast.bench)[-1]
        assert (event["type"], event["action"], event["rule"]) == (
            "action:refused", action, "B1-1",
        )  # fmt: skip
        assert event["actor"]["id"] == cast.id(who)
    assert HouseRuleChange.objects.count() == 1


def test_a_rule_needs_a_passkey_of_the_directory(cast: Cast) -> None:
    with pytest.raises(RefusedError) as caught:
        add(cast, sign_rule(cast, passkey=False))
    assert caught.value.reason == house_events(cast.bench)[-1]["rule"] == "B1-19"
    olga = cast.person("olga")
    known, made = olga.passkeys[0], type(olga.passkeys[0])(cast.bench.config.site)
    olga.passkeys[0] = made  # made after the directory was signed
    with pytest.raises(VerificationError, match="another passkey"):
        add(cast, sign_rule(cast))
    olga.passkeys[0] = known
    assert add(cast, sign_rule(cast)) == 1


def test_a_signature_is_of_one_manager_one_act_and_one_time(cast: Cast) -> None:
    with pytest.raises(VerificationError):
        add(cast, sign_rule(cast, who="tariq"))  # Olga's session, Tariq's keys
    with pytest.raises(VerificationError, match="another place"):
        add(cast, sign_rule(cast, act="retire"))
    signed = sign_rule(cast)
    assert add(cast, signed) == 1
    with pytest.raises(ConflictError, match="before"):
        add(cast, signed)
    with pytest.raises(ConflictError, match="meanwhile"):
        add(cast, sign_rule(cast, number=1))
    with pytest.raises(ConflictError, match="meanwhile"):
        add(cast, sign_rule(cast, number=7))


def test_what_is_signed_is_what_the_parts_say(cast: Cast) -> None:
    with pytest.raises(ConflictError, match="otherwise"):
        add(cast, sign_rule(cast, text="Nobody with the role technician opens logins."))
    nina = HouseRule("open-logins", person=cast.id("nina"))
    with pytest.raises(ConflictError, match="otherwise"):
        add(cast, sign_rule(cast, nina, names=Names("Tariq Öztürk")))
    assert add(cast, sign_rule(cast, nina, names=Names("Nina Holm"))) == 1
    with pytest.raises(ConflictError, match="not what the rule says"):
        retire_rule(cast, 1, NIGHTLY)
    with pytest.raises(AbsentError):
        retire_rule(cast, 2, NIGHTLY)


def test_a_rule_names_what_is_there(cast: Cast) -> None:
    job, names = take_in(cast), Names(service="Battery")
    client = ClientId(Job.objects.get(pk=job.id).client_id)
    about = replace(LOOKS, client=client, job=job.number)
    for absent in (
        replace(about, client=new_id()),
        replace(about, job=job.number + 1),
        replace(LOOKS, service=new_id()),
        replace(LOOKS, role="", person=new_id()),
    ):
        with pytest.raises(AbsentError):
            add(cast, sign_rule(cast, absent, text="Nobody looks at jobs."))
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("adam"))
    with pytest.raises(ConflictError, match="deactivated"):
        add_rule(cast, replace(LOOKS, role="", person=cast.id("adam")), names=Names("Adam Roth"))
    both = replace(LOOKS, person=cast.id("nina"))
    with pytest.raises(MalformedError, match="person or a role"):
        add(cast, sign_rule(cast, both, text="Nobody looks at jobs."))
    battery = service(cast.bench, "Battery")
    assert add_rule(cast, replace(LOOKS, service=battery), names=names) == 1
    assert add_rule(cast, about) == 2
    other = take_in(cast)
    tariq = cast.staff("tariq")
    assert cast.bench.run(look_at_job, who=tariq, number=other.number).id == other.id
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(look_at_job, who=tariq, number=job.number)
    assert caught.value.reason == "H-2"


def test_no_more_rules_than_can_be_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedure, "MOST", 2)
    for _ in range(2):
        add_rule(cast)
    with pytest.raises(ConflictError, match="in force"):
        add_rule(cast)
    retire_rule(cast, 1)
    assert add_rule(cast) == 3


def test_what_stops_an_access_and_the_retiring_itself_are_out_of_reach(cast: Cast) -> None:
    """The strictest rules there are, and the last manager still goes on."""
    job = take_in(cast)
    for deed in ("look-at-jobs", "look-at-clients", "invite-people", "edit-jobs"):
        add_rule(cast, HouseRule(deed))
    with pytest.raises(RefusedError, match="H-1"):
        cast.bench.run(look_at_job, who=cast.staff("olga"), number=job.number)
    with pytest.raises(RefusedError, match="H-2"):
        find_client(cast.bench, who=cast.staff("dora"), typed="Ida")
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("nina"))
    cast.bench.run(edit_shop, who=cast.staff("olga"), words=ShopWords("Corner"))
    retire_rule(cast, 1, HouseRule("look-at-jobs"))
    assert events(cast.bench, job.id)
