"""A shop whose people all came in by their browsers, and what holds after a walk through it."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Desk
from tests.support.browsers import PHONE, TABLET
from tests.support.newcomers import Enrolled, enrol, invite, sign_directory, sign_in
from tests.support.search import NEVER, found


@dataclass(slots=True)
class Shop:
    """Olga, who manages and is the desk, technicians by first name, everybody's passphrases."""

    olga: Page
    technicians: dict[str, Page] = field(default_factory=dict)
    enrolled: dict[str, Enrolled] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def staffed(desk: Desk, *names: str, roles: tuple[str, ...] = ("technician",)) -> Shop:
    """Found the shop, invite *names* with *roles*, sign all of them in."""
    shop = Shop(desk.person(viewport=TABLET))
    _enrol(shop, shop.olga, desk.server.setup_link(), "Olga Brandt")
    sign_in(shop.olga)
    for name in names:
        page = shop.technicians[first(name)] = desk.person(viewport=PHONE)
        _enrol(shop, page, invite(shop.olga, name, *roles), name)
    sign_directory(shop.olga)
    for page in shop.technicians.values():
        sign_in(page)
    return shop


def _enrol(shop: Shop, page: Page, link: str, name: str) -> None:
    founder = name if page is shop.olga else ""
    enrolled = enrol(page, link, name=founder)
    shop.enrolled[first(name)] = enrolled
    shop.words.append(enrolled.passphrase)


def first(name: str) -> str:
    """Return how a shop's people are called in tests."""
    return name.partition(" ")[0].lower()


def download(page: Page, button: str, folder: Path) -> Path:
    """Press *button* and return the file that comes, in *folder*."""
    with page.expect_download() as saved:
        page.get_by_role("button", name=button).click()
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def assert_nothing_was_learnt(desk: Desk, secrets: list[str]) -> None:
    """Search all that was sent, logged and kept; the search itself is tried on what is there."""
    desk.server.stop()
    sent, kept = desk.watch.sent, desk.server.home.parent
    assert found([*secrets, *NEVER], sent, kept) == []
    there = ["sealbench.log/", "records_leaf"]
    assert found(there, sent, kept) == there
    assert "content policy broken" not in desk.server.log.read_text()
