"""A client ends the service on the own phone: stopped, everything fetched and opened, destroyed.

Afterwards the link shows the certificate and nothing else, and the shop has nothing left.
"""

import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db.models import F
from playwright.sync_api import Browser, Page, expect

from sealbench.agreement import check
from sealbench.shop.config import Config
from sealbench.shop.procedures.certificate import Issued
from sealbench.shop.procedures.show_certificate import show_certificate
from sealbench.shop.records.models import Client, ClientKey, Job, Termination
from tests.browser.staffed import download
from tests.browser.test_claim import Door
from tests.browser.test_pages import picture
from tests.support.cast import make_cast
from tests.support.clients import with_link
from tests.support.clocks import MovedClock
from tests.support.counter import answer_for_claim, finish_claim
from tests.support.desk import IDA
from tests.support.site import serve
from tests.support.walks import assert_sound, walking

pytestmark = pytest.mark.browser

_DAYS = 4 * 24 * 3600  # seconds


@pytest.fixture
def door(home: Config, chromium: Browser) -> Iterator[Door]:
    clock = MovedClock(seconds=1)
    with serve(home, clock) as bench:
        cast = make_cast(bench, clock)
        with walking(chromium, cast) as walk:
            yield Door(walk, with_link(cast))
        assert walk.complaints == []


def test_a_client_ends_the_service(door: Door, tmp_path: Path) -> None:
    phone, dora = door.phone(), door.walk.page("dora")
    answer_for_claim(phone, door.link, door.job.code, tmp_path)
    finish_claim(phone)
    stop(phone)
    case = Termination.objects.get().pk
    dora.goto(f"/jobs/{door.job.number}/")
    expect(dora.get_by_role("heading", level=1)).not_to_contain_text("Job")
    expect(phone.get_by_text("Your key may fetch everything from")).to_be_visible()
    expect(phone.get_by_role("button", name="Fetch everything")).to_have_count(0)
    ClientKey.objects.update(claimed_at=F("claimed_at") - _DAYS)
    phone.reload()
    fetch(phone, tmp_path)
    dora.goto(f"/cases/{case}/")
    expect(dora.get_by_text("to the client's settled key")).to_be_visible()
    destroy(phone, tmp_path, door)
    dora.reload()
    expect(dora.get_by_text("events that are noise now")).to_be_visible()
    expect(dora.get_by_text(IDA.name)).to_have_count(0)
    assert not Client.objects.exists()
    assert not Job.objects.exists()
    later = door.phone()
    later.goto(door.link)
    expect(later.get_by_role("heading", level=1)).to_contain_text("Everything is destroyed")
    expect(later.get_by_role("button")).to_have_count(1)
    assert_sound(later)


def act(phone: Page, title: str, tick: str, name: str) -> None:
    """Open the folded act *title*, tick its box and press *name*."""
    fold = phone.locator("details", has_text=tick)
    fold.locator("summary", has_text=title).click()
    fold.get_by_label(tick).check()
    fold.get_by_role("button", name=name).click()


def stop(phone: Page) -> None:
    expect(phone.locator("summary", has_text="End the service")).to_be_visible()
    act(phone, "End the service", "I want the shop to stop", "Stop the service now")
    expect(phone.get_by_text("nobody of the shop sees your jobs")).to_be_visible(timeout=20_000)
    picture(phone, "end-stopped")
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
    with zipfile.ZipFile(download(phone, "Save it, opened", tmp_path)) as archive:
        assert json.loads(archive.read("client.json"))[0]["name"] == IDA.name
        assert "README.html" in archive.namelist()
    sealed = download(phone, "Save it sealed to my key", tmp_path).read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n")
    assert IDA.name.encode() not in sealed
    picture(phone, "end-fetched")
    assert_sound(phone)


def destroy(phone: Page, tmp_path: Path, door: Door) -> None:
    act(
        phone,
        "I have everything: destroy it",
        "I have saved it and can read it",
        "Destroy everything now",
    )
    heading = phone.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Everything is destroyed", timeout=60_000)
    expect(phone.get_by_text("Open your link once more")).to_be_visible()
    phone.goto(door.link)
    pdf = download(phone, "The certificate (PDF)", tmp_path).read_bytes()
    bench = door.job.cast.bench
    issued: Issued = bench.run(show_certificate, token=door.job.token)
    with ThreadPoolExecutor() as beside:  # Playwright's own loop runs on this thread
        seal = beside.submit(check, pdf, [issued.key.root], now=bench.now()).result()
    assert seal.signer
    assert_sound(phone)
