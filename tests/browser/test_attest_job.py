"""Stating at the real page that no record is kept, and closing the job with it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.staffed import staffed
from tests.support.browsers import serious_findings
from tests.support.counter import take_in
from tests.support.newcomers import enrol, invite, sign_directory, sign_in
from tests.support.workshop import close

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("SCREENSHOTS", "")
_SLOW = 40_000


def look(page: Page, name: str) -> None:
    assert serious_findings(page) == []
    if PICTURES:
        Path(PICTURES).mkdir(exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"attest-{name}.png", full_page=True)


def test_the_technician_states_it_and_the_desk_closes(desk: Desk) -> None:
    shop = staffed(desk, "Tariq Öztürk")
    number = take_in(shop.olga, service="Cleaning", technician="Tariq Öztürk")
    tariq = shop.technicians["tariq"]
    shop.olga.goto(f"/jobs/{number}/close/")
    expect(shop.olga.get_by_text("has not stated it yet")).to_be_visible()
    look(shop.olga, "close-waits")
    tariq.goto(f"/jobs/{number}/")
    tariq.get_by_role("link", name="State that no record is kept").click()
    text = tariq.get_by_role("heading", name="No record is kept", exact=True)
    expect(text).to_be_visible(timeout=_SLOW)
    expect(tariq.get_by_text("I keep no record of the client's passwords")).to_be_visible()
    look(tariq, "text")
    tariq.get_by_role("button", name="State it with your passkey").click()
    tariq.wait_for_url("**/?done=attested*", timeout=_SLOW)
    expect(tariq.get_by_role("listitem").filter(has_text="stated it")).to_be_visible()
    look(tariq, "stated")
    tariq.goto(f"/jobs/{number}/attest/")
    nothing = tariq.get_by_text("There is nothing for you to state here now.")
    expect(nothing).to_be_visible(timeout=_SLOW)
    expect(tariq.get_by_role("button")).to_have_count(0)
    shop.olga.goto(f"/jobs/{number}/close/")
    look(shop.olga, "close-ready")
    close(shop.olga, number)
    assert desk.watch.complaints == []


@pytest.mark.parametrize("prf", [True, False], ids=["by passkey", "by passphrase"])
def test_who_is_both_states_and_closes_in_one(desk: Desk, *, prf: bool) -> None:
    shop = staffed(desk)
    bea = desk.person(prf=prf)
    enrolled = enrol(bea, invite(shop.olga, "Bea Lund", "technician", "front desk"))
    sign_directory(shop.olga)
    sign_in(bea)
    number = take_in(bea, service="Cleaning", technician="Bea Lund")
    bea.goto(f"/jobs/{number}/close/")
    bea.get_by_role("link", name="State it").click()
    expect(bea.get_by_text("with your statement the job is closed")).to_be_visible(timeout=_SLOW)
    look(bea, f"both-{prf}")
    bea.get_by_role("button", name="State and close").click()
    if not prf:
        bea.fill("#passphrase", enrolled.passphrase)
        bea.click("#unwrap button")
    expect(bea.get_by_role("heading", name="Destruction receipt")).to_be_visible(timeout=_SLOW)
    assert desk.watch.complaints == []


def test_who_did_not_work_on_it_gets_no_further_than_the_static_page(desk: Desk) -> None:
    shop = staffed(desk, "Tariq Öztürk", "Nina Holm")
    number = take_in(shop.olga, service="Cleaning", technician="Tariq Öztürk")
    nina = shop.technicians["nina"]
    nina.goto(f"/jobs/{number}/attest/")
    expect(nina.locator("#problem")).to_contain_text(
        "Only technicians who worked on a job", timeout=_SLOW
    )
    expect(nina.get_by_role("button")).to_have_count(0)
