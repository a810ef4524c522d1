"""A client lets the shop keep a login: asked for, opened, still there after the job, withdrawn."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.staffed import Shop, assert_nothing_was_learnt, download, staffed
from tests.browser.test_pages import picture
from tests.support.browsers import PHONE, serious_findings
from tests.support.counter import acknowledge, claim, issue_link, take_in
from tests.support.keeps import FOUR_DAYS
from tests.support.verifier import verify
from tests.support.workshop import attest, close, held, move, open_login

pytestmark = pytest.mark.browser

USER = "ida.lindqvist@mail.example"
PASSWORD = "pä55 wörd 🔑 kept"  # noqa: S105 - what must never be found on the server
_SLOW = 40_000


def test_a_client_lets_the_shop_keep_a_login_and_withdraws(desk: Desk, tmp_path: Path) -> None:
    shop = staffed(desk, "Tariq Öztürk")
    number = take_in(shop.olga, service="Mail or account trouble", technician="Tariq Öztürk")
    link, code = issue_link(shop.olga, number)
    ida = desk.person(viewport=PHONE)
    shop.words.append(" ".join(claim(ida, link, code, tmp_path)))
    acknowledge(ida)
    ida.get_by_text("Let the shop keep a login after the job").click()
    expect(ida.get_by_text("yours for 72 hours")).to_be_visible()
    expect(ida.get_by_role("button", name="let the shop keep it")).to_have_count(0)
    settle(desk)
    ida.reload()
    unlock(ida)
    ask(ida)
    open_it(shop, ida, number)
    attest(shop.technicians["tariq"], number)
    shop.technicians["tariq"].goto(
        "about:blank"
    )  # the page of the job would ask on, and be refused
    close(shop.olga, number)
    expect(ida.get_by_text("The job is closed.")).to_be_visible(timeout=20_000)
    expect(ida.get_by_text("Kept after the job, because you asked")).to_be_visible()
    in_both_lights(ida, "keep-kept")
    assert download(ida, "Save the receipt for Router", tmp_path).read_bytes().startswith(b"{")
    withdraw(ida)
    dossier = download(ida, "Take the record home", tmp_path)
    report = verify(dossier, link.rpartition(".")[2])
    assert report.returncode == 0, report.stdout
    assert_nothing_was_learnt(desk, [USER, PASSWORD, *shop.words])
    assert desk.watch.complaints == []


def in_both_lights(page: Page, name: str) -> None:
    """Hold that what *page* shows can be read in light and in the dark."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        picture(page, f"{name}-{scheme}")
        assert serious_findings(page) == []


def settle(desk: Desk) -> None:
    """Let the client's key have been claimed four days ago."""
    (path,) = desk.server.home.rglob("*.db")
    with closing(sqlite3.connect(path, timeout=20)) as database, database:
        database.execute("UPDATE records_clientkey SET claimed_at = claimed_at - ?", (FOUR_DAYS,))


def unlock(ida: Page) -> None:
    expect(ida.get_by_text("Where is my device?")).to_be_visible(timeout=_SLOW)


def ask(ida: Page) -> None:
    ida.get_by_text("Let the shop keep a login after the job").click()
    form = ida.locator("details", has_text="Let the shop keep a login")
    fill(ida)
    in_both_lights(ida, "keep-form")
    form.get_by_role("button", name="let the shop keep it").click()
    unlocked = ida.get_by_role("button", name="Open with this device")
    done = ida.get_by_text("is sealed and kept, as you asked")
    expect(unlocked.or_(done)).to_be_visible(timeout=_SLOW)
    if unlocked.is_visible():  # the key was locked: it is opened, and the form begins anew
        unlocked.click()
        expect(ida.get_by_text("Where is my device?")).to_be_visible(timeout=_SLOW)
        ida.get_by_text("Let the shop keep a login after the job").click()
        fill(ida)
        form.get_by_role("button", name="let the shop keep it").click()
    expect(done).to_be_visible(timeout=_SLOW)
    expect(ida.get_by_text("asked the shop to keep a login")).to_be_visible()
    assert PASSWORD not in ida.content()


def fill(ida: Page) -> None:
    form = ida.locator("details", has_text="Let the shop keep a login")
    form.get_by_label("What is it for?").fill("Router")
    form.get_by_label("User name").fill(USER)
    form.get_by_label("Password or PIN").fill(PASSWORD)
    form.get_by_label("Tariq Öztürk").check()
    form.get_by_label("What for?").select_option(label="Regular care")


def open_it(shop: Shop, ida: Page, number: int) -> None:
    tariq = shop.technicians["tariq"]
    move(shop.olga, number, "In service")
    tariq.goto(f"/jobs/{number}/")
    expect(tariq.get_by_text("kept at the client")).to_be_visible()
    picture(tariq, "keep-job")
    open_login(tariq, number)
    held(tariq, "User name", USER)
    held(tariq, "Password", PASSWORD)
    expect(ida.get_by_text("which you let the shop keep, to repair")).to_be_visible(timeout=20_000)


def withdraw(ida: Page) -> None:
    ida.on("dialog", lambda dialog: dialog.accept())
    ida.get_by_role("button", name="Withdraw").click()
    expect(ida.get_by_text("Withdrawn: the login is destroyed.")).to_be_visible(timeout=20_000)
    expect(ida.get_by_text("nothing opens the kept login any more")).to_be_visible()
    expect(ida.get_by_role("button", name="Withdraw")).to_have_count(0)
    picture(ida, "keep-withdrawn")
