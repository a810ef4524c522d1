import re

import pytest

from sealbench.errors import ConflictError, RefusedError
from sealbench.shop.procedures.issue_link import issue_link
from sealbench.shop.procedures.reissue_link import Identified, reissue_link
from sealbench.shop.records.models import ClientKey, Job, Link, Notice
from sealbench.shop.records.models import Login as LoginRow
from tests.support.cast import Cast, browser
from tests.support.clients import Counter, Phone, with_link
from tests.support.desk import events, last, take_in


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


def test_the_desk_gets_a_slip_and_a_code_once(cast: Cast) -> None:
    job = take_in(cast)
    page = cast.client("dora").post(f"/jobs/{job.number}/link")
    text = page.content.decode()
    token = re.findall(r"/c/#([A-Za-z0-9_-]{32})\.[A-Za-z0-9_-]{43}", text)[0]
    code = re.findall(r">(\d{6})<", text)[0]
    assert "Corner Repairs" in text
    assert "Tariq Öztürk" in text
    assert text.count(code) == 1  # not in the text to send
    phone = Phone(cast.bench, browser(cast.bench), job.id)
    assert phone.claim(token, code).status_code == 200
    event = events(cast.bench, job.id)[-2]
    assert (event["type"], event["actor"]["name"]) == ("link:issued", "Dora Weiss")
    assert token not in str(event)
    assert code not in str(event)


@pytest.mark.parametrize(("who", "rule"), [("tariq", "B1-9"), ("nina", "B1-9"), ("adam", "B1-9")])
def test_only_the_desk_issues_links(cast: Cast, who: str, rule: str) -> None:
    job = take_in(cast)
    for path in ("link", "counter"):
        answer = cast.client(who).post(f"/jobs/{job.number}/{path}")
        assert answer.status_code == 403
        refusal = last(cast.bench, job.id)
        assert (refusal["type"], refusal["rule"]) == ("action:refused", rule)
    assert cast.stranger().post(f"/jobs/{job.number}/link").status_code == 401
    assert Link.objects.count() == 0


def test_getting_the_page_changes_nothing(counter: Counter) -> None:
    before = Link.objects.get()
    for path in ("link", "counter"):
        answer = counter.cast.client("dora").get(f"/jobs/{counter.number}/{path}")
        assert answer.status_code == 405
    asked = counter.cast.client("dora").get(f"/jobs/{counter.number}/link/again")
    assert b'name="how"' in asked.content
    assert Link.objects.get().revoked_at == before.revoked_at
    assert counter.cast.client("nina").get(f"/jobs/{counter.number}/link/again").status_code == 403
    assert counter.cast.client("dora").get("/jobs/999/link/again").status_code == 404


def test_an_unknown_job_is_absent(cast: Cast) -> None:
    assert cast.client("dora").post("/jobs/999/link").status_code == 404


def test_a_new_link_takes_the_place_of_an_unclaimed_one(counter: Counter) -> None:
    slip = counter.cast.bench.run(issue_link, who=counter.cast.staff("dora"), number=counter.number)
    assert counter.phone().post("/c/look", {"token": counter.token}).status_code == 404
    assert counter.phone().claim(slip.link.token, slip.link.code).status_code == 200


def test_a_claimed_link_is_only_reissued(counter: Counter) -> None:
    counter.claimed()
    with pytest.raises(ConflictError):
        counter.cast.bench.run(issue_link, who=counter.cast.staff("dora"), number=counter.number)


def test_reissuing_ends_the_old_key_and_keeps_the_logins(counter: Counter) -> None:
    phone = counter.claimed()
    phone.json("/c/seal", phone.sealed(counter.recipients()))
    slip = counter.cast.bench.run(
        reissue_link,
        who=counter.cast.staff("dora"),
        number=counter.number,
        how=Identified.DOCUMENT,
    )
    assert phone.post("/c/job", {}).status_code == 404
    assert phone.visit().status_code == 404
    assert counter.phone().post("/c/look", {"token": counter.token}).status_code == 404
    assert ClientKey.objects.get().revoked_at is not None
    assert LoginRow.objects.count() == 1
    assert Notice.objects.filter(kind="link-reissued").count() == 1
    kinds = [event["type"] for event in events(counter.cast.bench, counter.job)]
    assert kinds[-2:] == ["key:revoked", "link:reissued"]
    fresh = counter.phone()
    assert fresh.claim(slip.link.token, slip.link.code).status_code == 200
    assert len(fresh.page()["logins"]) == 1


def test_whose_link_was_replaced_can_still_object(counter: Counter) -> None:
    slip = counter.cast.bench.run(
        reissue_link,
        who=counter.cast.staff("dora"),
        number=counter.number,
        how=Identified.KNOWN,
    )
    thief = counter.phone()
    assert thief.claim(slip.link.token, slip.link.code).status_code == 200
    assert counter.phone().json("/c/object", {"token": counter.token}) == {"stopped": 1}
    assert thief.post("/c/job", {}).status_code == 404


def test_nobody_is_given_a_new_link_unidentified(counter: Counter) -> None:
    counter.claimed()
    with pytest.raises(RefusedError) as caught:
        counter.cast.bench.run(
            reissue_link, who=counter.cast.staff("dora"), number=counter.number, how=None
        )
    assert caught.value.reason == "A5-3"
    desk = counter.cast.client("dora")
    asked = desk.post(f"/jobs/{counter.number}/link/again")
    assert b'name="how"' in asked.content
    wrong = desk.post(f"/jobs/{counter.number}/link/again", {"how": "by his word"})
    assert b'name="how"' in wrong.content
    assert ClientKey.objects.get().revoked_at is None
    done = desk.post(f"/jobs/{counter.number}/link/again", {"how": Identified.KNOWN.value})
    assert b"/c/#" in done.content


def test_no_link_is_issued_for_a_job_that_ended(cast: Cast) -> None:
    job = take_in(cast)
    Job.objects.update(state="closed")
    assert cast.client("dora").post(f"/jobs/{job.number}/link").status_code == 403
    assert last(cast.bench, job.id)["rule"] == "A4-4"
