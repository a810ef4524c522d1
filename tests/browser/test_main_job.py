"""One login from intake to its destruction, each person in a browser of their own.

Afterwards everything that was sent, logged or kept is searched for what the server must
never have (law 2): the login, the passphrases, identities and PRF results.
"""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.support.browsers import PHONE, TABLET, serious_findings
from tests.support.counter import claim, issue_link, seal, take_in
from tests.support.newcomers import enrol, invite, sign_directory, sign_in

pytestmark = pytest.mark.browser

USER = "ida.lindqvist@mail.example"
PASSWORD = "pä55 wörd 🔑 nine"  # noqa: S105 - what must never be found on the server
SECOND = "Swordfish-77-changed"
NOTE = "second factor on her phone"
NEVER = ("AGE-SECRET-KEY", "clientExtensionResults", '"prf"', "opening_seed", "statement_seed")


def test_one_login_from_intake_to_its_destruction(desk: Desk, tmp_path: Path) -> None:
    shop = staffed(desk)
    number = take_in(shop.olga, service="Mail or account trouble", technician="Tariq Öztürk")
    link, code = issue_link(shop.olga, number)
    ida = desk.person(viewport=PHONE)
    shop.words.append(" ".join(claim(ida, link, code, tmp_path)))
    assert "#" not in ida.url
    seal_and_open(shop, ida, number)
    reassign_and_seal_again(shop, ida, number)
    close(shop.olga, number)
    expect(ida.get_by_text("The job is closed.")).to_be_visible(timeout=20_000)
    expect(ida.get_by_text("No login is kept.")).to_be_visible()
    dossier = take_home(ida, tmp_path)
    assert verify(dossier, link.rpartition(".")[2]) == 0
    assert verify(dossier, "A" * 43) == 3
    assert_nothing_was_learnt(desk, shop.words)


@dataclass(slots=True)
class Shop:
    """Olga, who manages and is the desk, two technicians, and everybody's passphrases."""

    olga: Page
    tariq: Page
    nina: Page
    words: list[str]


def staffed(desk: Desk) -> Shop:
    """Found the shop, invite two technicians, sign them in."""
    olga = desk.person(viewport=TABLET)
    tariq, nina = desk.person(viewport=PHONE), desk.person(viewport=PHONE)
    words = [enrol(olga, desk.server.setup_link(), name="Olga Brandt").passphrase]
    sign_in(olga)
    for page, name in ((tariq, "Tariq Öztürk"), (nina, "Nina Holm")):
        words.append(enrol(page, invite(olga, name, "technician")).passphrase)
    sign_directory(olga)
    sign_in(tariq)
    sign_in(nina)
    return Shop(olga, tariq, nina, words)


def seal_and_open(shop: Shop, ida: Page, number: int) -> None:
    seal(ida, label="Mail", user=USER, password=PASSWORD, note=NOTE)
    assert PASSWORD not in ida.content()
    assert serious_findings(ida) == []
    move(shop.olga, number, "In service")
    open_login(shop.tariq, number)
    held(shop.tariq, "User name", USER)
    held(shop.tariq, "Password", PASSWORD)
    expect(ida.get_by_text("Tariq Öztürk opened")).to_be_visible(timeout=20_000)


def reassign_and_seal_again(shop: Shop, ida: Page, number: int) -> None:
    reassign(shop.olga, number, "Nina Holm")
    shop.tariq.goto(f"/jobs/{number}/")
    expect(shop.tariq.get_by_text(re.compile("Only the people on the job"))).to_be_visible()
    expect(ida.get_by_text("please seal it again")).to_be_visible(timeout=20_000)
    seal(ida, label="Mail, new", user=USER, password=SECOND, note=NOTE)
    open_login(shop.nina, number)
    held(shop.nina, "Password", SECOND)


def take_home(ida: Page, folder: Path) -> Path:
    with ida.expect_download() as saved:
        ida.get_by_role("button", name="Take the record home").click()
    dossier = folder / "dossier.zip"
    saved.value.save_as(dossier)
    return dossier


def assert_nothing_was_learnt(desk: Desk, words: list[str]) -> None:
    """Search all that was sent, logged and kept; the search itself is tried on what is there."""
    desk.server.stop()
    assert found([USER, PASSWORD, SECOND, NOTE, *words, *NEVER], desk) == []
    assert found(["sealbench.log/", "records_leaf"], desk) == ["sealbench.log/", "records_leaf"]
    assert desk.watch.complaints == [
        "Failed to load resource: the server responded with a status of 403 (Forbidden)"
    ]
    assert "content policy broken" not in desk.server.log.read_text()


def move(page: Page, number: int, state: str) -> None:
    page.goto(f"/jobs/{number}/")
    page.get_by_role("button", name=state).click()
    page.wait_for_url("**/?done=moved*")


def open_login(page: Page, number: int) -> None:
    page.goto(f"/jobs/{number}/")
    page.get_by_role("link", name=re.compile("^Open")).last.click()
    page.get_by_label("Repair").check()
    page.get_by_role("button", name="Open with your passkey").click()
    expect(page.get_by_role("timer")).to_be_visible(timeout=30_000)


def held(page: Page, field: str, value: str) -> None:
    """Hold the field's button and read it; it is masked before and after."""
    shown = page.get_by_label(field, exact=True)
    assert value not in page.content()
    page.get_by_role("button", name=f"Hold to see: {field}").hover()
    page.mouse.down()
    expect(shown).to_have_text(value)
    page.mouse.up()
    expect(shown).not_to_have_text(value)


def reassign(page: Page, number: int, name: str) -> None:
    page.goto(f"/jobs/{number}/")
    page.get_by_role("link", name="Put others on it").click()
    page.get_by_text(name, exact=True).first.click()
    page.get_by_role("button", name="Put them on it").click()
    page.wait_for_url("**/?done=assigned*")


def close(page: Page, number: int) -> None:
    page.goto(f"/jobs/{number}/close/")
    word = page.locator("label[for=word] strong").inner_text()
    page.fill("#word", word)
    page.get_by_role("button", name="Destroy and close").click()
    expect(page.get_by_text(re.compile("destroyed", re.IGNORECASE)).first).to_be_visible()


def verify(dossier: Path, fingerprint: str) -> int:
    """Run `sealbench verify` as the client's lawyer would, with neither home nor server."""
    command = [sys.executable, "-m", "sealbench.cli", "verify", str(dossier)]
    done = subprocess.run(
        [*command, "--fingerprint", fingerprint], capture_output=True, env={}, check=False
    )
    return done.returncode


def found(texts: list[str], desk: Desk) -> list[str]:
    """Return which of *texts* were sent, logged or kept, in any usual spelling."""
    places = [*_sent(desk), *_kept(desk.server.home.parent)]
    return [
        text
        for text in texts
        if any(spelling in place for spelling in _spellings(text) for place in places)
    ]


def _sent(desk: Desk) -> Iterator[bytes]:
    for url, body in desk.watch.sent:
        yield url.encode() + b"\n" + body


def _kept(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in {".zip", ".age"}:
            yield path.read_bytes()


def _spellings(text: str) -> set[bytes]:
    forms = {text, unicodedata.normalize("NFD", text)}
    return {
        spelling
        for form in forms
        for spelling in (
            form.encode(),
            form.encode("utf-16-le"),
            quote(form).encode(),
            form.encode("unicode_escape"),
            form.encode().hex().encode(),
        )
    }
