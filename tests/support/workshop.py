"""What the desk and technicians do with a job at their pages, step by step."""

import re

from playwright.sync_api import Page, expect


def move(page: Page, number: int, state: str) -> None:
    page.goto(f"/jobs/{number}/")
    page.get_by_role("button", name=state).click()
    page.wait_for_url("**/?done=moved*")


def open_login(page: Page, number: int) -> None:
    page.goto(f"/jobs/{number}/")
    page.get_by_role("link", name=re.compile("^Open")).last.click()
    page.get_by_label("Repair").check()
    page.get_by_role("button", name="Open with your passkey").click()
    expect(page.get_by_role("timer")).to_be_visible(timeout=30_000)


def held(page: Page, field: str, value: str) -> None:
    """Hold the field's button and read it; it is masked before and after."""
    shown = page.get_by_label(field, exact=True)
    assert value not in page.content()
    page.get_by_role("button", name=f"Hold to see: {field}").hover()
    page.mouse.down()
    expect(shown).to_have_text(value)
    page.mouse.up()
    expect(shown).not_to_have_text(value)


def reassign(page: Page, number: int, name: str) -> None:
    page.goto(f"/jobs/{number}/")
    page.get_by_role("link", name="Put others on it").click()
    page.get_by_text(name, exact=True).first.click()
    page.get_by_role("button", name="Put them on it").click()
    page.wait_for_url("**/?done=assigned*")


def attest(page: Page, number: int) -> None:
    """State at the end of the job that no record is kept; the close is left to others."""
    page.goto(f"/jobs/{number}/attest/")
    page.get_by_role("button", name="State it with your passkey").click()
    page.wait_for_url("**/?done=attested*", timeout=30_000)


def close(page: Page, number: int) -> None:
    page.goto(f"/jobs/{number}/close/")
    word = page.locator("label[for=word] strong").inner_text()
    page.fill("#word", word)
    page.get_by_role("button", name="Destroy and close").click()
    expect(page.get_by_text(re.compile("destroyed", re.IGNORECASE)).first).to_be_visible()
