"""The list of agreements: for whom each leads to its page, and the order of those who signed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sealbench.shop.procedures.look_at_agreement import look_at_agreement
from sealbench.shop.records.models import Agreement
from tests.agreement.hostile_pdfs import lettered
from tests.support.agreement_posts import draft_body
from tests.support.agreements import Deal
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.sessions import stay_signed_in


@pytest.fixture
def deal(cast: Cast) -> Deal:
    stay_signed_in()
    return Deal(cast, with_link(cast)).in_force()


def test_whoever_may_open_one_is_led_there_and_the_auditor_sees_how_far_it_is(deal: Deal) -> None:
    place = f'href="/agreements/{deal.id}/"'
    for name, leads in (("olga", True), ("dora", True), ("adam", False)):
        page = deal.cast.client(name).get("/agreements/").content.decode()
        assert f"…-{deal.id[:4]}" in page
        assert "in force" in page
        assert (place in page) is leads


def test_its_number_ends_as_the_list_calls_it(deal: Deal) -> None:
    page = deal.cast.client("dora").get(f"/agreements/{deal.id}/").content.decode()
    assert f"-{deal.id[:4]}</h1>" in page


def test_who_signed_in_one_second_stands_in_the_order_of_signing(deal: Deal) -> None:
    who = deal.cast.staff("olga")
    view = deal.cast.bench.run(look_at_agreement, who=who, agreement=deal.id)
    assert len({each.at for each in view.signatures}) == 1
    assert [each.role for each in view.signatures] == ["management", "client", "witness"]


def test_a_pdf_with_a_login_in_it_is_told_and_what_was_written_stays(deal: Deal) -> None:
    page, path = deal.cast.client("olga"), f"/clients/{deal.client}/agreements/new/"
    page.post(f"/clients/{deal.client}/look", {"reason": "question"})
    body = draft_body(deal.cast) | {"template": "own", "confidential": "What is on the shelf."}
    found = SimpleUploadedFile("a.pdf", lettered("Router pw: hunter2"))
    answer = page.post(path, body | {"file": found})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "looks like a login" in shown
    assert "What is on the shelf." in shown
    assert Agreement.objects.count() == 1
    clean = SimpleUploadedFile("a.pdf", lettered("Nothing leaves the workshop."))
    assert page.post(path, body | {"file": clean}).status_code == 302  # the control
    assert Agreement.objects.count() == 2
