"""Lives of a job as the real procedures record them: the verifier raises no false alarm."""

from datetime import timedelta

import pytest

from sealbench import clock as clocks
from sealbench.dossier import Result
from sealbench.dossier.directories import NOBODY
from sealbench.dossier.life import check_erasure, read_life
from sealbench.dossier.wording import sentence
from sealbench.policy import JobState
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.cancel_job import cancel_job
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.expire_logins import expire_logins
from sealbench.shop.procedures.reissue_link import Identified, reissue_link
from sealbench.shop.procedures.start_counter import start_counter
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import intake
from tests.support.dossiers import Taken, close, open_once, read, seal, take, work_on
from tests.support.files import attach


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


@pytest.fixture
def phone(counter: Counter) -> Phone:
    return counter.claimed()


def levels(taken: Taken) -> list[tuple[str, str]]:
    assert taken.report.unjudged == ()
    return [(each.deed, each.level) for each in taken.report.signatures]


def at_the_desk(counter: Counter) -> Taken:
    answer = counter.cast.client("dora").post(f"/jobs/{counter.number}/dossier")
    return read(counter.cast.bench, answer)


def test_reassigned_and_sealed_again(counter: Counter, phone: Phone, clock: StoppedClock) -> None:
    cast = counter.cast
    first = seal(counter, phone)
    work_on(counter, JobState.IN_SERVICE)
    open_once(counter, first)
    who, nina = cast.staff("dora"), Assignees(cast.id("nina"), cast.id("tariq"))
    cast.bench.run(assign_job, who=who, job=counter.job, assignees=nina)
    clock.pass_by(minutes=5)
    second = seal(counter, phone, "tariq", "nina")
    open_once(counter, second, "nina")
    alone = Assignees(cast.id("nina"))
    cast.bench.run(assign_job, who=who, job=counter.job, assignees=alone)
    assert [deed for deed, _ in levels(take(phone))].count("opened a login") == 2


def test_a_deactivated_person_leaves_job_and_login(
    counter: Counter, phone: Phone, clock: StoppedClock
) -> None:
    cast = counter.cast
    seal(counter, phone)
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"))
    clock.pass_by(minutes=1)
    cast.renew_directory()
    nina = Assignees(cast.id("nina"))
    cast.bench.run(assign_job, who=cast.staff("dora"), job=counter.job, assignees=nina)
    work_on(counter, JobState.IN_SERVICE)
    open_once(counter, seal(counter, phone, "nina"), "nina")
    assert levels(take(phone))[-1] == ("opened a login", "passkey")


def test_what_the_client_may_do_signed_and_unsigned(counter: Counter, phone: Phone) -> None:
    phone.json("/c/decline", {"reason": "Not yet.", "statement": phone.act("refuse")})
    phone.json("/c/presence", {"statement": None})
    login = seal(counter, phone)
    phone.json("/c/remove", {"login": login, "statement": phone.act("remove", login)})
    assert levels(take(phone)) == [
        ("claimed the link", "first claim"),
        ("declined to give a login", "first claim"),
        ("asked to be present", "unsigned"),
        ("sealed a login", "first claim"),
        ("removed a login", "first claim"),
    ]


def test_files_that_came_were_looked_into_and_went(counter: Counter, phone: Phone) -> None:
    cast, number = counter.cast, counter.number
    kept, ours, theirs = (attach(cast, number) for _ in range(3))
    cast.client("tariq").post(f"/jobs/{number}/files/{kept.id}")
    cast.client("dora").post(f"/jobs/{number}/files/{ours.id}/remove/", {"word": "remove"})
    close(counter)
    assert phone.web.post("/c/file", {"file": kept.id}).status_code == 200
    body = {"file": theirs.id, "statement": phone.act("remove", theirs.id)}
    phone.json("/c/file/remove", body)
    phone.json("/c/file/remove", {"file": kept.id, "statement": None})
    taken = take(phone)
    assert levels(taken) == [
        ("claimed the link", "first claim"),
        ("stated that no record is kept", "passkey"),
        ("removed a file", "first claim"),
        ("removed a file", "unsigned"),
    ]
    told = "\n".join(sentence(entry.payload) for entry in taken.dossier.entries)
    for words in ("attached file", "could not be screened", "looked into file", "fetched file"):
        assert words in told
    assert f"confirmed that the key of file {ours.id[:6]} is destroyed" in told
    assert ours.name not in told


def test_an_erasure_of_a_file_stands_for_none_of_the_job(counter: Counter, phone: Phone) -> None:
    sent = attach(counter.cast, counter.number)
    phone.json("/c/file/remove", {"file": sent.id, "statement": None})
    story = read_life(take(phone).dossier, NOBODY)
    story.ended_at = 9
    assert check_erasure(story).result is Result.FAILS


def test_a_key_is_settled_after_three_days(
    counter: Counter, phone: Phone, clock: StoppedClock
) -> None:
    clock.pass_by(hours=71)
    seal(counter, phone)
    clock.pass_by(hours=1)
    seal(counter, phone)
    assert [level for _, level in levels(take(phone))] == ["first claim", "first claim", "settled"]


def test_a_reissued_link_and_its_new_key(
    counter: Counter, phone: Phone, clock: StoppedClock
) -> None:
    seal(counter, phone)
    clock.pass_by(hours=1)
    slip = counter.cast.bench.run(
        reissue_link,
        who=counter.cast.staff("dora"),
        number=counter.number,
        how=Identified.DOCUMENT,
    )
    again = counter.phone()
    assert again.claim(slip.link.token, slip.link.code).status_code == 200
    seal(counter, again)
    assert [deed for deed, _ in levels(take(again))] == [
        "claimed the link",
        "sealed a login",
        "claimed the link",
        "sealed a login",
    ]


def test_a_sitting_at_the_counter(counter: Counter) -> None:
    tablet = counter.phone()
    desk = counter.cast.staff("dora")
    token = counter.cast.bench.run(start_counter, who=desk, number=counter.number).link.token
    statement = tablet.claim_statement(token.replace("-", "").lower()).to_json()
    begun = tablet.post("/counter/begin", {"token": token, "statement": statement})
    assert begun.status_code == 200, begun.content
    seal(counter, tablet)
    assert levels(take(tablet))[-1] == ("sealed a login", "in person")
    tablet.json("/counter/end")
    assert levels(at_the_desk(counter))[0] == ("began a sitting at the counter", "in person")


def test_logins_that_expired_and_that_were_used_up(
    counter: Counter, phone: Phone, clock: StoppedClock
) -> None:
    work_on(counter, JobState.IN_SERVICE)
    once = seal(counter, phone, openings=1)
    soon = clocks.to_text(phone.now + timedelta(hours=2))
    seal(counter, phone, expires=soon)
    open_once(counter, once)
    counter.cast.bench.run(expire_logins)
    clock.pass_by(hours=3)
    counter.cast.bench.run(expire_logins)
    taken = take(phone)
    kinds = [entry.type for entry in taken.dossier.entries]
    assert kinds.count("login:expired") == 2
    levels(taken)


def test_a_cancelled_intake_and_one_whose_erasure_is_not_confirmed(
    counter: Counter, phone: Phone, cast: Cast
) -> None:
    seal(counter, phone)
    cast.bench.run(cancel_job, who=cast.staff("dora"), job=counter.job)
    taken = take(phone)
    assert taken.dossier.job.state == "cancelled"
    assert taken.result("erasure") is Result.OPEN
    levels(taken)


def test_a_refused_opening_and_a_look_are_told(counter: Counter, phone: Phone) -> None:
    seal(counter, phone)
    counter.cast.client("dora").get(f"/jobs/{counter.number}/")
    assert counter.cast.client("nina").post(f"/jobs/{counter.number}/dossier").status_code == 403
    kinds = {entry.type for entry in take(phone).dossier.entries}
    assert "action:refused" in kinds


def test_a_closing_in_the_company_of_other_work_still_counts_right(
    cast: Cast, phone: Phone, counter: Counter
) -> None:
    other = with_link(cast, intake(cast))
    work_on(counter, JobState.IN_SERVICE)
    work_on(counter, JobState.READY)
    close(counter)
    attest_and_close(cast, other.job)
    assert take(phone).result("closing") is Result.HOLDS
    assert at_the_desk(other).result("closing") is Result.HOLDS
