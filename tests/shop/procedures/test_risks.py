"""Logins that people know who left: found, told, changed, and the client's alone to call over."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from sealbench.errors import AbsentError, ConflictError, MalformedError, RefusedError
from sealbench.ids import ClientId, LoginId
from sealbench.keyring import client_node, record_node
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.notice_kinds import NoticeKind, sentence_of
from sealbench.shop.procedures.opening_rows import events_after, keep_openings, read_openings
from sealbench.shop.procedures.read_again import read_again
from sealbench.shop.procedures.record_change import record_change
from sealbench.shop.procedures.tell_openings import tell_openings
from sealbench.shop.procedures.tell_risks import tell_risk, tell_risks
from sealbench.shop.queries.risks import count_risks, show_risks
from sealbench.shop.records.models import (
    Job,
    KnownLogin,
    Login,
    Notice,
    Opening,
    Person,
    Told,
)
from tests.shop.test_access import kept as all_rows
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast, join, start_session
from tests.support.clients import PASSWORD, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import desk, house_events, last
from tests.support.endings import DAYS, Leaver, tell
from tests.support.keeps import client_of, kept, later_job, opened, settle
from tests.support.risks import Known, known_login, sealed
from tests.support.sessions import stay_signed_in


@pytest.fixture
def known(cast: Cast) -> Known:
    return known_login(cast)


def notices(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def record(known: Known, name: str = "olga", how: str = "phone") -> None:
    who = known.cast.staff(name)
    known.cast.bench.run(record_change, who=who, login=known.login, how=how)


def test_nothing_is_at_risk_while_everybody_is_here(cast: Cast, known: Known) -> None:
    assert list(Opening.objects.values_list("person", flat=True)) == [cast.id("tariq")]
    assert (known.risks(), count_risks(), tell_risks(cast.bench)) == ([], 0, 0)
    assert show_risks(cast.bench).people == []


def test_who_leaves_leaves_a_list_and_each_client_a_notice(cast: Cast, known: Known) -> None:
    sealed(known.counter, known.phone, label="Never opened")
    assert known.leave() == 1
    assert house_events(cast.bench)[-1]["logins"] == 1
    assert notices("logins-at-risk") == 1
    told = last(cast.bench, known.job)
    assert (told["type"], told["count"], told["logins"]) == ("risk:told", 1, [known.login])
    assert told["people"] == [{"id": cast.id("tariq"), "name": "Tariq Öztürk"}]
    (risk,) = known.risks()
    assert (risk["label"], risk["job"], risk["changed_at"]) == ("Windows", known.counter.number, 0)
    assert [each["name"] for each in risk["people"]] == ["Tariq Öztürk"]
    (person,) = show_risks(cast.bench).people
    (client,) = person.clients
    (row,) = client.rows
    assert (person.name, person.count, client.number) == ("Tariq Öztürk", 1, known.counter.number)
    assert row.here
    assert row.told_at
    assert not row.changed_at


def test_the_notice_names_no_login_and_is_left_once(cast: Cast, known: Known) -> None:
    text = sentence_of(NoticeKind.LOGINS_AT_RISK, number=known.counter.number)
    assert "Windows" not in text
    assert "Tariq" not in text
    assert (known.leave(), tell_risks(cast.bench)) == (1, 0)
    client, person = ClientId(client_of(known.phone)), cast.id("tariq")
    assert cast.bench.run(tell_risk, client=client, person=person) == 0
    assert notices("logins-at-risk") == 1


def test_what_is_destroyed_is_still_known(cast: Cast, known: Known) -> None:
    """The key dies with the job; the memory of whoever opened it does not."""
    erasure = attest_and_close(cast, known.job)
    cast.bench.run(confirm_erasure, erasure=erasure)
    assert not Login.objects.exists()
    assert known.leave() == 1
    (risk,) = known.risks()
    assert (risk["label"], risk["job"]) == ("", known.counter.number)  # the label died with it
    assert not show_risks(cast.bench).people[0].clients[0].rows[0].here
    assert known.say().status_code == 200
    assert known.risks()[0]["changed_by"] == "client"


def test_a_kept_login_belongs_to_its_client_and_no_job(cast: Cast, known: Known) -> None:
    settle(known.phone)
    keep = kept(known.phone, known.counter.recipients())
    later = later_job(cast, known.phone)
    opened(cast, "tariq", number=later.number, login=keep)
    tell_openings(cast.bench)
    assert KnownLogin.objects.get(pk=keep).job is None
    assert known.leave() == 1
    told = last(cast.bench, later.job)  # the newest job, by whose link the client hears
    assert (told["type"], sorted(told["logins"])) == ("risk:told", sorted([keep, known.login]))
    found = {each["login"]: (each["label"], each["job"]) for each in known.risks()}
    assert found == {keep: ("Router", 0), known.login: ("Windows", known.counter.number)}


def test_nothing_of_the_login_is_in_the_rows(known: Known) -> None:
    assert known.leave() == 1
    said = repr([all_rows()[name] for name in ("KnownLogin", "Opening")])
    assert known.login in said
    assert not [word for word in ("Windows", "ida", "Ida", PASSWORD) if word in said]


def test_the_client_says_it_is_changed_and_may_take_it_back(cast: Cast, known: Known) -> None:
    known.leave()
    before = known.phone.page()["mark"]
    assert known.say().status_code == 200
    said = last(cast.bench, known.job)
    assert (said["type"], said["login"]) == ("login:changed", known.login)
    assert said["statement"]["statement"]["act"] == "login-changed"
    page = known.phone.page()
    assert page["mark"] != before
    assert [each["changed_by"] for each in page["risks"]] == ["client"]
    assert count_risks() == 0
    assert known.say("login-unchanged").status_code == 200
    assert last(cast.bench, known.job)["type"] == "login:left-unchanged"
    assert count_risks() == 1


def test_management_records_the_word_of_a_client_who_is_told(cast: Cast, known: Known) -> None:
    known.leave()
    record(known)
    said = last(cast.bench, known.job)
    assert (said["type"], said["how"]) == ("login:change-recorded", "phone")
    assert said["actor"]["name"] == cast.staff("olga").name
    assert notices("change-recorded") == 1
    (risk,) = known.risks()
    assert (risk["changed_by"], risk["recorder"]) == ("shop", cast.staff("olga").name)
    (row,) = show_risks(cast.bench).people[0].clients[0].rows
    assert row.recorder == cast.staff("olga").name
    with pytest.raises(ConflictError):
        record(known)
    assert known.say("login-unchanged").status_code == 200  # who was not asked says so
    assert count_risks() == 1


@pytest.mark.parametrize("how", ["", "rumour", "PHONE"])
def test_how_the_client_told_it_is_one_of_three(known: Known, how: str) -> None:
    known.leave()
    with pytest.raises(MalformedError):
        record(known, how=how)
    assert count_risks() == 1


def test_nobody_else_of_the_shop_records_it(cast: Cast, known: Known) -> None:
    known.leave()
    for name in ("dora", "nina", "adam"):
        with pytest.raises(RefusedError, match="B1-1"):
            record(known, name)
        refused = last(cast.bench, known.job)
        assert (refused["rule"], refused["action"]) == ("B1-1", "risk:record-change")
    assert count_risks() == 1
    record(known)  # the control
    assert count_risks() == 0


def test_who_has_opened_it_never_records_it(cast: Cast, clock: StoppedClock) -> None:
    """The walk of a manager who works as a technician, too, and covers for the one who left."""
    clock.pass_by(seconds=1)
    cast.people["mona"] = join(
        cast.bench, cast.staff("olga"), "Mona Lind", ["management", "technician"]
    )
    cast.renew_directory()
    cast.sessions["mona"] = start_session(cast.bench, cast.people["mona"])
    known = known_login(cast, who="mona")
    with pytest.raises(RefusedError, match="A1-14"):
        record(known, "mona")
    assert last(cast.bench, known.job)["rule"] == "A1-14"
    record(known, "olga")  # the control: one who does not know it
    assert KnownLogin.objects.get().changed_by == "shop"


def test_who_left_says_nothing_any_more(cast: Cast, known: Known) -> None:
    """The walk of the one who left, with the session that was open, and by the client's door."""
    browser, who = cast.client("tariq"), cast.staff("tariq")
    known.leave()
    address = f"/risks/{known.login}/changed"
    assert browser.post(address, {"how": "phone"}).status_code == 401
    with pytest.raises(RefusedError, match="A1-2"):
        cast.bench.run(record_change, who=who, login=known.login, how="phone")
    statement = known.phone.act("login-changed", known.login)
    body = {"login": known.login, "statement": statement}
    assert browser.post("/c/changed", body, content_type="application/json").status_code == 404
    assert count_risks() == 1
    assert known.say(statement=statement).status_code == 200  # the control


def test_another_client_says_nothing_of_it(cast: Cast, known: Known) -> None:
    other = with_link(cast).claimed()
    known.leave()
    assert known.say(phone=other).status_code == 404
    assert known.say(login="a" * 24, phone=other).status_code == 404  # no difference is seen
    forged = other.act("login-changed", known.login)
    assert known.say(statement=forged).status_code in {400, 422}
    assert other.page()["risks"] == []
    assert count_risks() == 1


@pytest.mark.parametrize(
    "bend",
    [
        lambda _known: None,
        lambda known: known.phone.act("remove", known.login),
        lambda known: known.phone.act("login-changed", "a" * 24),
    ],
)
def test_what_is_not_signed_for_this_login_changes_nothing(known: Known, bend: Any) -> None:
    known.leave()
    assert known.say(statement=bend(known)).status_code == 400
    assert count_risks() == 1


def test_a_statement_counts_once(known: Known) -> None:
    known.leave()
    signed = known.phone.act("login-changed", known.login)
    assert known.say(statement=signed).status_code == 200
    assert known.say("login-unchanged").status_code == 200
    assert known.say(statement=signed).status_code == 409
    assert count_risks() == 1


def test_a_login_that_nobody_opened_is_no_risk(cast: Cast, known: Known) -> None:
    other = sealed(known.counter, known.phone)
    assert known.say(login=other).status_code == 404
    who = cast.staff("olga")
    with pytest.raises(AbsentError):
        cast.bench.run(record_change, who=who, login=LoginId(other), how="phone")


def test_an_opening_that_was_read_late_is_told_all_the_same(cast: Cast, known: Known) -> None:
    second = sealed(known.counter, known.phone)
    opened(cast, "tariq", number=known.counter.number, login=second)
    assert known.leave() == 1  # the clock had not read the last opening yet
    tell_openings(cast.bench)
    assert tell_risks(cast.bench) == 1
    assert len(known.risks()) == 2


def test_each_client_hears_and_a_spoiled_row_silences_no_other(cast: Cast, known: Known) -> None:
    other = known_login(cast)
    known.deactivate()
    Job.objects.filter(pk=known.job).update(sealed=b"spoiled")
    assert tell_risks(cast.bench) == 1
    assert list(Notice.objects.filter(kind="logins-at-risk").values_list("job", flat=True)) == [
        other.job
    ]


def test_reading_again_changes_nothing(cast: Cast, known: Known) -> None:
    known.leave()
    known.say()
    before = all_rows()
    found = list(read_openings(cast.bench, events_after(-1, most=1000)))
    assert [each.login for each in found] == [known.login]
    with transaction.atomic():
        keep_openings(found)
    assert all_rows() == before


def test_a_home_that_is_older_reads_its_ledger_again(cast: Cast, known: Known) -> None:
    bench = cast.bench
    for node in (client_node(ClientId(client_of(known.phone))), record_node(known.job)):
        bench.keys.key(node)  # in memory: its row stays, but the cache is cold
    call_command("migrate", "records", "0017", verbosity=0)
    call_command("migrate", verbosity=0)
    assert not Opening.objects.exists()
    assert Told.objects.get().again == -1
    while read_again(bench):
        pass
    assert Told.objects.get().again is None
    assert list(Opening.objects.values_list("login", "person")) == [(known.login, cast.id("tariq"))]
    assert notices("login-opened") == 1  # what was told is not told again
    assert known.leave() == 1


@pytest.mark.usefixtures("known")
def test_whoever_calls_it_changed_is_on_the_row() -> None:
    for wrong in (
        {"changed_at": 1},
        {"changed_by": "client"},
        {"changed_at": 1, "changed_by": "shop"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            KnownLogin.objects.update(**wrong)
    KnownLogin.objects.update(changed_at=1, changed_by="shop", recorder=Person.objects.first())


@pytest.mark.parametrize("only_job", [True, False])
def test_the_rows_end_with_the_job_or_the_client(
    cast: Cast, clock: StoppedClock, known: Known, *, only_job: bool
) -> None:
    stay_signed_in()
    settle(known.phone)
    keep = kept(known.phone, known.counter.recipients())
    later = later_job(cast, known.phone)
    opened(cast, "tariq", number=later.number, login=keep)
    tell_openings(cast.bench)
    other = known_login(cast)
    known.leave()
    who = Leaver(cast, known.counter, known.phone)
    who.stop(only_job=only_job)
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    clock.pass_by(days=DAYS)
    assert end_due_cases(cast.bench) == 1
    rest = {keep, other.login} if only_job else {other.login}
    assert set(KnownLogin.objects.values_list("pk", flat=True)) == rest
    assert set(Opening.objects.values_list("login", flat=True)) == rest
