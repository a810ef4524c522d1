"""Who may claim a link, and what whoever comes too late is told.

No browser of the shop may, signed in or not; the second of two learns when the first was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sealbench.shop.config import Config
from sealbench.shop.pages import cookies
from tests.support.browsers import TABLET, add_authenticator
from tests.support.cast import make_cast
from tests.support.clients import Counter, with_link
from tests.support.clocks import MovedClock
from tests.support.counter import answer_for_claim, finish_claim
from tests.support.site import serve
from tests.support.walks import Walk, assert_sound, walking

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Door:
    """A shop with one link that nobody has claimed."""

    walk: Walk
    job: Counter

    @property
    def link(self) -> str:
        return f"{self.job.cast.bench.config.site}/c/#{self.job.token}.{self.job.slip.genesis}"

    def phone(self) -> Page:
        """Return a client's phone, with a passkey for the key."""
        page = self.walk.page()
        add_authenticator(page.context, page)
        return page


@pytest.fixture
def door(home: Config, chromium: Browser) -> Iterator[Door]:
    clock = MovedClock(seconds=1)
    with serve(home, clock) as bench:
        cast = make_cast(bench, clock)
        with walking(chromium, cast) as walk:
            yield Door(walk, with_link(cast))
        assert walk.complaints == []


def test_no_browser_of_the_shop_claims(door: Door) -> None:
    dora = door.walk.page("dora", viewport=TABLET)
    stopped(dora, door.link)
    for mark in (cookies.STAFF_BROWSER, cookies.COUNTER):  # signed out; the tablet of the counter
        page = door.walk.page(viewport=TABLET)
        config = door.job.cast.bench.config
        name = cookies.name(config, mark)
        page.context.add_cookies([{"name": name, "value": "yes", "url": config.site}])
        stopped(page, door.link)
    phone = door.phone()
    phone.goto(door.link)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("leave here")


def stopped(page: Page, link: str) -> None:
    """Hold that *link* ends at *page*, where nothing can be pressed, and that no key was made."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("a browser of the shop")
    expect(page.get_by_text("Use a device of your own")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert_sound(page)


def test_a_link_that_was_cut_off_says_what_to_do(door: Door) -> None:
    phone = door.phone()
    phone.goto(door.link[:-2])
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Open your link")
    expect(phone.get_by_text("to the last letter")).to_be_visible()
    assert "#" not in phone.url
    assert_sound(phone)


def test_a_second_claim_hears_when_the_first_was(door: Door, tmp_path: Path) -> None:
    first, second = door.phone(), door.phone()
    for page in (first, second):
        answer_for_claim(page, door.link, door.job.code, tmp_path)
    finish_claim(first)
    claimed = first.locator("li.event", has_text="You claimed the link").get_by_role("time")
    when = claimed.inner_text()

    second.get_by_role("button", name="Use this device").click()
    told(second, f"Somebody was faster: this link was claimed {when}")
    late = door.phone()
    late.goto(door.link)
    told(late, f"Somebody claimed it {when}")
    first.reload()
    expect(first.get_by_role("heading", level=1)).to_contain_text("Job")


def told(page: Page, text: str) -> None:
    """Hold that *page* tells that the link was claimed, and offers to stop whoever did."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("This link was claimed")
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("button", name="That was not me")).to_be_visible()
    assert_sound(page)
