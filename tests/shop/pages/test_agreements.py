"""The list of agreements: for whom each leads to its page, and the order of those who signed."""

import pytest

from sealbench.shop.procedures.look_at_agreement import look_at_agreement
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
