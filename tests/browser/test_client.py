"""A client's phone, tablet and the counter against a real server, in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk
from tests.support.browsers import PHONE, TABLET, serious_findings
from tests.support.server import Server, free_port
from tests.support.shop_home import laid_out

PASSWORD = "S3cret-horse-staple"  # noqa: S105 - what no request may carry
_EXPECTED = re.compile(r"status of (403|404|409)")


@dataclass(slots=True)
class Place:
    """A running shop with links that nobody has claimed."""

    desk: Desk
    links: list[dict[str, Any]]
    given: str

    def phone(self, *, prf: bool = True, dark: bool = False) -> Page:
        page = self.desk.person(viewport=PHONE if not dark else TABLET, passkeys=prf)
        if dark:
            page.emulate_media(color_scheme="dark")
        return page


@pytest.fixture(scope="module")
def place(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Return one shop for all tests here; each takes a link of its own."""
    home, port = tmp_path_factory.mktemp("client") / "home", free_port()
    known = laid_out(home, port)
    server = Server(home, port=port)
    server.start()
    desk = Desk(chromium, server)
    yield Place(desk, known["links"], known["pass"])
    for context in desk.contexts:
        context.close()
    server.stop()
    complaints = [each for each in desk.watch.complaints if not _EXPECTED.search(each)]
    assert complaints == []
    for url, body in desk.watch.sent:
        for word in (PASSWORD, "AGE-SECRET-KEY"):
            assert word not in url
            assert word.encode() not in body


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text, timeout=20_000)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def said(page: Page, text: str) -> None:
    expect(page.locator("#progress")).to_contain_text(text, timeout=20_000)


def claim(
    page: Page, link: dict[str, Any], receipt: Path, *, code: str = "", lock: str = ""
) -> str:
    """Claim *link*, saving the receipt file; return the seven words."""
    page.goto(link["link"])
    heading(page, "leave here")
    assert "#" not in page.url
    press(page, "No, I keep")
    page.get_by_label("Code").fill(code or link["code"])
    press(page, "Go on")
    heading(page, "receipt")
    words = " ".join(page.locator("ol.words li").all_inner_texts())
    with page.expect_download() as download:
        press(page, "Save the receipt")
    download.value.save_as(receipt)
    page.get_by_label("I have saved").check()
    press(page, "Go on")
    press(page, lock or "Use this device")
    return words


def fill(page: Page, label: str) -> None:
    page.get_by_label("What is it for").fill(label)
    page.get_by_label("Password or PIN").fill(PASSWORD)
    for box in page.get_by_label("I have asked the shop").all():
        box.check()
    press(page, "Seal it")


def test_a_client_claims_and_seals(place: Place, tmp_path: Path) -> None:
    link, page = place.links[1], place.phone()
    wrong = f"{(int(link['code']) + 1) % 1_000_000:06d}"
    claim(page, link, tmp_path / "receipt.age", code=wrong)
    heading(page, "code")
    page.get_by_label("Code").fill(link["code"])
    press(page, "Go on")
    heading(page, f"Job {link['number']}")
    assert serious_findings(page) == []

    page.get_by_label("What is it for").fill("Windows")
    page.get_by_label("Password or PIN").fill(PASSWORD)
    press(page, "Seal it")  # Tariq is younger than a day: an explicit yes is needed
    expect(page.locator("#problem")).to_contain_text("Say yes")
    fill(page, "Windows")
    said(page, "is sealed")
    assert page.get_by_label("Password or PIN").input_value() == ""
    expect(page.get_by_text("events are proven")).to_be_visible()


def test_a_client_comes_back_and_ends_it(place: Place, tmp_path: Path) -> None:
    link, page = place.links[2], place.phone()
    claim(page, link, tmp_path / "receipt.age")
    heading(page, f"Job {link['number']}")
    page.goto("/c/")
    heading(page, f"Job {link['number']}")
    fill(page, "Mail")  # the key is locked after a reload
    heading(page, "Open your key")
    assert serious_findings(page) == []
    press(page, "Open with this device")
    heading(page, f"Job {link['number']}")
    fill(page, "Mail")
    said(page, "is sealed")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Destroy")
    said(page, "destroyed")
    press(page, "I want to be present")
    said(page, "present")
    press(page, "Leave, and forget")
    heading(page, "Open your link")
    page.goto("/c/")
    heading(page, "Open your link")


def test_other_devices_come_in_until_somebody_objects(place: Place, tmp_path: Path) -> None:
    link, page, receipt = place.links[3], place.phone(), tmp_path / "receipt.age"
    words = claim(page, link, receipt)
    heading(page, f"Job {link['number']}")
    other = place.phone(dark=True)
    other.goto(link["link"])
    heading(other, "claimed")
    assert serious_findings(other) == []
    press(other, "Ask my first")
    expect(other.locator("ol.words li")).to_have_count(4)
    expect(page.locator("ol.words li")).to_have_count(4, timeout=15_000)
    shown = [each.locator("ol.words li").all_inner_texts() for each in (page, other)]
    assert shown[0] == shown[1]
    press(page, "The words are the same")
    heading(other, f"Job {link['number']}")
    assert serious_findings(other) == []

    third = place.phone(prf=False)
    third.goto(link["link"])
    press(third, "I have the receipt")
    third.get_by_label("The receipt file").set_input_files(receipt)
    third.get_by_label("Your seven words").fill(words.upper())
    press(third, "Open with the words")
    heading(third, f"Job {link['number']}")

    fourth = place.phone()
    fourth.goto(link["link"])
    press(fourth, "That was not me")
    press(fourth, "Stop it now")
    expect(fourth.get_by_text("Stopped.")).to_be_visible()
    expect(third.get_by_role("heading", level=1)).not_to_contain_text("Job", timeout=15_000)


def test_without_a_passkey_the_words_open_the_key_and_no_login_is_asked_for(
    place: Place, tmp_path: Path
) -> None:
    link, page = place.links[0], place.phone(prf=False)
    words = claim(page, link, tmp_path / "receipt.age", lock="I will type the words")
    heading(page, f"Job {link['number']}")
    expect(page.get_by_text("Nobody here may ask you for one")).to_be_visible()
    expect(page.get_by_role("button", name="Seal it")).to_be_hidden()
    page.context.clear_cookies()
    page.goto(link["link"])
    press(page, "Open with the key on this device")
    page.get_by_label("Your seven words").fill(words)
    press(page, "Open with the words")
    heading(page, f"Job {link['number']}")


def test_the_device_that_stays_gets_no_key(place: Place) -> None:
    page = place.phone()
    page.goto(place.links[4]["link"])
    press(page, "Yes, this one stays")
    heading(page, "no key")
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0


def test_the_counter_seals_prints_and_wipes_itself(place: Place) -> None:
    tablet = place.desk.person(viewport=TABLET, passkeys=False)
    tablet.goto("/counter/")
    assert serious_findings(tablet) == []
    tablet.get_by_label("Pass").fill(f"{place.given[:5]}-{place.given[5:]}")
    press(tablet, "Begin")
    heading(tablet, "Job")
    fill(tablet, "Windows")
    said(tablet, "is sealed")
    press(tablet, "I am done")
    heading(tablet, "paper")
    expect(tablet.get_by_alt_text("The link as a code")).to_be_visible()
    press(tablet, "Finish and wipe")
    heading(tablet, "counter")
    kept = "async () => (await indexedDB.databases()).length + sessionStorage.length"
    assert tablet.evaluate(kept) == 0
    assert [each["name"] for each in tablet.context.cookies() if "client" in each["name"]] == []
