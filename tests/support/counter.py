"""What the front desk and a client do at their pages, step by step, for the browser tests."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

_SLOW = 40_000  # milliseconds: keys are made, and scrypt takes its time


def take_in(
    page: Page,
    *,
    service: str,
    technician: str,
    client: str = "Ida Lindqvist",
    phone: str = "+46 70 555 01 23",
    problem: str = "Outlook asks for the password again and again.",
    agreement: str = "no",
) -> int:
    """Go through the intake and return the number of the new job."""
    page.goto("/jobs/new/")
    page.fill("input[name=client-name]", client)
    page.fill("input[name=client-phone]", phone)
    _next(page)
    page.check("input[name=device-kind][value=laptop]", force=True)
    _next(page)
    page.locator("main").get_by_text(service, exact=True).click()
    _next(page)
    page.fill("textarea[name=problem-problem]", problem)
    _next(page)
    page.check("input[name=place-place][value='in the shop']", force=True)
    _next(page)
    page.locator("main").get_by_text(technician, exact=True).first.click()
    _next(page)
    _next(page)
    page.check(f"input[name=agreement-required][value={agreement}]", force=True)
    _next(page)
    page.get_by_role("button", name="Take in").click()
    page.wait_for_url(re.compile(r"/jobs/\d+/"))
    found = re.search(r"/jobs/(\d+)/", page.url)
    assert found is not None
    return int(found[1])


def _next(page: Page) -> None:
    page.get_by_role("button", name="Next").click()


def issue_link(page: Page, number: int) -> tuple[str, str]:
    """Make the client's link; return its address and the code that the desk says."""
    page.goto(f"/jobs/{number}/")
    page.get_by_role("button", name="Make the link").click()
    text = page.locator("#text").input_value()
    address = re.search(r"http\S+/c/#\S+", text)
    assert address is not None
    return address[0], page.locator("#say ~ p").first.inner_text().strip()


def claim(page: Page, link: str, code: str, folder: Path) -> list[str]:
    """Claim *link* with *code*, save the receipt into *folder*; return the seven words."""
    words = answer_for_claim(page, link, code, folder)
    finish_claim(page)
    return words


def answer_for_claim(page: Page, link: str, code: str, folder: Path) -> list[str]:
    """Answer all that is asked before *link* is claimed; return the seven words."""
    page.goto(link)
    page.get_by_role("button", name="No, I keep this one").click()
    page.get_by_label("Code, six digits").fill(code)
    page.get_by_role("button", name="Go on").click()
    with page.expect_download(timeout=_SLOW) as saved:
        page.get_by_role("button", name="Save the receipt file").click(timeout=_SLOW)
    saved.value.save_as(folder / saved.value.suggested_filename)
    words = page.locator("ol li").all_inner_texts()
    page.get_by_label("I have saved the file").check()
    page.get_by_role("button", name="Go on").click()
    return words


def finish_claim(page: Page) -> None:
    """Have the device guard the key, and claim."""
    page.get_by_role("button", name="Use this device").click()
    expect(page.get_by_text("Where is my device?")).to_be_visible(timeout=_SLOW)


def acknowledge(page: Page, answer: str = "I do not know") -> None:
    """Read and sign, at the client's page or at the counter, what is asked for first."""
    for box in page.locator(".acknowledged-text").get_by_role("checkbox").all():
        box.check()
    page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_role("button", name="Sign it")).to_be_hidden()


def seal(page: Page, *, label: str, user: str, password: str, note: str = "") -> None:
    """Seal a login at the client's page, saying yes to each person that is marked.

    What is to be acknowledged first is signed first.
    """
    if page.get_by_role("button", name="Sign it").is_visible():
        acknowledge(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("What is it for?").fill(label)
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password or PIN").fill(password)
    page.get_by_label("Note, sealed too").fill(note)
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_text(f"“{label}” is sealed, and the fields are empty again")).to_be_visible(
        timeout=_SLOW
    )
