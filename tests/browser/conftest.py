"""One Chromium for the session, one server for each test that asks, every request kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from sealbench.shop.config import Config
from tests.browser.one_job import Shop
from tests.support.browsers import DESK, add_authenticator, launch, patient
from tests.support.cast import make_cast
from tests.support.clients import with_link
from tests.support.clocks import MovedClock
from tests.support.desk import intake
from tests.support.server import Server
from tests.support.site import serve
from tests.support.walks import walking


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "home")
    running.start()
    yield running
    running.stop()


@dataclass  # without slots: Playwright leaves a mark on the owner of a handler
class Watch:
    """What every browser of a test sent and complained of."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        self.sent.append((request.url, request.post_data_buffer or b""))

    def complain(self, text: str) -> None:
        self.complaints.append(text)


@dataclass(slots=True)
class Desk:
    """Opens browsers of separate people on one server."""

    browser: Browser
    server: Server
    watch: Watch = field(default_factory=Watch)
    contexts: list[BrowserContext] = field(default_factory=list)

    def person(
        self,
        *,
        viewport: dict[str, int] | None = None,
        passkeys: bool = True,
        prf: bool = True,
    ) -> Page:
        """Return a page in a context of its own, with an authenticator unless told otherwise."""
        options: dict[str, Any] = {"base_url": self.server.site, "viewport": viewport or DESK}
        context = self.browser.new_context(accept_downloads=True, **options)
        self.contexts.append(context)
        context.on("request", self.watch.request)
        page = patient(context.new_page())
        page.on("pageerror", lambda error: self.watch.complain(str(error)))
        page.on(
            "console",
            lambda message: self.watch.complain(message.text) if message.type == "error" else None,
        )
        page.set_default_timeout(15_000)
        if passkeys:
            add_authenticator(context, page, prf=prf)
        return page


@pytest.fixture
def desk(chromium: Browser, server: Server) -> Iterator[Desk]:
    opened = Desk(chromium, server)
    yield opened
    for context in opened.contexts:
        context.close()


@pytest.fixture
def shop(home: Config, chromium: Browser) -> Iterator[Shop]:
    clock = MovedClock(seconds=1)
    with serve(home, clock) as bench:
        cast = make_cast(bench, clock)
        with walking(chromium, cast) as walk:
            clock.catch_up()
            yield Shop(walk, with_link(cast, intake(cast)))
        assert walk.complaints == []
