"""`python -m bench.browser`: how long people wait, in Chromium, on a sample home.

Prints the time of the first seal on a fresh page (from the press to the request that leaves),
and the time to the first byte of server-rendered pages.  No floors: these are absolute.
"""

import re
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tests.support import counter, newcomers
from tests.support.browsers import DESK, PHONE, add_authenticator, launch
from tests.support.server import Server

_ROUNDS = 5
_PAGES = (
    "/",
    "/jobs/",
    "/jobs/1001/",
    "/jobs/new/",
    "/services/",
    "/policy/",
    "/people/",
    "/trust/",
)


def main() -> None:
    """Measure and print."""
    server = Server(Path(tempfile.mkdtemp(prefix="sealbench-bench-")) / "home")
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            olga = _person(browser, server, DESK)
            _found(olga, server)
            for line in (*_seals(browser, server, olga), *_pages(olga)):
                print(line)
            browser.close()
    finally:
        server.stop()


def _person(browser: Browser, server: Server, viewport: dict[str, int]) -> Page:
    context = browser.new_context(base_url=server.site, viewport=viewport, accept_downloads=True)  # type: ignore[arg-type]  # its TypedDict
    page = context.new_page()
    add_authenticator(context, page)
    return page


def _found(olga: Page, server: Server) -> None:
    newcomers.enrol(olga, server.setup_link(), name="Olga Brandt", roles=("technician",))
    newcomers.sign_in(olga)
    newcomers.sign_directory(olga)


def _seals(browser: Browser, server: Server, olga: Page) -> list[str]:
    waits = []
    for _ in range(_ROUNDS):
        number = counter.take_in(olga, service="Mail or account trouble", technician="Olga Brandt")
        link, code = counter.issue_link(olga, number)
        ida = _person(browser, server, PHONE)
        counter.claim(ida, link, code, server.home.parent)
        sent: list[float] = []
        ida.on(
            "request",
            lambda request, sent=sent: (
                sent.append(time.perf_counter()) if request.url.endswith("/c/seal") else None
            ),
        )
        for box in ida.get_by_role("checkbox").all():
            box.check()
        ida.get_by_label("What is it for?").fill("Mail")
        ida.get_by_label("User name").fill("ida")
        ida.get_by_label("Password or PIN").fill("x" * 12)
        button = ida.get_by_role("button", name="Seal it")
        button.hover()
        began = time.perf_counter()
        button.click()
        ida.get_by_text("is sealed, and").wait_for()
        waits.append((sent[0] - began) * 1000)
        ida.context.close()
    return [f"first seal, press to request   {_words(waits)}"]


def _pages(olga: Page) -> list[str]:
    lines = []
    for path in _PAGES:
        waits = []
        for _ in range(2 * _ROUNDS):
            olga.goto(path)
            timing = olga.evaluate(
                "() => { const t = performance.getEntriesByType('navigation')[0];"
                " return t.responseStart - t.requestStart }"
            )
            waits.append(float(timing))
        name = re.sub(r"\d+", "N", path)
        lines.append(f"{name:<30} {_words(waits)}")
    return lines


def _words(waits: list[float]) -> str:
    return f"median {statistics.median(waits):6.1f} ms, worst {max(waits):6.1f} ms"


if __name__ == "__main__":
    main()
