"""One login from intake to its destruction, each person in a browser of their own.

Afterwards everything that was sent, logged or kept is searched for what the server must
never have (law 2): the login, the passphrases, identities and PRF results.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.staffed import Shop, assert_nothing_was_learnt, download, staffed
from tests.support.browsers import PHONE, serious_findings
from tests.support.counter import claim, issue_link, seal, take_in
from tests.support.verifier import verify
from tests.support.workshop import attest, close, held, move, open_login, reassign

pytestmark = pytest.mark.browser

USER = "ida.lindqvist@mail.example"
PASSWORD = "pä55 wörd 🔑 nine"  # noqa: S105 - what must never be found on the server
SECOND = "Swordfish-77-changed"
NOTE = "second factor on her phone"


def test_one_login_from_intake_to_its_destruction(desk: Desk, tmp_path: Path) -> None:
    shop = staffed(desk, "Tariq Öztürk", "Nina Holm")
    number = take_in(shop.olga, service="Mail or account trouble", technician="Tariq Öztürk")
    link, code = issue_link(shop.olga, number)
    ida = desk.person(viewport=PHONE)
    shop.words.append(" ".join(claim(ida, link, code, tmp_path)))
    assert "#" not in ida.url
    seal_and_open(shop, ida, number)
    reassign_and_seal_again(shop, ida, number)
    refused_close(shop, number)
    attest_as_who_left_the_job(shop, number)
    attest(shop.technicians["nina"], number)
    close(shop.olga, number)
    expect(ida.get_by_text("Nina Holm stated that they keep no record")).to_be_visible(
        timeout=20_000
    )
    expect(ida.get_by_text("The job is closed.")).to_be_visible(timeout=20_000)
    expect(ida.get_by_text("No login is kept.")).to_be_visible()
    expect(ida.get_by_role("button", name="I want to be present")).to_have_count(0)
    dossier = download(ida, "Take the record home", tmp_path)
    assert verify(dossier, link.rpartition(".")[2]).returncode == 0
    assert verify(dossier, "A" * 43).returncode == 3
    assert_nothing_was_learnt(desk, [USER, PASSWORD, SECOND, NOTE, *shop.words])
    assert desk.watch.complaints == [
        "Failed to load resource: the server responded with a status of 403 (Forbidden)"
    ]


def refused_close(shop: Shop, number: int) -> None:
    """The page names both whose statement is missing, and has no button."""
    shop.olga.goto(f"/jobs/{number}/close/")
    expect(shop.olga.get_by_text("has not stated it yet")).to_have_count(2)
    expect(shop.olga.get_by_role("button", name="Destroy and close")).to_have_count(0)


def attest_as_who_left_the_job(shop: Shop, number: int) -> None:
    """Tariq, who is not on it any more, states it; the page of the job is not his to see."""
    tariq = shop.technicians["tariq"]
    tariq.goto(f"/jobs/{number}/attest/")
    expect(tariq.get_by_text("Not stated yet by: Nina Holm")).to_be_visible(timeout=20_000)
    assert serious_findings(tariq) == []
    with tariq.expect_response(f"**/jobs/{number}/attest/take") as taken:
        tariq.get_by_role("button", name="State it with your passkey").click()
    assert taken.value.status == 200
    tariq.wait_for_url("**/?done=attested*")


def seal_and_open(shop: Shop, ida: Page, number: int) -> None:
    seal(ida, label="Mail", user=USER, password=PASSWORD, note=NOTE)
    assert PASSWORD not in ida.content()
    assert serious_findings(ida) == []
    move(shop.olga, number, "In service")
    open_login(shop.technicians["tariq"], number)
    held(shop.technicians["tariq"], "User name", USER)
    held(shop.technicians["tariq"], "Password", PASSWORD)
    expect(ida.get_by_text("Tariq Öztürk opened")).to_be_visible(timeout=20_000)


def reassign_and_seal_again(shop: Shop, ida: Page, number: int) -> None:
    reassign(shop.olga, number, "Nina Holm")
    tariq = shop.technicians["tariq"]
    tariq.goto(f"/jobs/{number}/")
    expect(tariq.get_by_text(re.compile("Only the people on the job"))).to_be_visible()
    expect(ida.get_by_text("please seal it again")).to_be_visible(timeout=20_000)
    seal(ida, label="Mail, new", user=USER, password=SECOND, note=NOTE)
    open_login(shop.technicians["nina"], number)
    held(shop.technicians["nina"], "Password", SECOND)
