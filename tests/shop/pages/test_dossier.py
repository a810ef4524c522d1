from dataclasses import dataclass
from typing import Any

import pytest

from sealbench.dossier import Dossier, Report, Result, read_dossier, verify_dossier
from sealbench.ids import LoginId, new_id
from sealbench.policy import JobState
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.open_login import open_login, opening_nonce
from tests.support.cast import Cast, fresh_nonce
from tests.support.clients import PASSWORD, Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import last


@dataclass
class Taken:
    """A dossier that left the shop, with the verdict on it."""

    dossier: Dossier
    report: Report

    def result(self, name: str) -> Result:
        return next(check.result for check in self.report.checks if check.name == name)


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast)


@pytest.fixture
def phone(counter: Counter) -> Phone:
    return counter.claimed()


def read(bench: Bench, answer: Any) -> Taken:
    assert answer.status_code == 200, answer.content
    dossier = read_dossier(answer.content)
    report = verify_dossier(dossier, fingerprint=dossier.fingerprint, now=bench.now())
    failed = [check for check in report.checks if check.result is Result.FAILS]
    assert failed == []
    return Taken(dossier, report)


def take(phone: Phone) -> Taken:
    return read(phone.bench, phone.post("/c/dossier"))


def seal(counter: Counter, phone: Phone) -> LoginId:
    login = LoginId(new_id())
    answer = phone.post("/c/seal", phone.sealed(counter.recipients(), login=login))
    assert answer.status_code == 200, answer.content
    return login


def work_on(counter: Counter, to: JobState) -> None:
    who = counter.cast.staff("dora")
    counter.cast.bench.run(move_job, who=who, job=counter.job, to=to)


def open_once(counter: Counter, login: LoginId, *, by_passkey: bool = True) -> None:
    cast, who = counter.cast, counter.cast.staff("tariq")
    tariq = cast.person("tariq")
    signed = tariq.opening(
        fresh_nonce(cast.bench, opening_nonce(who, login)),
        cast.bench.now(),
        job=counter.job,
        login=login,
        purpose="repair",
        passkey=tariq.passkeys[0] if by_passkey else None,
    )
    cast.bench.run(open_login, who=who, number=counter.number, login=login, signed=signed)


def close(counter: Counter) -> None:
    bench = counter.cast.bench
    erasure = bench.run(close_job, who=counter.cast.staff("dora"), job=counter.job)
    bench.run(confirm_erasure, erasure=erasure)


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
    ]
    assert taken.dossier.job.state == "closed"
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
