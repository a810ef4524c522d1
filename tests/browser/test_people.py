"""Founding, joining, signing in and leaving, at the real pages with a virtual authenticator."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from sealbench.seal.passphrase import words
from tests.browser.conftest import Desk
from tests.support.browsers import PHONE, TABLET, serious_findings
from tests.support.newcomers import (
    Enrolled,
    enrol,
    invite,
    sign_directory,
    sign_in,
    sign_in_by_passphrase,
)

pytestmark = pytest.mark.browser


def test_a_shop_is_founded_a_person_joins_is_signed_in_and_leaves(desk: Desk) -> None:
    manager, phone = desk.person(), desk.person(viewport=PHONE)
    olga = enrol(manager, desk.server.setup_link(), name="Olga Brandt", roles=("technician",))
    sign_in(manager)
    link = invite(manager, "Nina Holm", "technician")
    assert serious_findings(manager) == []
    nina = enrol(phone, link)
    assert "#" not in phone.url
    sign_in(phone)
    expect(phone.get_by_text("You are pending")).to_be_visible()
    assert serious_findings(phone) == []
    entering = f"+ Nina Holm (technician) comes in\n{nina.fingerprint}"
    assert sign_directory(manager) == [entering]
    phone.goto("/me/")
    expect(phone.get_by_text("You are pending")).to_be_hidden()
    assert nina.fingerprint in phone.inner_text("main")
    _assert_accessible(manager)
    _deactivate(manager, "Nina Holm")
    phone.goto("/me/")
    assert phone.url.endswith("/sign-in/")
    assert sign_directory(manager) == ["\N{MINUS SIGN} Nina Holm (technician) is revoked for ever"]
    _assert_nothing_secret_left(desk, manager, phone, nina, olga)


def _assert_accessible(page: Page) -> None:
    for address in ("/people/", "/people/sign/", "/me/", "/me/passkeys/", "/sign-in/", "/join/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert (address, serious_findings(page)) == (address, [])


def _deactivate(page: Page, name: str) -> None:
    page.goto("/people/")
    page.get_by_role("article", name=name).get_by_text("Deactivate").click()
    assert serious_findings(page) == []
    page.fill("#word", "deactivate")
    page.get_by_role("button", name="Deactivate").click()
    page.wait_for_url("**/people/?done=deactivated")


def _assert_nothing_secret_left(
    desk: Desk, manager: Page, phone: Page, *enrolled: Enrolled
) -> None:
    """Look through every body and address that was sent, every storage, every page left."""
    sent = b"\n".join(url.encode() + b" " + body for url, body in desk.watch.sent)
    log = desk.server.log.read_bytes()
    for marker in (b"AGE-SECRET-KEY", b"clientExtensionResults", b'"prf"', b"opening_seed"):
        assert marker not in sent
    for each in enrolled:
        assert each.passphrase.encode() not in sent + log
    for page in (manager, phone):
        stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert re.findall(r"sealbench\.[a-z.0-9]+", stored) == ["sealbench.pins.v1"]
        assert not any(each.passphrase in stored for each in enrolled)
    addresses = {urlsplit(url).query for url, _ in desk.watch.sent}
    assert addresses <= {"", "done=directory-signed", "done=deactivated", "seen=1", "seen=2"}
    assert desk.watch.complaints == []


def test_the_words_are_asked_back_and_are_words_of_the_list(desk: Desk) -> None:
    page = desk.person(viewport=TABLET)
    page.goto(desk.server.setup_link())
    page.fill("#name", "Olga Brandt")
    page.click("#start button[type=submit]")
    expect(page.locator("#sheet")).to_be_visible(timeout=40_000)
    shown = page.locator("#words li").all_inner_texts()
    assert len(shown) == 7
    assert set(words()) >= set(shown)
    page.emulate_media(media="print")
    expect(page.locator("#words")).to_be_visible()
    expect(page.locator("#recovery")).to_be_visible()
    page.emulate_media(media="screen")
    page.click("#written")
    for which in ("one", "two"):
        page.fill(f"#word-{which}", "zebra")
    page.click("#repeat button[type=submit]")
    expect(page.locator("#problem")).to_contain_text("not right")
    assert not [url for url, _ in desk.watch.sent if url.endswith("/join/enrol")]


def test_a_passphrase_adds_a_passkey_elsewhere_and_another_genesis_raises_the_alarm(
    desk: Desk,
) -> None:
    enrolled = enrol(desk.person(), desk.server.setup_link(), name="Olga Brandt")
    other = desk.person(viewport=PHONE)
    sign_in_by_passphrase(other, "  olga   BRANDT", enrolled.passphrase)
    other.goto("/me/passkeys/")
    other.fill("#passphrase", enrolled.passphrase)
    other.click("#by-passphrase button")
    expect(other.locator("#make")).to_be_visible(timeout=40_000)
    other.click("#create")
    other.wait_for_url("**/me/?done=passkey-added")
    expect(other.locator("section li")).to_have_count(2)
    sign_in(other)
    _assert_alarm(desk, other)


def _assert_alarm(desk: Desk, page: Page) -> None:
    """Let the browser have met another genesis here: it warns and sends nothing."""
    page.evaluate(
        "localStorage.setItem('sealbench.pins.v1', JSON.stringify({genesis: 'A'.repeat(43)}))"
    )
    page.goto("/sign-in/")
    expect(page.locator("#problem")).to_contain_text("Warning")
    desk.watch.sent.clear()
    page.click("#by-passkey")
    expect(page.locator("#problem")).to_contain_text("Warning")
    assert not [body for _, body in desk.watch.sent if body]


def test_without_prf_the_passkey_confirms_and_the_passphrase_opens(desk: Desk) -> None:
    page = desk.person(prf=False)
    enrolled = enrol(page, desk.server.setup_link(), name="Olga Brandt")
    sign_in(page)
    page.goto("/me/")
    expect(page.get_by_text("signs in only")).to_be_visible()
    page.goto("/people/sign/")
    page.click("#sign button")
    page.fill("#passphrase", enrolled.passphrase)
    page.click("#unwrap button")
    page.wait_for_url("**/people/?done=directory-signed", timeout=40_000)
