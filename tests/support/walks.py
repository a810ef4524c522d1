"""A shop in a real browser: who walks through it, with what keys, and what each page must be."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from sealbench.shop.pages import cookies
from tests.support.browsers import DESK, PHONE, patient, serious_findings
from tests.support.cast import Cast

# Set before any script of a page runs; whatever breaks the policy of content is kept.
_WATCH = """
window.__broken = [];
addEventListener('securitypolicyviolation', (event) => {
  window.__broken.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""
# What markup in a text would have become, had a page taken it for markup.
_MARKUP = """() => [...document.querySelectorAll('*')].flatMap((each) => {
  const told = [...each.attributes].filter(({ name, value }) =>
    name.startsWith('on') || /^\\s*javascript:/i.test(value) && name !== 'value');
  const odd = each.matches('img[src="x"], iframe, object, embed, script:not([src]), main style');
  return told.length || odd ? [each.outerHTML.slice(0, 120)] : [];
})"""
_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .map((each) => each.outerHTML.slice(0, 160)).slice(-3);
}"""
# Text that stands letter below letter, because something beside it took all the room.
_NARROW = """() => [...document.querySelectorAll('main *')]
  .filter((each) => each.checkVisibility() && !each.closest('svg, select')
    && [...each.childNodes].some((one) => one.nodeType === 3 && one.data.trim().length > 12)
    && getComputedStyle(each).display !== 'inline'
    && !each.matches('.visually-hidden') && each.clientWidth > 1 && each.clientWidth < 40)
  .map((each) => each.outerHTML.slice(0, 120))"""
# What is too low for a finger, where one is used.  A box counts with its label.
_LOW = """() => matchMedia('screen and (pointer: coarse)').matches
  ? [...document.querySelectorAll('button, .btn, input, select, textarea, summary')]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }))
    .map((each) => each.closest('label') ?? each)
    .filter((each) => { const { height } = each.getBoundingClientRect();
      return height > 1 && height < 43.5; })
    .map((each) => `${each.getBoundingClientRect().height}: ${each.outerHTML.slice(0, 120)}`)
  : []"""


@dataclass  # without slots: Playwright leaves a mark on the owner of a handler
class Walk:
    """Browsers of a shop's people, and all that they complained of."""

    browser: Browser
    cast: Cast
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    staff: dict[str, Page] = field(default_factory=dict)  # in whose browsers pages were visited

    def page(self, name: str = "", *, viewport: Mapping[str, int] = PHONE) -> Page:
        """Return a page of *name* of the cast, or of a stranger."""
        site = self.cast.bench.config.site
        options: dict[str, Any] = {"viewport": dict(viewport), "base_url": site}
        options["has_touch"] = viewport is not DESK
        # Without transitions: a colour on its way from light to dark is neither.
        options["reduced_motion"] = "reduce"
        context = self.browser.new_context(accept_downloads=True, **options)
        self.contexts.append(context)
        context.add_init_script(_WATCH)
        if name:
            token = self.cast.sessions[name].token
            mark = cookies.name(self.cast.bench.config, cookies.STAFF)
            context.add_cookies([{"name": mark, "value": token, "url": site}])
        page = patient(context.new_page())
        page.set_default_timeout(20_000)
        page.on("dialog", lambda dialog: self._dialog(dialog.message, dialog.dismiss))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._console)
        return page

    @contextmanager
    def visiting(self, name: str, address: str) -> Iterator[Page]:
        """Open *address* as *name*, always in one browser; a stranger's is fresh, and closed."""
        page = self.staff.get(name) or self.page(name)
        if name:
            self.staff[name] = page
            page.emulate_media(media="screen", color_scheme="light")
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a size
        page.goto(address)
        yield page
        if not name:
            page.context.close()
            self.contexts.remove(page.context)

    def _console(self, message: ConsoleMessage) -> None:
        """Keep what a page complains of; that an answer was a refusal is for the test to judge."""
        if message.type == "error" and "the server responded with a status" not in message.text:
            self.complaints.append(message.text)

    def _dialog(self, message: str, dismiss: Any) -> None:
        self.complaints.append(f"a dialog: {message}")
        dismiss()


@contextmanager
def walking(browser: Browser, cast: Cast) -> Iterator[Walk]:
    """Open browsers for *cast*, and close them after."""
    walk = Walk(browser, cast)
    yield walk
    for context in walk.contexts:
        context.close()


def faults(page: Page) -> list[str]:
    """Return what no page may have: scripts or markup from a text, a sidewards scroll."""
    page.wait_for_load_state()  # before its style sheets came, every page is too low and too wide
    found = [f"markup: {each}" for each in page.evaluate(_MARKUP)]
    found += [f"policy of content: {each}" for each in page.evaluate("() => window.__broken")]
    if page.evaluate("() => 'sealbench' in window || '__x' in window"):
        found.append("a text was executed")
    found += [f"too low for a finger: {each}" for each in page.evaluate(_LOW)]
    found += [f"letter by letter: {each}" for each in page.evaluate(_NARROW)]
    width = page.viewport_size["width"] if page.viewport_size else 0
    return found + [f"too wide at {width}: {each}" for each in page.evaluate(_WIDE)]


def assert_sound(page: Page) -> None:
    """Hold what holds of every page; what the console says is kept by the walk."""
    assert faults(page) == []
    assert serious_findings(page) == []


def misses(page: Page, personal: tuple[str, ...]) -> list[str]:
    """Return what every page has and this one lacks: one heading, a title, a language."""
    found = []
    headings = page.locator("h1:visible").count()
    if headings != 1:
        found.append(f"{headings} headings of the first level")
    title = page.title()
    if not title or title.startswith("·") or any(word in title for word in personal):
        found.append(f"title: {title!r}")
    if page.locator("html").get_attribute("lang") != "en":
        found.append("no language")
    return found
