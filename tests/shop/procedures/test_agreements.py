"""Agreements: who makes, reviews and signs them, and what a final one proves (C1)."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography import x509

from sealbench import canon
from sealbench.agreement import UnfitError
from sealbench.dossier.agreements import verify_agreement
from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
    VerificationError,
)
from sealbench.shop.bench import Bench, Granted
from sealbench.shop.procedures.document_key import ensure_document_key
from sealbench.shop.procedures.fetch_agreement import fetch_agreement
from sealbench.shop.procedures.keep_agreements import keep_agreements
from sealbench.shop.procedures.sign_agreement import sign_agreement
from sealbench.shop.procedures.withdraw_agreement import withdraw_agreement
from sealbench.shop.queries.directory import fingerprint
from sealbench.shop.records.models import Agreement, AgreementSignature, Client, Paper
from tests.agreement.hostile_pdfs import lettered, pdf, stream
from tests.support.agreements import DRAWING, Deal, swap_document, visit_of
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import client_record
from tests.support.sessions import stay_signed_in

OTHER = stream(b"0 0 99 99 re f")


@pytest.fixture
def deal(cast: Cast) -> Deal:
    stay_signed_in()
    return Deal(cast, with_link(cast))


def types(deal: Deal) -> list[str]:
    found = client_record(deal.cast.bench, deal.client)
    return [str(each["type"]) for each in found if str(each["type"]).startswith("agreement")]


def refused(deal: Deal) -> dict[str, object]:
    return dict(client_record(deal.cast.bench, deal.client)[-1])


def test_management_and_a_client_at_the_counter_sign_and_the_final_pdf_verifies(
    deal: Deal,
) -> None:
    deal.in_force()
    assert deal.told()["state"] == "in force"
    assert Client.objects.get(pk=deal.client).agreement_required
    assert keep_agreements(deal.cast.bench) == 1
    assert keep_agreements(deal.cast.bench) == 0
    pdf = deal.document("final")
    report = verify_agreement(pdf, fingerprint=fingerprint(), now=deal.cast.bench.now())
    assert report.holds
    assert [line.role for line in report.signatures] == [
        "For the shop, by its management",
        "For the client",
        "For the client, before a witness of the shop",
    ]
    assert pdf.startswith(deal.document())
    told = deal.told()
    assert "without time stamp" in told["time_stamp"]
    assert "trouble" not in told
    assert types(deal) == [
        "agreement:drafted", "agreement:looked-at", "agreement:reviewed", "agreement:signed",
        "agreement:signed", "agreement:signed", "agreement:finished",
    ]  # fmt: skip
    bent = bytearray(pdf)
    bent[len(pdf) // 3] ^= 1
    with pytest.raises((MalformedError, VerificationError, AssertionError)):
        assert verify_agreement(bytes(bent), fingerprint=None, now=deal.cast.bench.now()).holds


def test_a_settled_key_signs_by_link_and_a_code_that_was_mailed_does_not(
    deal: Deal, clock: StoppedClock
) -> None:
    phone = deal.counter.claimed()
    deal.draft().review().sign()
    with pytest.raises(RefusedError) as told:
        deal.agreed(phone)
    assert told.value.clause == "C1"
    assert refused(deal)["rule"] == "C1-10"
    clock.pass_by(hours=73)
    phone.visit()
    assert deal.agreed(phone) == "in force"
    keep_agreements(deal.cast.bench)
    report = verify_agreement(deal.document("final"), fingerprint=None, now=deal.cast.bench.now())
    assert report.holds
    assert [line.level for line in report.signatures][1] == "settled"


@pytest.mark.parametrize("who", ["tariq", "dora", "adam"])
def test_nobody_else_of_the_shop_makes_reviews_or_signs(deal: Deal, who: str) -> None:
    with pytest.raises(RefusedError, match="C1-3"):
        deal.draft(who=who)
    assert not Agreement.objects.exists()
    assert refused(deal)["rule"] == "C1-3"
    deal.draft()
    if who == "dora":
        with pytest.raises(RefusedError):
            deal.review(who)
    deal.review()
    with pytest.raises(RefusedError) as told:
        deal.sign(who)
    assert told.value.clause == "C1"
    last = refused(deal)
    assert (last["clause"], last["rule"], last["action"]) == ("C1", "C1-4", "agreement:sign")
    assert not AgreementSignature.objects.exists()
    deal.sign()


def test_a_technician_is_no_witness(deal: Deal) -> None:
    deal.draft().review().sign()
    deal.agreed(deal.tablet(), DRAWING)
    with pytest.raises(RefusedError):
        deal.sign("tariq", "witness", drawing=DRAWING.hash)
    assert refused(deal)["rule"] == "C1-5"
    assert deal.told()["state"] == "signed by the client"
    deal.sign("dora", "witness", drawing=DRAWING.hash)


def test_without_a_passkey_management_does_not_sign(deal: Deal) -> None:
    deal.draft().review()
    with pytest.raises(MalformedError):  # a statement of a person has an assertion
        deal.sign(passkey=False)
    signed = deal.statement("olga", "management")
    other = deal.cast.person("tariq").passkeys[0].answer(signed.statement)
    object.__setattr__(signed, "assertion", other)
    who = deal.cast.staff("olga")
    with pytest.raises(VerificationError):
        deal.cast.bench.run(sign_agreement, who=who, agreement=deal.id, signed=signed)
    deal.sign()


def test_what_was_put_in_the_place_of_the_document_after_the_review_is_refused(
    deal: Deal,
) -> None:
    deal.draft().review()
    swap_document(deal, pdf(contents=OTHER))
    swapped = canon.b64u(sha256(deal.document()).digest())
    with pytest.raises(RefusedError):
        deal.sign(document=swapped)  # as a browser does, which hashes what it was given
    assert refused(deal)["rule"] == "C1-7"
    before = Deal(deal.cast, deal.counter).draft()
    swap_document(before, pdf(contents=OTHER))
    with pytest.raises(ConflictError):
        before.review()


def test_other_terms_than_those_reviewed_are_refused(deal: Deal) -> None:
    deal.draft().review()
    with pytest.raises(RefusedError):
        deal.sign(terms=canon.b64u(bytes(32)))
    assert refused(deal)["rule"] == "C1-7"
    deal.sign()


def test_each_step_has_its_place(deal: Deal) -> None:
    deal.draft()
    with pytest.raises(RefusedError):
        deal.sign()
    assert refused(deal)["rule"] == "C1-9"
    tablet = deal.tablet()
    with pytest.raises(RefusedError):
        deal.agreed(tablet, DRAWING)
    assert refused(deal)["rule"] == "C1-8"
    deal.review().sign()
    with pytest.raises(RefusedError):
        deal.agreed(tablet)
    assert refused(deal)["rule"] == "C1-11"
    deal.agreed(tablet, DRAWING)
    with pytest.raises(RefusedError):
        deal.sign("dora", "witness", drawing=canon.b64u(bytes(32)))
    deal.sign("dora", "witness", drawing=DRAWING.hash)
    who = deal.cast.staff("olga")
    with pytest.raises(RefusedError):
        deal.cast.bench.run(withdraw_agreement, who=who, agreement=deal.id)


def test_a_signature_is_used_once_and_only_for_its_agreement(deal: Deal) -> None:
    deal.draft().review()
    other = Deal(deal.cast, deal.counter).draft().review()
    signed, who = deal.statement("olga", "management"), deal.cast.staff("olga")
    with pytest.raises((VerificationError, RefusedError)):
        deal.cast.bench.run(sign_agreement, who=who, agreement=other.id, signed=signed)
    deal.cast.bench.run(sign_agreement, who=who, agreement=deal.id, signed=signed)
    with pytest.raises((RefusedError, ConflictError)):
        deal.cast.bench.run(sign_agreement, who=who, agreement=deal.id, signed=signed)
    with pytest.raises(VerificationError, match="certificate"):
        other.sign(seal=canon.b64u(bytes(32)))


def test_another_client_neither_signs_nor_fetches(deal: Deal) -> None:
    deal.draft().review().sign()
    stranger = Deal(deal.cast, with_link(deal.cast))
    tablet = stranger.tablet()
    with pytest.raises(RefusedError):
        deal.agreed(tablet, DRAWING)
    assert "A5-1" in str(refused(deal)["rule"])
    with pytest.raises(RefusedError):
        deal.cast.bench.run(
            fetch_agreement, who=visit_of(tablet), agreement=deal.id, kind="document"
        )
    own = deal.tablet()
    found = deal.cast.bench.run(
        fetch_agreement, who=visit_of(own), agreement=deal.id, kind="document"
    )
    assert found.size == len(deal.document())
    with pytest.raises(AbsentError):
        deal.cast.bench.run(fetch_agreement, who=visit_of(own), agreement=deal.id, kind="final")


def test_a_clients_own_pdf_is_signed_as_it_is_and_an_active_one_is_sent_back(deal: Deal) -> None:
    own = pdf()
    deal.in_force(template="", own=own)
    assert deal.document() == own
    keep_agreements(deal.cast.bench)
    assert deal.document("final").startswith(own)
    script = pdf(root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
    for bad in (b"", b"%PDF-1.7\nno", b"MZ" + own, script, own + bytes(21 * 1024 * 1024)):
        with pytest.raises(UnfitError):
            Deal(deal.cast, deal.counter).draft(template="", own=bad)
    assert Paper.objects.count() == 2


def test_a_clients_own_pdf_is_refused_for_a_login_in_it_whatever_is_said(deal: Deal) -> None:
    with pytest.raises(RefusedError) as told:
        deal.draft(template="", own=lettered("Router pw: hunter2"), override={"file": "word"})
    assert told.value.clause == "A2"
    assert not Agreement.objects.exists()
    assert not list(deal.cast.bench.objects.find())
    deal.draft(template="", own=lettered("The workshop keeps what it learns to itself."))  # control
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ['#let x = read("/etc/passwd")', "$ x $ *bold* _it_ @ref <label>", "\\u{202e}", "a" * 1999],
)
def test_what_people_type_is_never_markup(deal: Deal, text: str) -> None:
    deal.draft(confidential=text, returned=text, clauses=(text,))
    assert deal.document().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "changes",
    [
        {"confidential": ""}, {"returned": "  "}, {"notice_days": -1}, {"notice_days": 3651},
        {"cleared": []}, {"template": "no.1"}, {"confidential": "a\u202eb"},
        {"confidential": "a" * 2001}, {"clauses": ("a",) * 21},
    ],
)  # fmt: skip
def test_what_no_agreement_can_say_is_told(deal: Deal, changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        deal.draft(**changes)
    assert not Agreement.objects.exists()


def test_an_expired_certificate_is_told_on_the_page_and_nothing_is_made(
    deal: Deal, clock: StoppedClock
) -> None:
    today = deal.cast.bench.now().date()
    deal.in_force(valid_until=today.replace(year=today.year + 20))
    clock.pass_by(days=3700)
    keep_agreements(deal.cast.bench)
    assert "ended on" in deal.told()["trouble"]
    assert "certificate for documents ended on" in page_of(deal)
    assert not Paper.objects.filter(kind="final").exists()


def test_a_certificate_holds_from_its_first_second_to_its_last_and_no_longer(
    deal: Deal, clock: StoppedClock
) -> None:
    """A clock that is wrong is told on the page; once it is right the final PDF is made."""
    today = deal.cast.bench.now().date()
    begins, ends = edges(deal.cast.bench)
    deal.in_force(valid_until=today.replace(year=today.year + 20))
    for at, said in (
        (begins - timedelta(seconds=1), f"begins on {begins.date()}"),
        (ends, f"ended on {ends.date()}"),
    ):
        clock.at = at
        keep_agreements(deal.cast.bench)
        assert said in deal.told()["trouble"]
        assert not Paper.objects.filter(kind="final").exists()
    clock.at = ends - timedelta(seconds=1)
    keep_agreements(deal.cast.bench)
    assert "trouble" not in deal.told()
    assert Paper.objects.filter(kind="final").count() == 1


def page_of(deal: Deal) -> str:
    return deal.cast.client("olga").get(f"/agreements/{deal.id}/").content.decode()


def edges(bench: Bench) -> tuple[datetime, datetime]:
    """Return the first second of the shop's certificate, and the first that it does not hold."""
    key = bench.run(lambda work: Granted(ensure_document_key(work)))
    found = x509.load_der_x509_certificate(key.certificate)
    return found.not_valid_before_utc, found.not_valid_after_utc
