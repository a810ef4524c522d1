"""A client of two jobs ends one for good on the own phone; the other goes on, and says so."""

from pathlib import Path

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from sealbench.ids import ClientId
from sealbench.shop.records.models import ClientKey, EndedJob, Job, Termination
from tests.browser.staffed import download
from tests.browser.test_claim import Door
from tests.browser.test_end_service import act, door
from tests.browser.test_pages import picture
from tests.support.clients import with_link
from tests.support.counter import answer_for_claim, finish_claim
from tests.support.desk import intake
from tests.support.walks import assert_sound

__all__ = ["door"]

pytestmark = pytest.mark.browser

_DAYS = 4 * 24 * 3600  # seconds


def test_a_client_ends_one_job(door: Door, tmp_path: Path) -> None:
    cast, number = door.job.cast, door.job.number
    phone, dora = door.phone(), door.walk.page("dora")
    answer_for_claim(phone, door.link, door.job.code, tmp_path)
    finish_claim(phone)
    # While there is no other job there is nothing to choose.
    expect(phone.locator("summary", has_text="End the service")).to_be_visible()
    expect(phone.locator("summary", has_text="End this job")).to_have_count(0)
    client = ClientId(Job.objects.get(pk=door.job.job).client_id)
    other = with_link(cast, intake(cast, "Battery", client=client))
    stop(phone)
    dora.goto(f"/jobs/{number}/")
    expect(dora.get_by_role("heading", level=1)).not_to_contain_text("Job")
    ClientKey.objects.update(claimed_at=F("claimed_at") - _DAYS)
    phone.reload()
    fetch(phone, tmp_path)
    destroy(phone)
    assert EndedJob.objects.get().number == number
    assert [job.number for job in Job.objects.all()] == [other.number]
    look_around(door, other.number, dora)
    read_on(door, other.token, other.code, tmp_path)


def stop(phone: Page) -> None:
    expect(phone.locator("summary", has_text="End this job")).to_be_visible(timeout=20_000)
    picture(phone, "end-job-offered")
    act(phone, "End this job", "I want this job to end for good", "End this job now")
    expect(phone.get_by_text("nobody of the shop sees this job. Your")).to_be_visible(
        timeout=20_000
    )
    picture(phone, "end-job-stopped")
    assert_sound(phone)


def fetch(phone: Page, tmp_path: Path) -> None:
    phone.get_by_role("button", name="Fetch everything").click()
    unlocked = phone.get_by_role("button", name="Open with this device")
    opened = phone.get_by_role("button", name="Save it, opened")
    expect(unlocked.or_(opened)).to_be_visible(timeout=30_000)
    if unlocked.is_visible():
        unlocked.click()
        phone.get_by_role("button", name="Fetch everything").click()
    expect(opened).to_be_visible(timeout=30_000)
    assert download(phone, "Save it, opened", tmp_path).read_bytes().startswith(b"PK")


def destroy(phone: Page) -> None:
    fold = phone.locator("details", has_text="I have saved it and can read it")
    expect(fold).to_contain_text("the key of this job's record")
    yes, name = "I have saved it and can read it", "Destroy everything now"
    act(phone, "I have everything: destroy it", yes, name)
    heading = phone.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Everything is destroyed", timeout=60_000)


def look_around(door: Door, other: int, dora: Page) -> None:
    """Hold that the shop sees the ended job by its number alone, and the other as ever."""
    dora.goto(f"/jobs/{door.job.number}/")
    expect(dora.get_by_role("heading", level=1)).to_contain_text("ended at the client's wish")
    dora.goto(f"/jobs/{other}/")
    expect(dora.get_by_role("heading", level=1)).to_contain_text(str(other))
    dora.goto(f"/cases/{Termination.objects.get().pk}/")
    expect(dora.get_by_text(f"job {door.job.number} for good")).to_be_visible()
    expect(dora.get_by_text("events that are noise now")).to_be_visible()
    picture(dora, "end-job-case")
    assert_sound(dora)


def read_on(door: Door, token: str, code: str, tmp_path: Path) -> None:
    """Hold that the page of the other job lists the ended one, with its certificate."""
    page = door.phone()
    folder = tmp_path / "other"
    folder.mkdir()
    link = f"{door.link.split('#')[0]}#{token}.{door.job.slip.genesis}"
    answer_for_claim(page, link, code, folder)
    finish_claim(page)
    expect(page.get_by_text("Jobs that ended at your wish")).to_be_visible(timeout=20_000)
    number = door.job.number
    expect(page.get_by_text(f"The destruction of job {number} is confirmed")).to_be_visible()
    assert download(page, "The certificate (PDF)", folder).read_bytes().startswith(b"%PDF-")
    picture(page, "end-job-other")
    assert_sound(page)
