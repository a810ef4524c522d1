"""An agreement signed on two devices: management's browser, and the shop's tablet.

What was put in the place of the document on its way is noticed before anything is signed.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.agreement.hostile_pdfs import pdf
from tests.browser.conftest import Desk
from tests.browser.staffed import Shop, staffed
from tests.browser.test_main_job_at_the_counter import hand_over, sit_down
from tests.support.browsers import serious_findings
from tests.support.counter import take_in
from tests.support.verifier import verify

pytestmark = pytest.mark.browser

CLOSED = "Closed until an agreement that clears you is in force."
PROBLEM = "Outlook asks for the password again and again."


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as found:
        page.get_by_role("button", name=button).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def require(olga: Page, number: int) -> str:
    """Require an agreement on the page of the job; return the address of the client's record."""
    olga.goto(f"/jobs/{number}/")
    expect(olga.get_by_text(PROBLEM)).to_be_visible()
    place = olga.locator("form[action$='/agreements/require']").get_attribute("action")
    assert place is not None
    olga.get_by_role("button", name="Require an agreement").click()
    expect(olga.get_by_text(CLOSED).first).to_be_visible()
    expect(olga.get_by_text(PROBLEM)).to_have_count(0)
    return place.removesuffix("agreements/require")


def draft(olga: Page, record: str, folder: Path, *cleared: str) -> str:
    """Make an agreement by a text of the shop; return the address of its page."""
    olga.goto(record)
    olga.get_by_role("link", name="Make an agreement").click()
    olga.get_by_label("What is confidential?").fill("Patient records, and every login to them.")
    for name in cleared:
        olga.get_by_label(name).check()
    olga.get_by_label("What is returned").fill("All copies, and the access card.")
    assert serious_findings(olga) == []
    preview = saved(olga, "Look at it as a PDF", folder)
    assert preview.read_bytes().startswith(b"%PDF-")
    form = olga.locator("form[data-again]")  # one press at a time
    expect(form).not_to_have_attribute("aria-busy", "true")
    olga.get_by_role("button", name="Keep the draft").click()
    olga.wait_for_url("**/?done=drafted")
    return olga.url.partition("?")[0]


def do_next(page: Page, place: str, link: str, button: str, folder: Path) -> bytes:
    """Go through the page that reviews and signs; return the document that was saved there."""
    page.goto(place)
    page.get_by_role("link", name=link).click()
    expect(page.locator("#review")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_contain_text("tick the box")
    document = saved(page, "Save and read it", folder).read_bytes()
    page.locator("#read").check()
    assert serious_findings(page) == []
    page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile(r"\?done="), timeout=40_000)
    return document


def draw(tablet: Page, folder: Path) -> bytes:
    """Read the document on the tablet, draw, and sign; return what was read."""
    document = saved(tablet, "Save and read the document", folder).read_bytes()
    tablet.get_by_role("button", name="Sign the agreement").click()
    expect(tablet.locator("#problem")).to_contain_text("tick the box")
    tablet.get_by_label("I have read the document and agree").check()
    tablet.get_by_role("button", name="Sign the agreement").click()
    expect(tablet.locator("#problem")).to_contain_text("Draw your signature")
    pad = tablet.get_by_role("img", name="Sign here")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    tablet.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    tablet.mouse.down()
    for step in range(1, 9):
        tablet.mouse.move(box["x"] + 40 + step * 30, box["y"] + 30 + (step % 3) * 30, steps=4)
    tablet.mouse.up()
    assert serious_findings(tablet) == []
    tablet.get_by_role("button", name="Sign the agreement").click()
    expect(tablet.locator("#progress")).to_contain_text("signs as the witness", timeout=20_000)
    return document


def final(olga: Page, place: str, folder: Path) -> Path:
    """Return the final PDF once the clock of the shop has made it."""
    olga.goto(place)
    button = olga.get_by_role("button", name="The final PDF")
    for _ in range(60):
        if button.is_visible():
            break
        olga.wait_for_timeout(1_000)
        olga.reload()
    return saved(olga, "The final PDF", folder)


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return staffed(desk, "Tariq Öztürk")


def test_an_agreement_is_signed_on_two_devices_and_its_terms_become_rules(
    desk: Desk, shop: Shop, tmp_path: Path
) -> None:
    olga, tariq = shop.olga, shop.technicians["tariq"]
    number = take_in(olga, service="Mail or account trouble", technician="Tariq Öztürk")
    record = require(olga, number)
    tariq.goto(f"/jobs/{number}/")
    expect(tariq.get_by_text(CLOSED).first).to_be_visible()
    place = draft(olga, record, tmp_path, "Tariq Öztürk")
    read = do_next(olga, place, "Read the document", "I have read it", tmp_path)
    refuse_another(olga, place)
    signed = do_next(olga, place, "Sign for the shop", "Sign for the shop", tmp_path)
    tablet = sit_down(desk, hand_over(olga, number))
    assert read == signed == draw(tablet, tmp_path)
    do_next(olga, place, "Sign as the witness", "Sign as the witness", tmp_path)
    expect(olga.get_by_text("in force").first).to_be_visible()
    tariq.reload()
    expect(tariq.get_by_text(PROBLEM)).to_be_visible()
    olga.goto(f"/jobs/{number}/")
    expect(olga.get_by_text(CLOSED).first).to_be_visible()  # she is not cleared
    check(final(olga, place, tmp_path), read, fingerprint(olga))
    assert [each for each in desk.watch.complaints if "policy" in each.lower()] == []


def refuse_another(olga: Page, place: str) -> None:
    """Put another document in its place on the way: it is not signed."""
    olga.route("**/document", lambda route: route.fulfill(body=pdf()))
    olga.goto(f"{place}sign/")
    expect(olga.get_by_role("alert")).to_contain_text("not the document that was drafted")
    expect(olga.locator("#sign")).to_be_hidden()
    olga.unroute("**/document")


def check(made: Path, document: bytes, genesis: str) -> None:
    """Verify the final PDF as a lawyer does, and again with one byte of it altered."""
    data = made.read_bytes()
    assert data.startswith(document)
    said = verify(made, genesis)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "before a witness of the shop" in said.stdout
    bent = bytearray(data)
    bent[len(document) // 2] ^= 1
    made.write_bytes(bytes(bent))
    assert verify(made, genesis).returncode in {2, 3}


def fingerprint(olga: Page) -> str:
    """Return the fingerprint of the shop, as this browser has pinned it."""
    pinned = olga.evaluate("() => localStorage.getItem('sealbench.pins.v1')")
    return str(json.loads(pinned)["genesis"])
