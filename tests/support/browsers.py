"""Debian's Chromium by Playwright, with a virtual authenticator that has PRF."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright, Response

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
DESK = {"width": 1280, "height": 900}
_AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_LIVE = re.compile(r"/jobs/\d+/(\?|$)")
_BROKEN_OFF = 3  # visits at most that a page which loads itself anew may break off
_SETTLED = 200  # milliseconds
# A colour on its way from light to dark is neither; what turns without an end cannot finish.
_STILL = """() => document.getAnimations()
  .filter(each => each.effect.getComputedTiming().iterations !== Infinity)
  .forEach(each => each.finish())"""


def launch(playwright: Playwright) -> Any:
    """Start Chromium without a window."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)


def patient(page: Page) -> Page:
    """Let *page* go where it is sent, though it was loading itself anew at that very moment.

    Whoever types an address wins over such a page (that of a job, by its pulse); a visit by the
    protocol of the debugger is told that it lost, and goes again.
    """
    go = page.goto

    def visit(address: str, **options: Any) -> Response | None:
        for _ in range(_BROKEN_OFF if _LIVE.search(page.url) else 0):
            try:
                return go(address, **options)
            except Error as exc:
                if "ERR_ABORTED" not in exc.message and "interrupted" not in exc.message:
                    raise
            page.wait_for_timeout(_SETTLED)  # the one that won is still on its way
        return go(address, **options)

    page.goto = visit  # type: ignore[assignment]  # for every visit of this page
    return page


def add_authenticator(context: BrowserContext, page: Page, *, prf: bool = True) -> str:
    """Give *page* a passkey authenticator whose user always agrees; return its id."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "ctap2Version": "ctap2_1",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "hasPrf": prf,
                "automaticPresenceSimulation": True,
                "isUserVerified": True,
            }
        },
    )
    return str(made["authenticatorId"])


def add_credential(context: BrowserContext, page: Page, authenticator: str, **made: Any) -> None:
    """Put a passkey that was *made* elsewhere into the *authenticator*; it answers without PRF."""
    credential = {"isResidentCredential": True, "rpId": "localhost", "signCount": 0, **made}
    context.new_cdp_session(page).send(
        "WebAuthn.addCredential",
        {"authenticatorId": authenticator, "credential": credential},
    )


def serious_findings(page: Page) -> list[str]:
    """Return what axe finds serious or critical on *page*: rule and place."""
    if not page.evaluate("() => 'axe' in window"):  # half a megabyte, once for each page
        page.evaluate(_AXE.read_text())
    page.evaluate(_STILL)
    found = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))"
    )
    return [str(each) for each in found]
