"""A technician opens a login in Chromium: masked, while held, for half a minute."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sealbench import canon
from sealbench.ids import LoginId
from sealbench.keyring import HOUSE
from sealbench.seal import wrap_by_passkey
from sealbench.seal.identity_file import PRF_LABEL, PRF_NONCE, prf_key
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.config import Config
from sealbench.shop.procedures.passkey_proof import credential_hash
from sealbench.shop.records.models import Job, Login, Passkey
from tests.support.browsers import PHONE, add_authenticator, serious_findings
from tests.support.scene import PASSWORD, Scene, lay_out
from tests.support.site import serve

pytestmark = pytest.mark.browser

PASSPHRASE = "abandon ability able about above absent absorb"  # noqa: S105 - of a person made up here
MASK = "••••••••"

# What the enrolment page does, in short: a passkey with PRF, and the key that it gives.
_MAKE = """async ([id, first, second]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const base64 = (data) => btoa(String.fromCharCode(...new Uint8Array(data)));
  const extensions = { prf: { eval: { first: bytes(first), second: bytes(second) } } };
  const made = await navigator.credentials.create({ publicKey: {
    challenge: bytes(id), rp: { id: "localhost", name: "Shop" },
    user: { id: bytes(id), name: "tariq", displayName: "Tariq" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    extensions } });
  const used = await navigator.credentials.get({ publicKey: {
    challenge: bytes(id), rpId: "localhost", userVerification: "required",
    allowCredentials: [{ type: "public-key", id: made.rawId }], extensions } });
  const { first: one, second: two } = used.getClientExtensionResults().prf.results;
  return [made.rawId, made.response.getPublicKey(), one, two].map(base64);
}"""


@dataclass(slots=True)
class Desk:
    """Tariq's browser on the page of one login, and what it sent and complained of."""

    scene: Scene
    context: BrowserContext
    page: Page
    sent: list[bytes]
    complaints: list[str]

    def visit(self, login: LoginId) -> None:
        self.page.goto(f"{self.scene.bench.config.site}/jobs/1001/logins/{login}/")

    def open(self, login: LoginId) -> None:
        self.visit(login)
        self.page.get_by_label("Repair").check()
        self.page.get_by_role("button", name="Open with your passkey").click()
        expect(self.page.get_by_role("timer")).to_be_visible()


@pytest.fixture
def scene(home: Config, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """Return a scene in which Tariq has the passphrase that a test names, or no known one."""
    with serve(home) as bench:
        yield lay_out(bench, passphrase=getattr(request, "param", ""))


@pytest.fixture
def desk(chromium: Browser, scene: Scene) -> Iterator[Desk]:
    options: dict[str, Any] = {"viewport": PHONE, "has_touch": True}
    context = chromium.new_context(**options)
    site = scene.bench.config.site
    token = scene.tokens[scene.tariq.id]
    context.add_cookies([{"name": "sealbench_staff", "value": token, "url": site}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    made = Desk(scene, context, page, [], [])
    context.on("request", lambda request: made.sent.append(request.post_data_buffer or b""))
    page.on(
        "console", lambda line: made.complaints.append(line.text) if line.type == "error" else None
    )
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    yield made
    context.close()


def give_passkey(desk: Desk) -> None:
    """Give Tariq a passkey of this browser that unwraps the identity."""
    scene = desk.scene
    add_authenticator(desk.context, desk.page)
    desk.visit(scene.seal())
    salts = [PRF_LABEL + bytes([number]) + PRF_NONCE for number in (1, 2)]
    inputs = [base64.b64encode(each).decode() for each in (b"sixteen bytes id", *salts)]
    made = desk.page.evaluate(_MAKE, inputs)
    credential, spki, first, second = (base64.b64decode(each) for each in made)
    file = wrap_by_passkey(scene.tariq.keys, prf_key(first, second))

    def keep(work: Work) -> Outcome[None]:
        row = Passkey(pk=credential_hash(credential), person_id=scene.tariq.id, created_at=1)
        content = {
            "credential_id": canon.b64u(credential),
            "spki": canon.b64u(spki),
            "file": canon.b64u(file),
            "label": "this device",
        }
        work.write(row, HOUSE, content)
        row.save(force_insert=True)
        return Granted(None)

    scene.bench.run(keep)
    desk.sent.clear()


def test_a_field_shows_while_its_button_is_held_and_no_longer(desk: Desk) -> None:
    give_passkey(desk)
    desk.open(desk.scene.seal())
    page = desk.page
    password = page.get_by_label("Password", exact=True)
    button = page.get_by_role("button", name="Hold to see: Password")
    expect(password).to_have_text(MASK)
    assert PASSWORD not in page.content()
    button.hover()
    page.mouse.down()
    expect(password).to_have_text(PASSWORD)
    expect(page.get_by_label("User name", exact=True)).to_have_text(MASK)
    page.mouse.move(0, 0)
    expect(password).to_have_text(PASSWORD)
    page.mouse.up()
    expect(password).to_have_text(MASK)
    button.focus()
    page.keyboard.down("Space")
    expect(password).to_have_text(PASSWORD)
    page.keyboard.up("Space")
    expect(password).to_have_text(MASK)
    assert serious_findings(page) == []
    assert PASSWORD.encode() not in b"".join(desk.sent)
    assert b"AGE-SECRET-KEY" not in b"".join(desk.sent)
    assert desk.complaints == []


def test_two_openings_in_a_row_join_one_ledger(desk: Desk) -> None:
    give_passkey(desk)
    login = desk.scene.seal(openings=2)
    desk.open(login)
    remembered = desk.page.evaluate("localStorage.getItem('sealbench.pins.v1')")
    desk.open(login)
    assert desk.page.evaluate("localStorage.getItem('sealbench.pins.v1')") != remembered
    kinds = [event["type"] for event in desk.scene.events()]
    assert kinds.count("login:opened") == 2
    desk.visit(login)
    expect(desk.page.get_by_text("no opening left")).to_be_visible()


@pytest.mark.parametrize("leave", ["blur", "hide", "done", "print"])
def test_it_is_gone_when_nobody_looks(desk: Desk, leave: str) -> None:
    give_passkey(desk)
    desk.open(desk.scene.seal())
    page = desk.page
    if leave == "blur":
        page.evaluate("dispatchEvent(new Event('blur'))")
    elif leave == "hide":
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    elif leave == "print":
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    else:
        page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("It is gone from this page.")).to_be_visible()
    expect(page.locator(".revealed")).to_have_count(0)


def test_it_is_gone_after_half_a_minute(desk: Desk) -> None:
    give_passkey(desk)
    desk.page.clock.install()
    desk.open(desk.scene.seal())
    desk.page.clock.run_for(25_000)
    expect(desk.page.get_by_role("timer")).to_be_visible()
    desk.page.clock.run_for(6_000)
    expect(desk.page.get_by_text("It is gone from this page.")).to_be_visible()


def test_nothing_can_be_copied_or_selected(desk: Desk) -> None:
    give_passkey(desk)
    desk.open(desk.scene.seal())
    page = desk.page
    page.get_by_role("button", name="Hold to see: Password").hover()
    page.mouse.down()
    expect(page.get_by_label("Password", exact=True)).to_have_text(PASSWORD)
    for name in ("copy", "cut", "contextmenu", "dragstart", "selectstart"):
        kept = page.evaluate(
            "name => document.querySelector('.revealed')"
            ".dispatchEvent(new Event(name, {bubbles: true, cancelable: true}))",
            name,
        )
        assert kept is False, name
    page.evaluate("document.execCommand('selectAll')")
    assert PASSWORD not in page.evaluate("String(getSelection())")
    page.emulate_media(media="print")
    expect(page.get_by_label("Password", exact=True)).to_be_hidden()


@pytest.mark.parametrize("scene", [PASSPHRASE], indirect=True, ids=["passphrase"])
def test_the_passphrase_opens_too(desk: Desk) -> None:
    desk.visit(desk.scene.seal())
    page = desk.page
    page.get_by_label("Repair").check()
    page.get_by_role("button", name="Use your passphrase").click()
    page.get_by_label("Your seven words").fill(PASSPHRASE)
    page.get_by_role("button", name="Open with your passphrase").click()
    expect(page.get_by_role("timer")).to_be_visible(timeout=30_000)
    assert desk.scene.events()[-1]["method"] == "passphrase"
    assert PASSPHRASE.split()[1].encode() not in b"".join(desk.sent).replace(b" ", b"")
    assert desk.complaints == []


def test_a_refusal_says_why_in_plain_words(desk: Desk) -> None:
    give_passkey(desk)
    login = desk.scene.seal()
    desk.visit(login)
    desk.page.get_by_label("Repair").check()
    Job.objects.update(state="waiting")
    desk.page.get_by_role("button", name="Open with your passkey").click()
    expect(desk.page.get_by_text("The job is not in service.")).to_be_visible()
    expect(desk.page.get_by_text(re.compile("Clause A4, rule A4-3"))).to_be_visible()
    assert Login.objects.get(pk=login).left == 3


def test_a_shop_with_another_past_opens_nothing(desk: Desk) -> None:
    """The browser has seen a ledger that this one does not continue."""
    give_passkey(desk)
    login = desk.scene.seal()
    desk.open(login)
    desk.page.evaluate(
        """() => {
        const key = 'sealbench.pins.v1';
        const pins = JSON.parse(localStorage.getItem(key));
        pins.checkpoint.root = 'A'.repeat(43);
        localStorage.setItem(key, JSON.stringify(pins));
        }"""
    )
    desk.visit(login)
    desk.page.get_by_label("Repair").check()
    desk.page.get_by_role("button", name="Open with your passkey").click()
    expect(desk.page.get_by_text("another history")).to_be_visible()
    assert PASSWORD not in desk.page.content()


def typed(page: Page, desk: Desk, text: str) -> Page:
    """Type *text* into the reason of the page that asks for a login, and press its button."""
    if not page.url.endswith("/ask/"):
        page.goto(f"{desk.scene.bench.config.site}/jobs/1001/ask/")
    page.get_by_label("Ask for a login all the same").fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()
    return page


@pytest.mark.parametrize("tab", ["the same tab", "another tab"])
def test_what_was_opened_cannot_be_typed_into_a_page_of_the_shop(desk: Desk, tab: str) -> None:
    give_passkey(desk)
    desk.open(desk.scene.seal())
    page = desk.page if tab == "the same tab" else desk.context.new_page()
    held = page.get_by_text("This is part of a login that was opened in this browser")
    for secret in (PASSWORD, PASSWORD[::-1], " ".join(PASSWORD), f"the {PASSWORD[2:9]} part"):
        typed(page, desk, secret)
        expect(held).to_be_visible()
        expect(page.get_by_label("Ask for a login all the same")).to_have_value(secret)
    assert page.url.endswith("/ask/")
    assert PASSWORD.encode() not in b"".join(desk.sent)
    assert serious_findings(page) == []
    typed(page, desk, "The fan test runs only when somebody is signed in.")
    expect(page.get_by_text("The client is asked for a login.")).to_be_visible()
    assert desk.complaints == []


def test_signing_out_forgets_what_was_opened(desk: Desk) -> None:
    give_passkey(desk)
    desk.open(desk.scene.seal())
    other = desk.context.new_page()
    typed(other, desk, PASSWORD[::-1])
    held = other.get_by_text("This is part of a login that was opened in this browser")
    expect(held).to_be_visible()
    desk.page.goto(f"{desk.scene.bench.config.site}/me/")
    desk.page.locator("form[data-forget]").first.evaluate("form => form.requestSubmit()")
    expect(desk.page).to_have_title(re.compile("Sign in"))
    other.get_by_label("Ask for a login all the same").fill(f"{PASSWORD[::-1]} again")
    expect(held).to_be_hidden()
