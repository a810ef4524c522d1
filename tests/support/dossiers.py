"""A dossier that left the shop, verified at once; and the steps of a login's life before it."""

from dataclasses import dataclass
from typing import Any

from sealbench.dossier import Dossier, Report, Result, read_dossier, verify_dossier
from sealbench.ids import LoginId, new_id
from sealbench.policy import JobState
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.open_login import open_login, opening_nonce
from tests.support.attestations import attest_and_close
from tests.support.cast import fresh_nonce
from tests.support.clients import Counter, Phone
from tests.support.desk import put_in_service


@dataclass
class Taken:
    """A dossier that left the shop, with the verdict on it."""

    dossier: Dossier
    report: Report

    def result(self, name: str) -> Result:
        return next(check.result for check in self.report.checks if check.name == name)


def read(bench: Bench, answer: Any) -> Taken:
    assert answer.status_code == 200, answer.content
    dossier = read_dossier(answer.content)
    report = verify_dossier(dossier, fingerprint=dossier.fingerprint, now=bench.now())
    failed = [check for check in report.checks if check.result is Result.FAILS]
    assert failed == []
    return Taken(dossier, report)


def take(phone: Phone) -> Taken:
    return read(phone.bench, phone.post("/c/dossier"))


def seal(counter: Counter, phone: Phone, *people: str, **changes: Any) -> LoginId:
    """Seal a login to *people* of the cast, to Tariq if none is named."""
    login = LoginId(new_id())
    upload = phone.sealed(counter.recipients(*people), login=login, **changes)
    answer = phone.post("/c/seal", upload)
    assert answer.status_code == 200, answer.content
    return login


def work_on(counter: Counter, to: JobState) -> None:
    if to is JobState.IN_SERVICE:
        put_in_service(counter.cast, counter.job)
        return
    who = counter.cast.staff("dora")
    counter.cast.bench.run(move_job, who=who, job=counter.job, to=to)


def open_once(
    counter: Counter, login: LoginId, name: str = "tariq", *, by_passkey: bool = True
) -> None:
    cast, who = counter.cast, counter.cast.staff(name)
    person = cast.person(name)
    signed = person.opening(
        fresh_nonce(cast.bench, opening_nonce(who, login)),
        cast.bench.now(),
        job=counter.job,
        login=login,
        purpose="repair",
        passkey=person.passkeys[0] if by_passkey else None,
    )
    cast.bench.run(open_login, who=who, number=counter.number, login=login, signed=signed)


def close(counter: Counter) -> None:
    bench = counter.cast.bench
    erasure = attest_and_close(counter.cast, counter.job)
    bench.run(confirm_erasure, erasure=erasure)
