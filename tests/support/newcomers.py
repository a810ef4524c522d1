"""People at real pages: what each clicks and types to found, join, sign in and sign."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

_SLOW = 40_000  # scrypt in a worker on a busy machine


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a person has on paper afterwards, and what the screen showed."""

    passphrase: str
    fingerprint: str
    recovery: str = ""  # the first manager's alone


def enrol(page: Page, link: str, *, name: str = "", roles: tuple[str, ...] = ()) -> Enrolled:
    """Follow *link*, make the keys, read two words back; *roles* are ticked at the set-up."""
    page.goto(link)
    expect(page.locator("#start")).to_be_visible()
    if name:
        page.fill("#name", name)
    for role in roles:
        page.check(f"#roles input[value='{role}']")
    page.click("#start button[type=submit]")
    expect(page.locator("#sheet:visible, #without:visible")).to_have_count(1, timeout=_SLOW)
    if page.locator("#without").is_visible():
        page.click("#skip")
        expect(page.locator("#sheet")).to_be_visible()
    return _read_back(page)


def sign_in(page: Page) -> None:
    """Sign in with the passkey of this browser."""
    page.goto("/sign-in/")
    page.click("#by-passkey")
    _away_from_the_door(page)


def sign_in_by_passphrase(page: Page, name: str, passphrase: str) -> None:
    """Sign in by name and passphrase."""
    page.goto("/sign-in/")
    if not page.locator("#by-passphrase").is_visible():
        page.click("#other summary")
    page.fill("#name", name)
    page.fill("#passphrase", passphrase)
    page.click("#by-passphrase button")
    _away_from_the_door(page)


def invite(page: Page, name: str, *roles: str) -> str:
    """Invite *name* and return the link that is shown once."""
    page.goto("/people/")
    page.fill("#id_name", name)
    for role in roles:
        page.check(f"input[name=roles][value='{role}']")
    page.get_by_role("button", name="Make the invitation").click()
    return page.input_value("#link")


def sign_directory(page: Page) -> list[str]:
    """Sign the directory and return the changes that were shown."""
    page.goto("/people/sign/")
    expect(page.locator("#review")).to_be_visible()
    changes = page.locator("#changes li").all_inner_texts()
    if page.locator("#compared").is_visible():
        page.check("#compared")
    page.click("#sign button")
    page.wait_for_url("**/people/?done=directory-signed")
    return changes


def _read_back(page: Page) -> Enrolled:
    words = page.locator("#words li").all_inner_texts()
    key = page.locator("#key span").all_inner_texts()
    page.click("#written")
    for which in ("one", "two"):
        place = re.findall(r"\d+", page.inner_text(f"#label-{which}"))[0]
        page.fill(f"#word-{which}", words[int(place) - 1])
    if key:
        page.fill("#ending", "".join(key)[-6:])
    page.click("#repeat button[type=submit]")
    expect(page.locator("#done")).to_be_visible(timeout=_SLOW)
    return Enrolled(" ".join(words), page.inner_text("#fingerprint"), "".join(key))


def _away_from_the_door(page: Page) -> None:
    page.wait_for_url(lambda address: "/sign-in/" not in address, timeout=_SLOW)
