"""What the shop records must follow from what was before: a lying shop is found out."""

import pytest

from sealbench.canon import JSONValue
from sealbench.dossier import Result
from sealbench.dossier.deeds import key_id
from sealbench.statement import SignedStatement
from tests.dossier.story import (
    CARLA,
    ERASURE,
    KEEPER,
    NUMBER,
    OLGA,
    STRANGER,
    TARIQ,
    Teller,
    begun,
    by_client,
    claim,
    seal,
    staff,
    whole,
)
from tests.dossier.verdicts import check, failed, level, told
from tests.statement.samples import JOB, LOGIN, b32, h, public


def test_a_job_that_has_not_ended_holds_and_says_that_more_may_follow() -> None:
    teller = begun()
    teller.open(2)
    report = told(teller)
    assert failed(report) == set()
    assert check(report, "closing").result is Result.OPEN
    assert check(report, "erasure").result is Result.OPEN


def test_a_cancelled_intake_holds() -> None:
    teller = Teller()
    teller.begin("tariq")
    count = len(teller.payloads) + 1
    teller.tell("job:cancelled", staff("olga"), job=JOB, number=NUMBER, old="intake", count=count)
    teller.tell("erasure:ordered", staff("olga"), job=JOB, erasure=ERASURE)
    report = told(teller)
    assert failed(report) == set()
    assert check(report, "erasure").result is Result.OPEN
    assert "not confirmed" in check(report, "erasure").detail


def test_an_unknown_event_is_listed_and_not_judged() -> None:
    teller = begun()
    teller.tell("moon:eclipsed", STRANGER, job=JOB)
    report = told(teller)
    assert report.unjudged == ("moon:eclipsed",)
    assert report.holds


# ---- levels of the client's signatures


def late(hours: float, **changes: JSONValue) -> Teller:
    """A job whose client comes back so many hours after the claim."""
    teller = Teller()
    teller.begin("tariq")
    if changes:
        stated = claim(teller.payloads[3]["at"], **changes)  # type: ignore[arg-type]  # a text
        teller.payloads[3]["statement"] = stated
    teller.at += (hours - 1) / 24
    return teller


@pytest.mark.parametrize(
    ("hours", "stated", "stays", "expected"),
    [
        (73, "settled", False, "settled"),
        (71, "settled", False, "first claim"),
        (73, "first claim", False, "first claim"),
        (73, "settled", True, "first claim"),
        (1, "in person", False, "first claim"),
    ],
)
def test_a_level_is_what_the_events_prove_and_never_more(
    hours: float, stated: str, stays: JSONValue, expected: str
) -> None:
    teller = late(hours, device_stays=stays)
    teller.seal("tariq", actor={**CARLA, "level": stated})
    report = told(teller)
    assert failed(report) == set()
    assert level(report, "sealed") == expected


def test_a_key_made_at_the_counter_signs_in_person() -> None:
    teller = Teller()
    teller.begin("tariq")
    sitting = {**CARLA, "level": "in person", "key": public("sitting")}
    teller.tell("counter:started", staff("olga"))
    teller.tell("counter:begun", sitting, statement=claim(teller.now, "sitting"))
    made = SignedStatement.from_json(seal(teller.now, "tariq")).statement
    teller.tell("login:sealed", sitting, login=LOGIN, statement=by_client(made, "sitting"))
    teller.tell("key:revoked", staff("olga"), key=key_id(public("carla")))  # hers, not this one
    report = told(teller)
    assert failed(report) == set()
    assert level(report, "sitting") == "in person"
    assert level(report, "sealed") == "in person"


def test_acts_that_stop_an_access_may_be_unsigned_and_the_report_says_so() -> None:
    teller = begun()
    teller.tell("login:declined", CARLA, reason="no")
    teller.tell("login:removed", CARLA, login=LOGIN)
    report = told(teller)
    assert failed(report) == set()
    assert level(report, "removed") == "unsigned"
    assert report.signatures[-1].result is Result.OPEN


def test_a_second_claim_by_the_same_key_counts_from_the_first() -> None:
    teller = late(80)
    teller.tell("link:reissued", staff("olga"), link=h("second"))
    again = claim(teller.now, link=h("second"))
    teller.tell("link:claimed", CARLA, link=h("second"), statement=again)
    teller.seal("tariq", actor={**CARLA, "level": "settled"})
    report = told(teller)
    assert failed(report) == set()
    assert level(report, "sealed") == "settled"


# ---- job, logins, closing, erasure


def closed(**changes: JSONValue) -> Teller:
    """The whole story, with the closing event changed."""
    teller = whole()
    teller.payloads.pop()
    event = next(each for each in teller.payloads if each["type"] == "job:closed")
    event.update(changes)
    return teller


def test_the_closing_event_must_count_right() -> None:
    assert failed(told(closed())) == set()
    assert failed(told(closed(count=3))) == {"closing"}
    assert failed(told(closed(count="many"))) == {"closing"}


def test_a_job_ends_once() -> None:
    teller = closed()
    teller.close()
    assert "closing" in failed(told(teller))


def test_an_end_without_an_erasure_fails() -> None:
    teller = begun()
    count = len(teller.payloads) + 1
    teller.tell("job:closed", staff("olga"), job=JOB, count=count)
    report = told(teller)
    assert failed(report) == {"erasure"}
    assert "no erasure was ordered" in check(report, "erasure").detail


def test_an_erasure_is_confirmed_after_its_order() -> None:
    teller = begun()
    teller.tell("erasure:confirmed", KEEPER, job=JOB, erasure=ERASURE)
    assert failed(told(teller)) == {"erasure"}


def test_events_of_another_job_and_wrong_moves_fail() -> None:
    teller = begun()
    teller.tell("job:looked-at", staff("olga"), job=b32("other"))
    assert failed(told(teller)) == {"job"}
    teller = begun()
    teller.move("waiting", "ready for pick-up")
    assert failed(told(teller)) == {"job"}
    teller = begun()
    teller.payloads[0]["number"] = 7
    assert failed(told(teller)) == {"job"}


def test_a_login_expires_after_its_time_and_not_before() -> None:
    teller = begun()
    teller.at = 9
    teller.tell("login:expired", KEEPER, login=LOGIN)
    assert failed(told(teller)) == set()
    teller = begun()
    teller.open(2)
    teller.open(1)
    used_up = begun()
    for left in (2, 1, 0):
        used_up.open(left)
    for each in (teller, used_up):
        each.tell("login:expired", KEEPER, login=LOGIN, why="count")
    assert failed(told(teller)) == {"logins"}
    assert failed(told(used_up)) == set()
    teller = begun()
    teller.tell("login:expired", KEEPER, login=b32("none"))
    assert failed(told(teller)) == {"logins"}
    teller = begun()
    teller.tell("login:way-closed", staff("olga"), login=b32("none"), people=[{"id": OLGA["id"]}])
    assert failed(told(teller)) == {"logins"}


def test_whoever_leaves_the_house_leaves_the_job() -> None:
    teller = Teller()
    teller.begin("tariq", "olga")
    gone: list[JSONValue] = [TARIQ["id"], 7, {"name": "without an id"}]
    teller.tell("job:assigned", staff("olga"), job=JOB, removed=gone, added=[])
    teller.seal("olga")
    assert failed(told(teller)) == set()


def test_times_may_go_back_two_seconds_and_no_more() -> None:
    def shifted(seconds: float) -> set[str]:
        teller = begun()
        teller.at -= 1 / 24 + seconds / 86_400
        teller.tell("job:looked-at", staff("olga"), job=JOB)
        return failed(told(teller))

    assert shifted(2) == set()
    assert shifted(3) == {"times"}
