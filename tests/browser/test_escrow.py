"""The recovery key at the real pages: printed, read back, set; its identity never leaves them."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sealbench import canon
from sealbench.seal import recipient_of
from sealbench.shop.bench.escrow import open_escrow
from tests.browser.conftest import Desk
from tests.browser.staffed import assert_nothing_was_learnt
from tests.support.browsers import PHONE, serious_findings
from tests.support.newcomers import enrol, sign_in

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("SCREENSHOTS", "")
_SLOW = 40_000


def key_on(page: Page) -> str:
    """Return the recovery key that *page* shows."""
    return "".join(page.locator("#key span").all_inner_texts())


def words_of(identity: str) -> list[str]:
    """Return *identity* as somebody types it from paper."""
    return [identity[at : at + 4].lower() for at in range(0, len(identity), 4)]


def printed(identity: str) -> str:
    return canon.fingerprint({"recipient": recipient_of(identity)})


def picture(page: Page, name: str) -> None:
    """Leave pictures of *page* on paper and on a screen, where they are asked for."""
    if not PICTURES:
        return
    page.screenshot(path=Path(PICTURES) / f"{name}-screen.png", full_page=True)
    page.emulate_media(media="print")
    page.screenshot(path=Path(PICTURES) / f"{name}-print.png", full_page=True)
    page.emulate_media(media="screen")


def remake(page: Page, passphrase: str = "") -> str:
    """Replace the recovery key at its page; return the new one."""
    page.goto("/escrow/recovery/")
    page.click("#start button")
    expect(page.locator("#sheet")).to_be_visible()
    identity = key_on(page)
    picture(page, "recovery-key")
    assert serious_findings(page) == []
    page.click("#written")
    page.fill("#ending", "QQQQQQ" if not identity.endswith("QQQQQQ") else "AAAAAA")
    page.click("#repeat button[type=submit]")
    expect(page.get_by_text("That is not how your paper ends")).to_be_visible()
    page.fill("#ending", identity[-6:])
    page.click("#repeat button[type=submit]")
    if passphrase:
        page.fill("#passphrase", passphrase)
        page.click("#unwrap button")
    page.wait_for_url("**/escrow/?done=recovery-set", timeout=_SLOW)
    return identity


def test_the_founder_prints_a_recovery_key_that_nobody_else_has(desk: Desk, tmp_path: Path) -> None:
    page = desk.person()
    page.goto(desk.server.setup_link())
    page.fill("#name", "Olga Brandt")
    page.click("#start button[type=submit]")
    expect(page.locator("#sheet")).to_be_visible(timeout=_SLOW)
    identity, words = key_on(page), page.locator("#words li").all_inner_texts()
    assert page.inner_text("#key-fingerprint") == printed(identity)
    picture(page, "founding-sheet")
    assert serious_findings(page) == []
    page.click("#written")
    for which in ("one", "two"):
        place = int("".join(filter(str.isdecimal, page.inner_text(f"#label-{which}"))))
        page.fill(f"#word-{which}", words[place - 1])
    page.click("#repeat button[type=submit]")  # the words alone are not the whole paper
    expect(page.get_by_text("Something is not right")).to_be_visible()
    page.fill("#ending", identity[-6:].lower())
    page.click("#repeat button[type=submit]")
    expect(page.locator("#done")).to_be_visible(timeout=_SLOW)
    assert key_on(page) == ""
    sign_in(page)
    page.goto("/escrow/")
    assert printed(identity) in page.inner_text("main")
    file = register(page, tmp_path)
    (content,) = open_escrow(file.read_bytes(), " ".join(words_of(identity)))  # as it is printed
    assert content.epoch == 1
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert identity[-20:] not in stored
    assert [text for text in desk.watch.complaints if "422" not in text] == []  # the warning
    assert_nothing_was_learnt(desk, [identity, identity[-40:], identity.lower()])


def register(page: Page, folder: Path) -> Path:
    """Register a folder of this machine, which the page warns of first; return its file."""
    place = folder / "second"
    place.mkdir()
    page.get_by_role("link", name="Register a place").click()
    page.fill("#id_label", "Shelf")
    page.get_by_label("A folder on another machine").check()
    page.fill("#id_where", str(place))
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("on the same disk as the home")).to_be_visible()
    assert serious_findings(page) == []
    picture(page, "place-warned-of")
    assert list(place.iterdir()) == []
    page.get_by_label("I have read what speaks against").check()
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/escrow/?done=place-registered")
    expect(page.get_by_role("heading", name="Shelf up to date")).to_be_visible()
    expect(page.get_by_text("Erasures can be certified as complete")).to_be_visible()
    assert serious_findings(page) == []
    return place / "sealbench.escrow"


@pytest.mark.parametrize("prf", [True, False], ids=["by passkey", "by passphrase"])
def test_a_recovery_key_is_replaced_later(desk: Desk, *, prf: bool) -> None:
    page = desk.person(viewport=PHONE, prf=prf)
    first = enrol(page, desk.server.setup_link(), name="Olga Brandt")
    sign_in(page)
    new = remake(page, "" if prf else first.passphrase)
    assert new != first.recovery
    assert printed(new) in page.inner_text("main")
    assert printed(first.recovery) not in page.inner_text("main")
    assert desk.watch.complaints == []
    assert_nothing_was_learnt(desk, [new[-40:], first.recovery[-40:]])
