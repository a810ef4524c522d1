"""A finding in a real browser: warned of while typing, marked, let pass or sealed (A2)."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.one_job import Shop
from tests.support.browsers import DESK, PHONE
from tests.support.walks import assert_sound

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("SCREENSHOTS", "")
STRONG = "Replaced the battery. The password is hunter2, she says."
CARD = "Paid with 4111 1111 1111 1111."


def look(page: Page, name: str) -> None:
    """Find nothing wrong with *page* on a desk and a phone, by day and by night."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a size
            if PICTURES:
                path = Path(PICTURES) / f"{name}-{size['width']}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
            assert_sound(page)


def write(page: Page, shop: Shop, text: str) -> None:
    page.goto(f"{shop.place}edit/")
    page.get_by_label("What is wrong?").fill(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").last.click()


def test_a_finding_is_marked_let_pass_and_read_by_management(shop: Shop) -> None:
    page = shop.walk.page("dora")
    write(page, shop, STRONG)
    expect(page.get_by_text("This looks like something that must not be written")).to_be_visible()
    save(page)
    expect(page.locator("mark")).to_have_text("hunter2")
    expect(page.get_by_label("What is wrong?")).to_have_value(STRONG)
    look(page, "marked")
    page.get_by_label("Is it none?").select_option("sample")
    save(page)
    page.wait_for_url("**/?done=edited")
    expect(page.get_by_text("let pass what the screen had stopped")).to_be_visible()
    look(page, "told")
    olga = shop.walk.page("olga")
    olga.goto("/findings/")
    expect(olga.get_by_text("An example or a test value")).to_be_visible()
    look(olga, "counted")


def test_one_click_goes_to_the_client(shop: Shop) -> None:
    page = shop.walk.page("dora")
    write(page, shop, STRONG)
    save(page)
    page.get_by_role("button", name="Ask the client to seal it").click()
    expect(page.get_by_text("The client is asked to seal: a password.")).to_be_visible()
    expect(page.get_by_label("What is wrong?")).to_have_value(STRONG.replace("hunter2", "[hidden]"))
    look(page, "sealed")
    save(page)
    page.wait_for_url("**/?done=edited")


def test_a_card_number_is_let_pass_by_nobody(shop: Shop) -> None:
    page = shop.walk.page("dora")
    write(page, shop, CARD)
    save(page)
    expect(page.get_by_text("nobody can let it pass")).to_be_visible()
    expect(page.get_by_label("Is it none?")).to_have_count(0)
    look(page, "certain")
