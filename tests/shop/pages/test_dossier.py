import pytest

from sealbench.dossier import Result, read_dossier
from sealbench.policy import JobState
from tests.support.cast import Cast
from tests.support.clients import PASSWORD, Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import last
from tests.support.dossiers import close, open_once, read, seal, take, work_on


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


@pytest.fixture
def phone(counter: Counter) -> Phone:
    return counter.claimed()


def test_the_client_takes_home_what_verifies_and_ends_with_the_handing_out(
    counter: Counter, phone: Phone
) -> None:
    taken = take(phone)
    entry = taken.dossier.entries[-1]
    assert entry.type == "dossier:handed-out"
    assert entry.actor["kind"] == "client"
    assert taken.dossier.count == len(taken.dossier.entries)
    assert taken.dossier.job.number == counter.number
    assert taken.dossier.job.device.make == "Lenovo"
    assert taken.result("fingerprint") is Result.HOLDS
    assert taken.result("closing") is Result.OPEN
    assert taken.report.unjudged == ()


def test_the_whole_life_of_a_login_verifies_with_its_levels(
    counter: Counter, phone: Phone, clock: StoppedClock
) -> None:
    login = seal(counter, phone)
    work_on(counter, JobState.IN_SERVICE)
    open_once(counter, login)
    clock.pass_by(minutes=1)
    open_once(counter, login, by_passkey=False)
    work_on(counter, JobState.READY)
    close(counter)
    taken = take(phone)
    levels = [(each.deed, each.level) for each in taken.report.signatures]
    assert levels == [
        ("claimed the link", "first claim"),
        ("sealed a login", "first claim"),
        ("opened a login", "passkey"),
        ("opened a login", "passphrase"),
        ("stated that no record is kept", "passkey"),
    ]
    assert taken.dossier.job.state == "closed"
    assert taken.result("attestations") is Result.HOLDS
    assert taken.result("closing") is Result.HOLDS
    assert taken.result("erasure") is Result.HOLDS
    assert taken.report.unjudged == ()


def test_a_second_dossier_holds_the_first_handing_out(phone: Phone) -> None:
    first, second = take(phone), take(phone)
    assert second.dossier.entries[:-1] == tuple(
        entry for entry in second.dossier.entries if entry.counter < first.dossier.count
    )
    assert second.dossier.count == first.dossier.count + 1


def test_the_front_desk_hands_it_out_and_the_event_names_who(
    counter: Counter, cast: Cast, phone: Phone
) -> None:
    seal(counter, phone)
    answer = cast.client("dora").post(f"/jobs/{counter.number}/dossier")
    taken = read(cast.bench, answer)
    assert taken.dossier.entries[-1].actor["id"] == cast.id("dora")
    assert answer["Content-Disposition"] == f'attachment; filename="dossier-{counter.number}.zip"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/zip"


@pytest.mark.parametrize("name", ["tariq", "nina", "adam"])
def test_nobody_else_of_the_shop_gets_it_and_the_refusal_is_recorded(
    counter: Counter, cast: Cast, name: str
) -> None:
    answer = cast.client(name).post(f"/jobs/{counter.number}/dossier")
    assert answer.status_code == 403
    event = last(cast.bench, counter.job)
    assert (event["type"], event["rule"], event["clause"]) == ("action:refused", "A5-7", "A5")
    assert event["action"] == "job:dossier"


def test_strangers_clients_without_a_visit_and_other_methods_get_nothing(
    counter: Counter, cast: Cast, phone: Phone
) -> None:
    before = last(cast.bench, counter.job)
    assert cast.stranger().post("/c/dossier").status_code == 404
    assert cast.stranger().post(f"/jobs/{counter.number}/dossier").status_code == 401
    assert phone.web.get("/c/dossier").status_code == 405
    assert cast.client("dora").get(f"/jobs/{counter.number}/dossier").status_code == 405
    assert phone.web.post(f"/jobs/{counter.number}/dossier").status_code == 401
    assert cast.client("dora").post("/jobs/999999/dossier").status_code == 404
    assert last(cast.bench, counter.job) == before
    assert take(phone).dossier.count > 0


def test_a_key_that_was_objected_to_takes_nothing(counter: Counter, phone: Phone) -> None:
    take(phone)
    assert counter.phone().post("/c/object", {"token": counter.token}).status_code == 200
    assert phone.post("/c/dossier").status_code == 404


def test_neither_the_login_nor_its_token_is_in_the_dossier(counter: Counter, phone: Phone) -> None:
    seal(counter, phone)
    answer = phone.post("/c/dossier")
    dossier = read_dossier(answer.content)
    text = repr([entry.payload for entry in dossier.entries])
    assert PASSWORD not in text
    assert counter.token not in text


def test_a_directory_that_was_signed_meanwhile_is_in_the_next_dossier(
    counter: Counter, cast: Cast, phone: Phone, clock: StoppedClock
) -> None:
    seal(counter, phone)
    before = take(phone).dossier.directories
    clock.pass_by(hours=1)
    cast.renew_directory()
    login = seal(counter, phone)
    work_on(counter, JobState.IN_SERVICE)
    open_once(counter, login)
    after = take(phone).dossier.directories
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


def test_the_page_of_the_job_offers_it_as_a_form_to_the_front_desk_alone(
    counter: Counter, cast: Cast
) -> None:
    form = f'<form method="post" action="/jobs/{counter.number}/dossier">'
    page = f"/jobs/{counter.number}/"
    assert form in cast.client("dora").get(page).content.decode()
    assert form not in cast.client("tariq").get(page).content.decode()
