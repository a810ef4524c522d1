"""What a client acknowledges: by key, at the counter, on paper; and the objection to a paper."""

from typing import Any

import pytest

from sealbench.errors import ConflictError, MalformedError, RefusedError
from sealbench.shop.procedures.acknowledge_on_paper import acknowledge_on_paper
from sealbench.shop.procedures.acknowledgements import is_acknowledged, texts_today
from sealbench.shop.procedures.cancel_job import cancel_job
from sealbench.shop.records.models import Acknowledgement, Notice
from sealbench.statement import Context
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.desk import desk, events, last, put_in_service
from tests.support.keeps import kept, later_job, opened, settle
from tests.support.risks import known_login


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


@pytest.fixture
def phone(counter: Counter) -> Phone:
    return counter.claimed()


def post(phone: Phone, **changes: Any) -> Any:
    statement = phone.acknowledgement(**changes).to_json()
    return phone.post("/c/acknowledge", {"statement": statement})


def object_to_paper(phone: Phone) -> Any:
    return phone.post("/c/paper/object", {"statement": phone.act("object-to-paper")})


def test_the_words_are_kept_as_they_were_signed(counter: Counter, phone: Phone) -> None:
    assert len(phone.page()["acknowledgement"]["texts"]) == 3
    phone.acknowledge("not known")
    told = last(counter.cast.bench, counter.job)
    assert told["type"] == "job:acknowledged"
    assert told["answer"] == "not known"
    assert [each["body"] for each in told["texts"]] == [each.body for each in texts_today()]
    signed = told["statement"]["statement"]
    assert signed["context"] == Context.ACKNOWLEDGEMENT
    page = phone.page()["acknowledgement"]
    assert page["texts"] == []
    (given,) = page["given"]
    assert (given["level"], given["answer"], given["paper"]) == ("first claim", "not known", False)
    assert [each["body"] for each in given["texts"]] == [each.body for each in texts_today()]


def test_nothing_of_it_lies_in_the_clear(counter: Counter, phone: Phone) -> None:
    phone.acknowledge("not known")
    (row,) = Acknowledgement.objects.filter(job=counter.job)
    assert b"ultimately" not in bytes(row.sealed)
    assert b"not known" not in bytes(row.sealed)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"job": "a" * 24}, 400),
        ({"site": "https://other.example"}, 422),
        ({"backup": {"version": 2, "language": "en", "hash": "A" * 43}}, 409),
        ({"policy": {"version": 1, "language": "en", "hash": "A" * 43}}, 409),
        ({"nonce": "A" * 43}, 409),
    ],
)
def test_what_was_not_shown_here_cannot_be_signed(
    phone: Phone, changes: dict[str, Any], status: int
) -> None:
    assert post(phone, **changes).status_code in {status, 422}
    assert not is_acknowledged(phone.job)
    assert post(phone).status_code == 200


def test_it_is_signed_once(phone: Phone) -> None:
    first = phone.acknowledgement().to_json()
    assert phone.post("/c/acknowledge", {"statement": first}).status_code == 200
    assert phone.post("/c/acknowledge", {"statement": first}).status_code == 409
    assert post(phone).status_code == 409
    assert Acknowledgement.objects.count() == 1


def test_another_key_signs_for_nobody(counter: Counter, phone: Phone) -> None:
    other = counter.phone()
    other.web = phone.web
    assert post(other).status_code == 422
    assert post(phone).status_code == 200


def test_a_job_that_has_ended_is_not_acknowledged(cast: Cast, phone: Phone) -> None:
    cast.bench.run(cancel_job, who=desk(cast), job=phone.job)
    assert post(phone).status_code == 403
    assert last(cast.bench, phone.job)["rule"] == "A4-4"
    assert phone.page()["acknowledgement"] == {"texts": [], "given": []}


def test_a_paper_counts_and_the_client_hears_of_it(cast: Cast, phone: Phone) -> None:
    put_in_service(cast, phone.job)
    told = next(each for each in events(cast.bench, phone.job) if "paper" in each["type"])
    assert (told["type"], told["answer"]) == ("job:acknowledged-on-paper", "yes")
    assert Notice.objects.filter(kind="acknowledged-on-paper", job=phone.job).count() == 1
    (given,) = phone.page()["acknowledgement"]["given"]
    assert (given["level"], given["paper"]) == ("on paper", True)
    with pytest.raises(ConflictError):
        cast.bench.run(acknowledge_on_paper, who=desk(cast), job=phone.job, answer="no")


def test_a_paper_that_was_objected_to_counts_no_more(cast: Cast, phone: Phone) -> None:
    assert object_to_paper(phone).status_code == 404
    put_in_service(cast, phone.job)
    assert object_to_paper(phone).status_code == 200
    assert last(cast.bench, phone.job)["type"] == "paper:objected-to"
    assert not is_acknowledged(phone.job)
    assert object_to_paper(phone).status_code == 404
    (given,) = phone.page()["acknowledgement"]["given"]
    assert given["objected_at"]
    phone.acknowledge()
    assert is_acknowledged(phone.job)


def test_a_signature_follows_a_paper(cast: Cast, phone: Phone) -> None:
    put_in_service(cast, phone.job)
    phone.acknowledge()
    assert [each["level"] for each in phone.page()["acknowledgement"]["given"]] == [
        "on paper",
        "first claim",
    ]


@pytest.mark.parametrize("who", ["tariq", "olga", "adam"])
def test_only_the_front_desk_records_a_paper(cast: Cast, counter: Counter, who: str) -> None:
    may = who == "olga"  # who is of the front desk as well
    if may:
        cast.bench.run(acknowledge_on_paper, who=cast.staff(who), job=counter.job, answer="no")
        return
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(acknowledge_on_paper, who=cast.staff(who), job=counter.job, answer="no")
    assert caught.value.reason == "D1-2"
    assert last(cast.bench, counter.job)["action"] == "job:acknowledge-on-paper"


def test_an_answer_is_one_of_three(cast: Cast, counter: Counter) -> None:
    with pytest.raises(MalformedError):
        cast.bench.run(acknowledge_on_paper, who=desk(cast), job=counter.job, answer="maybe")


def test_the_page_of_the_sheet_asks_for_both(cast: Cast, counter: Counter) -> None:
    dora, address = cast.client("dora"), f"/jobs/{counter.number}/acknowledgement/"
    page = dora.get(address).content.decode()
    assert all(each.heading in page and each.hash in page for each in texts_today())
    assert dora.post(address, {"answer": "no"}).status_code == 422
    assert dora.post(address, {"signed": "on"}).status_code == 422
    assert not is_acknowledged(counter.job)
    assert dora.post(address, {"answer": "no", "signed": "on"}).status_code == 302
    assert "has no backup" in dora.get(f"/jobs/{counter.number}/").content.decode()


def test_after_an_objection_nothing_is_opened_until_it_is_acknowledged(cast: Cast) -> None:
    """The job stays in service; its logins, and those that are kept, are closed meanwhile."""
    known = known_login(cast)
    number = known.counter.number
    assert object_to_paper(known.phone).status_code == 200
    with pytest.raises(RefusedError, match="D1-3"):
        opened(cast, "tariq", number=number, login=known.login)
    assert last(cast.bench, known.job)["rule"] == "D1-3"
    assert post(known.phone).status_code == 200
    assert opened(cast, "tariq", number=number, login=known.login).file


def test_a_kept_login_rests_on_the_job_that_it_is_opened_in(cast: Cast) -> None:
    known = known_login(cast)
    settle(known.phone)
    keep = kept(known.phone, known.counter.recipients())
    later = later_job(cast, known.phone)
    Acknowledgement.objects.filter(job=later.job).update(objected_at=1)
    with pytest.raises(RefusedError, match="D1-3"):
        opened(cast, "tariq", number=later.number, login=keep)
    Acknowledgement.objects.filter(job=later.job).update(objected_at=None)
    assert opened(cast, "tariq", number=later.number, login=keep).file
