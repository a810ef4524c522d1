"""What a dossier encloses: the consents of the job, and the final agreements of the client."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from sealbench import canon
from sealbench.dossier import Dossier, Result, read_dossier, verify_dossier, write_dossier
from sealbench.dossier.enclosed import final_hash
from sealbench.dossier.readable import render_report
from sealbench.errors import MalformedError
from sealbench.shop.procedures.keep_agreements import keep_agreements
from tests.support.agreements import Deal
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.dossiers import Taken, read, take
from tests.support.keeps import kept, settle
from tests.support.sessions import stay_signed_in


@pytest.fixture
def counter(cast: Cast) -> Counter:
    stay_signed_in()
    return with_link(cast)


@pytest.fixture
def phone(counter: Counter) -> Phone:
    found = counter.claimed()
    settle(found)
    return found


@pytest.fixture
def deal(cast: Cast, counter: Counter) -> Deal:
    return Deal(cast, counter).in_force("tariq", "dora")


def at_the_desk(counter: Counter) -> Taken:
    answer = counter.cast.client("dora").post(f"/jobs/{counter.number}/dossier")
    return read(counter.cast.bench, answer)


def verdict(dossier: Dossier, name: str) -> tuple[Result, str]:
    """Return the result and the detail of the check *name* of *dossier*, written and read again."""
    again = read_dossier(write_dossier(dossier))
    report = verify_dossier(again, fingerprint=None, now=dossier.made_at)
    (found,) = [each for each in report.checks if each.name == name]
    return found.result, found.detail


def test_the_consent_of_what_was_kept_is_enclosed(counter: Counter, phone: Phone) -> None:
    keeps = {kept(phone, counter.recipients()), kept(phone, counter.recipients(), label="Mail")}
    taken = take(phone)
    assert {each["record"]["record_id"] for each in taken.dossier.consents} == keeps  # type: ignore[call-overload,index]  # a record by its form
    assert taken.result("consents") is Result.HOLDS
    assert all(keep in render_report(taken.dossier) for keep in keeps)
    assert at_the_desk(counter).dossier.consents == taken.dossier.consents


def test_one_that_was_withdrawn_says_so(counter: Counter, phone: Phone) -> None:
    keep = kept(phone, counter.recipients())
    given = take(phone).dossier
    body = {"keep": keep, "statement": phone.act("withdraw-keep", keep)}
    assert phone.post("/c/keep/withdraw", body).status_code == 200
    taken = take(phone)
    assert taken.result("consents") is Result.HOLDS
    stale = replace(taken.dossier, consents=given.consents)
    assert verdict(stale, "consents")[0] is Result.FAILS


def test_where_nothing_is_kept_nothing_is_enclosed_or_checked(phone: Phone) -> None:
    taken = take(phone)
    assert (taken.dossier.consents, taken.dossier.agreements) == ((), ())
    assert {"consents", "agreements"}.isdisjoint(each.name for each in taken.report.checks)


def _badly_signed(consents: Any) -> Any:
    """Put the signature of the second wish under the first one."""
    first, second = consents
    evidence = {**first["evidence"][0], "signatures": second["evidence"][0]["signatures"]}
    return ({**first, "evidence": [evidence]}, second)


@pytest.mark.parametrize(
    ("bend", "result"),
    [
        (lambda it: it[:0], Result.OPEN),
        (lambda it: it[:1], Result.FAILS),
        (lambda it: (*it, it[0]), Result.FAILS),
        (lambda it: (it[0], it[0]), Result.FAILS),
        (_badly_signed, Result.FAILS),
    ],
)
def test_what_is_missing_or_other_is_found(
    counter: Counter, phone: Phone, bend: Callable[[Any], Any], result: Result
) -> None:
    for label in ("Router", "Mail"):
        kept(phone, counter.recipients(), label=label)
    dossier = take(phone).dossier
    assert verdict(dossier, "consents")[0] is Result.HOLDS
    bent = replace(dossier, consents=bend(dossier.consents))
    assert verdict(bent, "consents")[0] is result


def test_what_is_no_consent_is_no_dossier(counter: Counter, phone: Phone) -> None:
    for label in ("Router", "Mail"):
        kept(phone, counter.recipients(), label=label)
    dossier = take(phone).dossier
    first, second = dossier.consents
    for bad in ({**first, "record": second["record"]}, {**first, "more": 1}):
        with pytest.raises(MalformedError):
            read_dossier(write_dossier(replace(dossier, consents=(bad,))))


def test_the_final_agreement_is_named_by_its_hash_and_proven(deal: Deal) -> None:
    cast = deal.cast
    assert at_the_desk(deal.counter).dossier.agreements == ()  # it is not made yet
    keep_agreements(cast.bench)
    taken = at_the_desk(deal.counter)
    assert taken.result("agreements") is Result.HOLDS
    (entry,) = taken.dossier.agreements
    final = sha256(deal.document("final")).hexdigest()
    assert final_hash(entry) == final
    assert final in render_report(taken.dossier)
    assert final in verdict(taken.dossier, "agreements")[1]


def test_a_forged_agreement_is_found(deal: Deal) -> None:
    keep_agreements(deal.cast.bench)
    dossier = at_the_desk(deal.counter).dossier
    (entry,) = dossier.agreements
    other = {**entry.payload, "final": canon.b64u(bytes(32))}
    job = dossier.entries[0]
    for forged in (
        replace(entry, payload=other),
        replace(entry, proof=job.proof),
        replace(entry, index=entry.index + 1),
        replace(job, payload={**job.payload, "type": "agreement:finished"}),
    ):
        try:
            found, _ = verdict(replace(dossier, agreements=(forged,)), "agreements")
        except MalformedError:  # the report cannot name what is no final agreement
            continue
        assert found is Result.FAILS
