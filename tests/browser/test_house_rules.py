"""A house rule at the real pages: chosen, read, signed, in force, explained, and retired."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.staffed import staffed
from tests.support.browsers import serious_findings
from tests.support.newcomers import enrol, sign_in

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("SCREENSHOTS", "")
_SLOW = 40_000
NIGHT = "Nobody with the role technician opens logins on Saturday between 20:00 and 07:00."


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"rule-{name}.png", full_page=True)


def choose(page: Page) -> None:
    """Choose the rule of the night at its page, and read it."""
    page.goto("/policy/rules/new/")
    expect(page.locator("#sign")).to_be_visible()
    expect(page.locator("#sentence")).to_have_text("Nobody opens logins.")
    page.select_option("#who", label="technician")
    page.get_by_label("Saturday").check()
    page.fill("#start", "20:00")
    page.fill("#end", "07:00")
    expect(page.locator("#sentence")).to_have_text(NIGHT)


@pytest.mark.parametrize("prf", [True, False], ids=["by passkey", "by passphrase"])
def test_a_manager_signs_a_rule_and_its_end(desk: Desk, *, prf: bool) -> None:
    page = desk.person(prf=prf)
    enrolled = enrol(page, desk.server.setup_link(), name="Olga Brandt")
    sign_in(page)
    choose(page)
    picture(page, "chosen")
    assert serious_findings(page) == []
    page.get_by_role("button", name="Add with your passkey").click()
    if not prf:
        page.fill("#passphrase", enrolled.passphrase)
        page.click("#unwrap button")
    page.wait_for_url("**/policy/rules/?done=rule-added", timeout=_SLOW)
    expect(page.get_by_role("heading", name=f"H-1 {NIGHT}")).to_be_visible()
    picture(page, "added")
    page.get_by_role("link", name="Retire H-1").click()
    expect(page.locator("#sentence")).to_have_text(NIGHT)
    assert serious_findings(page) == []
    page.get_by_role("button", name="Retire with your passkey").click()
    if not prf:
        page.fill("#passphrase", enrolled.passphrase)
        page.click("#unwrap button")
    page.wait_for_url("**/policy/rules/?done=rule-retired", timeout=_SLOW)
    expect(page.get_by_text("Retired by Olga Brandt")).to_be_visible()
    picture(page, "retired")
    assert desk.watch.complaints == []


def test_a_technician_gets_no_further_than_the_static_page(desk: Desk) -> None:
    shop = staffed(desk, "Tariq Öztürk")
    page = shop.technicians["tariq"]
    page.goto("/policy/rules/new/")
    expect(page.locator("#problem")).to_contain_text("Only management does this")
    assert not page.locator("#sign").is_visible()
    shop.olga.goto("/policy/rules/new/")
    expect(shop.olga.locator("#sign")).to_be_visible()  # the positive control
