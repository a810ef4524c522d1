"""What a client signs at intake: on the phone, on the counter's tablet, and instead of a paper."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sealbench.shop.config import Config
from sealbench.shop.procedures.start_counter import start_counter
from tests.browser.test_claim import Door
from tests.support.browsers import DESK, TABLET
from tests.support.cast import make_cast
from tests.support.clients import with_link
from tests.support.clocks import MovedClock
from tests.support.counter import acknowledge, answer_for_claim, finish_claim
from tests.support.desk import intake, put_in_service
from tests.support.site import serve
from tests.support.walks import assert_sound, walking
from tests.support.workshop import move

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("SCREENSHOTS", "")


@pytest.fixture
def door(home: Config, chromium: Browser) -> Iterator[Door]:
    clock = MovedClock(seconds=1)
    with serve(home, clock) as bench:
        cast = make_cast(bench, clock)
        with walking(chromium, cast) as walk:
            yield Door(walk, with_link(cast, intake(cast, "Mail or account trouble")))
        assert walk.complaints == []


def look(page: Page, name: str) -> None:
    """Hold what holds of every page; leave a picture."""
    assert_sound(page)
    if PICTURES:
        Path(PICTURES).mkdir(exist_ok=True)
        page.screenshot(path=f"{PICTURES}/acknowledge-{name}.png", full_page=True)


def test_the_phone_signs_first_and_the_job_goes_on(door: Door, tmp_path: Path) -> None:
    phone, dora = door.phone(), door.walk.page("dora", viewport=DESK)
    dora.goto(f"/jobs/{door.job.number}/")
    expect(dora.get_by_text("The client has not signed yet")).to_be_visible()
    expect(dora.get_by_role("button", name="In service")).to_have_count(0)
    look(dora, "job-waits")
    answer_for_claim(phone, door.link, door.job.code, tmp_path)
    finish_claim(phone)
    expect(phone.get_by_text("First read and sign what stands above")).to_be_visible()
    expect(phone.get_by_role("button", name="Seal it")).to_have_count(0)
    look(phone, "phone-asks")
    phone.get_by_role("button", name="Sign it").click()
    expect(phone.get_by_text("Tick the three boxes")).to_be_visible()
    acknowledge(phone, "No")
    expect(phone.get_by_role("button", name="Seal it")).to_be_visible()
    expect(phone.get_by_text("You acknowledged what stays your own risk.")).to_be_visible()
    phone.get_by_text("Read what was signed").click()
    expect(phone.get_by_text("You stay ultimately responsible")).to_be_visible()
    look(phone, "phone-signed")
    move(dora, door.job.number, "In service")
    expect(dora.get_by_text("has no backup")).to_be_visible()
    look(dora, "job-signed")
    dora.get_by_role("link", name="What was signed").click()
    expect(dora.get_by_text("Signed by the client (first claim)")).to_be_visible()
    look(dora, "sheet-signed")


def test_the_tablet_signs_in_person(door: Door) -> None:
    cast = door.walk.cast
    given = cast.bench.run(start_counter, who=cast.staff("dora"), number=door.job.number)
    tablet = door.walk.page(viewport=TABLET)
    tablet.goto("/counter/")
    tablet.get_by_label("Pass").fill(given.link.token)
    tablet.get_by_role("button", name="Begin").click()
    expect(tablet.get_by_role("button", name="Sign it")).to_be_visible(timeout=30_000)
    look(tablet, "tablet-asks")
    acknowledge(tablet)
    expect(tablet.get_by_text("You signed this")).to_contain_text("in person")
    expect(tablet.get_by_text("You signed this")).to_be_visible()
    look(tablet, "tablet-signed")


def test_a_paper_is_shown_and_can_be_objected_to(door: Door, tmp_path: Path) -> None:
    phone, dora = door.phone(), door.walk.page("dora", viewport=DESK)
    dora.goto(f"/jobs/{door.job.number}/")
    dora.get_by_role("link", name="The sheet to sign").click()
    dora.get_by_label("has a backup", exact=True).check()
    dora.get_by_label("The client has signed it before my eyes").check()
    look(dora, "sheet")
    dora.get_by_role("button", name="Record the paper").click()
    expect(dora.get_by_text("Signed on paper, by the word of the desk")).to_be_visible()
    put_in_service(door.walk.cast, door.job.job)
    answer_for_claim(phone, door.link, door.job.code, tmp_path)
    finish_claim(phone)
    expect(phone.get_by_text("that you signed this on paper")).to_be_visible()
    look(phone, "phone-paper")
    phone.evaluate("() => { window.confirm = () => true; }")
    phone.get_by_role("button", name="I did not sign a paper").click()
    expect(phone.get_by_role("button", name="Sign it")).to_be_visible()
    # Her page of the job loads itself anew: a visit beside it would break off one of the two.
    expect(dora.get_by_text("The client says that no paper was signed")).to_be_visible()
    look(dora, "job-objected")
