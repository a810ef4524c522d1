"""The main job for a client without a phone: sealed on the shop's tablet, opened, destroyed.

The paper of the sitting is tried as well: at home it leads to the same job.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.staffed import assert_nothing_was_learnt, download, staffed
from tests.support.browsers import PHONE, TABLET, serious_findings
from tests.support.counter import acknowledge, claim, seal, take_in
from tests.support.verifier import verify
from tests.support.workshop import attest, close, held, move, open_login

pytestmark = pytest.mark.browser

USER = "ida@letters.example"
PASSWORD = "grüne Tür 1931"  # noqa: S105 - what must never be found on the server
NOTE = "reads no mail at home"
_KEPT = "async () => (await indexedDB.databases()).length + sessionStorage.length"


@dataclass(frozen=True, slots=True)
class Paper:
    """What the client carries home: the link behind the code to scan, and what is printed."""

    link: str
    text: str


def test_a_client_without_a_phone_seals_at_the_counter(desk: Desk, tmp_path: Path) -> None:
    shop = staffed(desk, "Tariq Öztürk")
    olga, tariq = shop.olga, shop.technicians["tariq"]
    number = take_in(olga, service="Mail or account trouble", technician="Tariq Öztürk")
    tablet = sit_down(desk, hand_over(olga, number))
    acknowledge(tablet, "No")
    assert shop.enrolled["tariq"].fingerprint in tablet.inner_text("main")
    seal(tablet, label="Mail", user=USER, password=PASSWORD, note=NOTE)
    assert PASSWORD not in tablet.content()
    assert serious_findings(tablet) == []
    paper = stand_up(tablet)
    assert shop.enrolled["tariq"].fingerprint in paper.text
    assert_nothing_stays(tablet)

    move(olga, number, "In service")
    open_login(tariq, number)
    held(tariq, "User name", USER)
    held(tariq, "Password", PASSWORD)
    olga.goto(f"/jobs/{number}/")
    code = olga.locator(".said-code").inner_text().strip()
    assert code not in paper.text
    at_home(desk, paper, code, tmp_path)
    attest(tariq, number)
    close(olga, number)
    olga.goto(f"/jobs/{number}/")
    check_dossier(download(olga, "Dossier", tmp_path), paper.link.rpartition(".")[2])
    assert_nothing_was_learnt(desk, [USER, PASSWORD, NOTE, *shop.words])
    assert desk.watch.complaints == [
        "Failed to load resource: the server responded with a status of 404 (Not Found)"
    ]  # the page of a job, asked for on the tablet that was wiped


def hand_over(olga: Page, number: int) -> str:
    """Make a pass for the tablet, and return it as the desk says it."""
    olga.goto(f"/jobs/{number}/")
    olga.get_by_role("button", name="Use the shop's tablet").click()
    return olga.locator("main .display-6").inner_text().strip()


def sit_down(desk: Desk, given: str) -> Page:
    """Begin a sitting with the pass that was *given*, on a tablet where nobody is signed in."""
    tablet = desk.person(viewport=TABLET, passkeys=False)
    tablet.goto("/counter/")
    tablet.get_by_label("Pass").fill(given)
    tablet.get_by_role("button", name="Begin").click()
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("Job", timeout=20_000)
    assert "#" not in tablet.url
    assert not [each for each in cookies(tablet) if "staff" in each]
    assert serious_findings(tablet) == []
    return tablet


def stand_up(tablet: Page) -> Paper:
    """End the sitting and return the paper that is printed, which buttons are no part of."""
    with tablet.expect_response("**/counter/end") as answer:
        tablet.get_by_role("button", name="I am done").click()
    expect(tablet.get_by_alt_text("The link as a code to scan")).to_be_visible()
    assert serious_findings(tablet) == []
    tablet.emulate_media(media="print")
    expect(tablet.get_by_alt_text("The link as a code to scan")).to_be_visible()
    expect(tablet.get_by_role("button")).to_have_count(0)
    text = tablet.locator("body").inner_text()
    tablet.emulate_media(media="screen")
    return Paper(str(json.loads(answer.value.text())["slip"]["address"]), text)


def assert_nothing_stays(tablet: Page) -> None:
    """Wipe the tablet: the next client finds neither keys nor a page to go back to."""
    tablet.get_by_role("button", name="Finish and wipe").click()
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("counter")
    assert tablet.evaluate(_KEPT) == 0
    assert [each for each in cookies(tablet) if each == "sealbench_client"] == []
    tablet.go_back()  # the sitting's page was replaced, not left
    assert tablet.url == "about:blank"
    tablet.goto("/c/")
    expect(tablet.get_by_role("heading", level=1)).not_to_contain_text("Job")


def at_home(desk: Desk, paper: Paper, code: str, folder: Path) -> None:
    """Follow the paper on a device at home: it shows what was sealed and opened."""
    phone = desk.person(viewport=PHONE)
    claim(phone, paper.link, code, folder)
    expect(phone.get_by_text(re.compile("at the counter, sealed"))).to_be_visible()
    expect(phone.get_by_text("Tariq Öztürk opened")).to_be_visible()
    assert serious_findings(phone) == []


def check_dossier(dossier: Path, fingerprint: str) -> None:
    """Verify *dossier* offline; who sealed at the counter counts as seen in person."""
    said = verify(dossier, fingerprint)
    assert said.returncode == 0, said.stderr
    sealed = [line for line in said.stdout.splitlines() if "sealed" in line and "holds" in line]
    assert [line for line in sealed if "in person" in line], said.stdout
    assert "first claim" in said.stdout
    assert verify(dossier, "A" * 43).returncode == 3


def cookies(page: Page) -> list[str]:
    return [str(each.get("name")) for each in page.context.cookies()]
