"""Files in a real browser: sent with progress, refused with reasons, saved by both sides."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sealbench.shop.pages import cookies
from sealbench.shop.records.models import File
from tests.browser.one_job import Shop
from tests.reading import made
from tests.support.browsers import PHONE, serious_findings
from tests.support.files import LOG, SECRET
from tests.support.walks import assert_sound

pytestmark = pytest.mark.browser


def choose(page: Page, name: str, data: bytes) -> None:
    kind = "application/octet-stream"
    page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": data})


def attach(page: Page) -> None:
    page.get_by_role("button", name="Attach", exact=True).click()


def saved(page: Page, name: str, tmp_path: Path) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save {name}").click()
    assert download.value.suggested_filename == name
    download.value.save_as(tmp_path / "saved")
    return (tmp_path / "saved").read_bytes()


def test_a_technician_sends_a_file(shop: Shop) -> None:
    page = shop.walk.page("tariq")
    page.goto(shop.place)
    page.get_by_role("link", name="Attach a file").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Attach a file")
    choose(page, "notes.txt", SECRET)
    attach(page)
    expect(page.get_by_role("alert")).to_contain_text("must not be written down")
    expect(page.get_by_role("alert").locator("li").first).to_be_visible()
    assert_sound(page)
    choose(page, "code.txt", b"opens with code: 47110815\n")
    attach(page)
    page.get_by_label("Is it none?").select_option("harmless")
    attach(page)  # the file is still chosen
    page.wait_for_url("**/?done=attached")
    assert File.objects.count() == 1


def test_a_photograph_is_read_and_kept_without_its_place(shop: Shop, tmp_path: Path) -> None:
    page = shop.walk.page("tariq")
    page.goto(f"{shop.place}files/")
    choose(page, "board.zip", made.zipped({"board.txt": "x"}))
    attach(page)
    expect(page.get_by_role("alert")).to_contain_text("unpack it and attach the files that matter")
    assert_sound(page)
    photo = made.jpeg(made.noted("Fan 2", size=(2_000, 1_500)), exif=made.exif())
    choose(page, "main board.jpg", photo)
    attach(page)
    expect(page.get_by_text("Reading part 1 of 1")).to_be_visible(timeout=60_000)
    page.wait_for_url("**/?done=attached", timeout=60_000)
    expect(page.get_by_text("main board.jpg")).to_be_visible()
    assert_sound(page)
    kept = saved(page, "main board.jpg", tmp_path)
    assert b"Exif" in photo
    assert b"Exif" not in kept
    page.wait_for_timeout(2_500)
    assert saved(page, "main board.jpg", tmp_path) == kept


def other_browser(shop: Shop, **options: Any) -> Page:
    """Return a page that the walk does not watch: it answers dialogs, or has no scripts."""
    site = shop.walk.cast.bench.config.site
    context = shop.walk.browser.new_context(base_url=site, accept_downloads=True, **options)
    shop.walk.contexts.append(context)
    return context.new_page()


def test_a_file_is_sent_without_a_script_too(shop: Shop) -> None:
    page = other_browser(shop, java_script_enabled=False)
    bench = shop.walk.cast.bench
    mark, token = cookies.name(bench.config, cookies.STAFF), shop.walk.cast.sessions["tariq"].token
    page.context.add_cookies([{"name": mark, "value": token, "url": bench.config.site}])
    page.goto(f"{shop.place}files/")
    choose(page, "fan.log", LOG)
    attach(page)
    page.wait_for_url("**/?done=attached")
    expect(page.get_by_text("fan.log")).to_be_visible()


def test_a_client_saves_and_destroys_a_file(shop: Shop, tmp_path: Path) -> None:
    tariq = shop.walk.page("tariq")
    tariq.goto(f"{shop.place}files/")
    choose(tariq, "fan.log", LOG)
    attach(tariq)
    tariq.wait_for_url("**/?done=attached")

    page = other_browser(shop, viewport=PHONE)
    page.on("dialog", lambda dialog: dialog.accept())
    slip = shop.job.slip
    page.goto(f"/c/#{shop.job.token}.{slip.genesis}")
    page.get_by_role("button", name="No, I keep").click()
    page.get_by_label("Code").fill(shop.job.code)
    page.get_by_role("button", name="Go on").click()
    with page.expect_download():
        page.get_by_role("button", name="Save the receipt").click()
    page.get_by_label("I have saved").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name=re.compile("type the words|Go on")).first.click()
    expect(page.get_by_text("fan.log")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("attached a file")).to_be_visible()
    assert serious_findings(page) == []
    assert saved(page, "fan.log", tmp_path) == LOG
    page.locator("li", has_text="fan.log").get_by_role("button", name="Destroy").click()
    expect(page.locator("#progress")).to_contain_text("The file is destroyed")
    expect(page.get_by_text("fan.log")).to_have_count(0)
    assert not File.objects.exists()
