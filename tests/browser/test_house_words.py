"""A house word at the real pages, on a phone: tried, told of too late, tried anew and added."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.one_job import Shop
from tests.support.browsers import PHONE, serious_findings
from tests.support.house_words import NEW

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("SCREENSHOTS", "")


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"word-{name}.png", full_page=True)
    assert serious_findings(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_word_is_added_once_it_was_tried(shop: Shop) -> None:
    page = shop.walk.page("olga", viewport=PHONE)
    page.goto(NEW)
    page.get_by_label("A cue: what follows this word is a secret").check()
    page.get_by_label("The word").fill("Torlosung")
    page.get_by_label("What does the cue announce?").select_option("other_secret")
    look(page, "form")
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.get_by_role("heading", name="What it would change")).to_be_visible()
    look(page, "tried")
    page.evaluate("() => document.querySelector('[name=nonce]').remove()")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Nothing was added")).to_be_visible()
    look(page, "late")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Torlosung")).to_be_visible()
    look(page, "added")
