"""What the rules would say: by the same rules, on real facts, and without a trace."""

from dataclasses import replace
from datetime import datetime

import pytest

from sealbench.errors import AbsentError, MalformedError, RefusedError
from sealbench.shop.bench.shop_hours import ShopHours
from sealbench.shop.commands import deeds
from sealbench.shop.procedures.edit_shop import ShopWords, edit_shop
from sealbench.shop.procedures.explain_policy import Explanation, Question, explain_policy
from sealbench.shop.records.models import Event, Job, Look, Verdict
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import house_events, keep_login, put_in_service, take_in
from tests.support.house_rules import NIGHTLY, add_rule
from tests.support.keeps import kept, later_job, opened, settle
from tests.support.sessions import stay_signed_in


@pytest.fixture
def question(cast: Cast) -> Question:
    """Could Tariq open the login of his job, which is in service?"""
    job = take_in(cast)
    login = keep_login(cast, job.id, "tariq")
    put_in_service(cast, job.id)
    return Question("login:open", cast.id("tariq"), job.number, login)


def ask(cast: Cast, question: Question, who: str = "adam") -> Explanation:
    return cast.bench.run(explain_policy, who=cast.staff(who), question=question)


def rules(found: Explanation) -> list[str]:
    return [rule.id for rule in found.rules]


def test_the_answer_is_that_of_the_rules_on_what_is_so_now(cast: Cast, question: Question) -> None:
    found = ask(cast, question)
    assert (found.granted, rules(found)) == (True, ["login:open"])
    assert found.assumed == {"purpose": "repair", "confirmed": "passkey"}
    assert found.when == "Monday 12:00"
    nina = ask(cast, replace(question, person=cast.id("nina")))
    assert (nina.granted, rules(nina)) == (False, ["A1-1"])
    assert nina.rules[0].text == "This login was not sealed to you."
    party = ask(cast, replace(question, purpose="party"))
    assert rules(party) == ["A4-2"]
    board = ask(cast, Question("job:board", cast.id("adam")), "olga")
    assert rules(board) == ["A5-10"]
    move = ask(cast, replace(question, action="job:move", to="closed"))
    assert rules(move) == ["A4-6"]
    look = ask(cast, replace(question, action="record:view", person=cast.id("dora")))
    assert (look.granted, look.facts["today"]) == (True, True)


def test_a_record_is_looked_at_on_the_day_of_the_newest_job(
    cast: Cast, question: Question, clock: StoppedClock
) -> None:
    stay_signed_in()
    old = replace(question, action="record:view", person=cast.id("dora"))
    clock.pass_by(days=3)
    assert not ask(cast, old).facts["today"]
    client = Job.objects.get().client
    newest = take_in(cast)
    Job.objects.filter(pk=newest.id).update(client=client)
    assert ask(cast, old).facts["today"]
    assert not ask(cast, replace(old, action="job:view")).facts["today"]


def test_it_knows_house_rules_and_hours_at_any_time(cast: Cast, question: Question) -> None:
    add_rule(cast, NIGHTLY)
    night = replace(question, at=datetime(2026, 11, 23, 22, 0))  # noqa: DTZ001 - the shop's clock
    assert ask(cast, question).granted
    refused = ask(cast, night)
    assert (rules(refused), refused.when) == (["H-1"], "Monday 22:00")
    assert refused.rules[0].clause == "A1"
    hours = ShopHours("Asia/Tokyo", {"Monday": (8 * 60, 18 * 60)})
    cast.bench.run(edit_shop, who=cast.staff("olga"), words=ShopWords("Corner", hours=hours))
    both = ask(cast, night)
    assert rules(both) == ["A4-14", "H-1"]
    now = ask(cast, question)  # 21:00 in Tokyo
    assert (rules(now), now.when) == (["A4-14", "H-1"], "Monday 21:00")


def test_nothing_is_counted_looked_at_or_recorded(cast: Cast, question: Question) -> None:
    before = Event.objects.count(), Look.objects.count()
    counts = list(Verdict.objects.exclude(pk="policy:explain").values_list())
    ask(cast, replace(question, person=cast.id("nina")))
    assert (Event.objects.count(), Look.objects.count()) == before
    assert list(Verdict.objects.exclude(pk="policy:explain").values_list()) == counts


@pytest.mark.parametrize("who", ["dora", "tariq"])
def test_management_and_the_auditor_ask(cast: Cast, question: Question, who: str) -> None:
    with pytest.raises(RefusedError) as caught:
        ask(cast, question, who)
    assert caught.value.reason == house_events(cast.bench)[-1]["rule"] == "B1-14"
    assert ask(cast, question, "olga").granted


def test_what_is_not_there_or_cannot_be_asked_is_told_so(cast: Cast, question: Question) -> None:
    for absent in (
        replace(question, person="a" * 24),
        replace(question, number=9_999_999),
        replace(question, number=None),
        replace(question, login="a" * 24),
    ):
        with pytest.raises(AbsentError):
            ask(cast, absent)
    for action in ("login:peek", "link:claim", ""):
        with pytest.raises(MalformedError):
            ask(cast, replace(question, action=action))


def test_the_command_asks_by_name_and_prints_plain_facts(cast: Cast, question: Question) -> None:
    asked = dict.fromkeys(("job", "login", "purpose", "to", "at"), "")
    asked |= {"person": "Nina Holm", "action": "login:open", "job": str(question.number)}
    deed = deeds.EXPLAIN.given({**asked, "login": question.login, "at": "2026-11-23T22:00"})
    answer = deed.run(cast.bench, lambda _text: None)
    assert (answer["granted"], answer["when"]) == (False, "Monday 22:00")
    assert answer["rules"] == [
        {"id": "A1-1", "clause": "A1", "text": "This login was not sealed to you."}
    ]
    for wrong in ({"at": "tonight"}, {"at": "2026-11-23T22:00Z"}, {"job": "many"}):
        with pytest.raises(MalformedError):
            deeds.EXPLAIN.given({**asked, **wrong}).run(cast.bench, lambda _text: None)
    with pytest.raises(AbsentError):
        deeds.EXPLAIN.given({**asked, "person": "Nobody"}).run(cast.bench, lambda _text: None)


def test_a_kept_login_is_asked_about_within_a_job_of_its_client(cast: Cast) -> None:
    counter = with_link(cast)
    phone = counter.claimed()
    settle(phone)
    keep = kept(phone, counter.recipients())
    later = later_job(cast, phone)
    asked = Question("login:open", cast.id("tariq"), later.number, keep)
    found = ask(cast, asked)
    assert (found.granted, found.facts["kept"], found.facts["assigned"]) == (
        True,
        True,
        {cast.id("tariq")},
    )
    assert opened(cast, "tariq", number=later.number, login=keep).file  # and so it is
    assert rules(ask(cast, replace(asked, person=cast.id("nina")))) == ["A1-1"]
    assert "A4-3" in rules(ask(cast, replace(asked, number=counter.number)))
    assert "kept" not in ask(cast, replace(asked, action="job:read")).facts
    stranger = take_in(cast)
    with pytest.raises(AbsentError):
        ask(cast, replace(asked, number=stranger.number))
    phone.post("/c/keep/withdraw", {"keep": keep, "statement": phone.act("withdraw-keep", keep)})
    with pytest.raises(AbsentError):
        ask(cast, asked)
