"""A home that was put back to an older state, whole: a browser that saw more stops its signing."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk
from tests.browser.test_client import claim, heading
from tests.support.browsers import PHONE, serious_findings
from tests.support.server import Server, free_port
from tests.support.shop_home import laid_out

OLDER = "older than what a browser saw"


@dataclass(slots=True)
class Place:
    """A shop whose home was copied before the client of *link* claimed it."""

    desk: Desk
    link: dict[str, Any]
    others: list[int]
    dora: str
    copy: Path

    @property
    def server(self) -> Server:
        return self.desk.server

    def set_back(self) -> None:
        """Put the copy of the whole home there: database, key folder and what was public."""
        self.server.stop()
        shutil.rmtree(self.server.home)
        shutil.copytree(self.copy, self.server.home)

    def staff(self) -> Page:
        page = self.desk.person(passkeys=False)
        cookie = {"name": "sealbench_staff", "value": self.dora, "url": self.server.site}
        page.context.add_cookies([cookie])  # type: ignore[list-item]  # a dict of the one that it takes
        return page

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SEALBENCH_")}
        return subprocess.run(
            [sys.executable, "-m", "sealbench.cli", *words],
            env={**environment, "SEALBENCH_HOME": str(self.server.home)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def place(chromium: Browser, tmp_path: Path) -> Iterator[Place]:
    home, port = tmp_path / "home", free_port()
    known = laid_out(home, port)
    shutil.copytree(home, tmp_path / "copy")
    server = Server(home, port=port)
    server.start()
    desk = Desk(chromium, server)
    link, *others = known["links"]
    numbers = [each["number"] for each in others]
    yield Place(desk, link, numbers, known["dora"], tmp_path / "copy")
    for context in desk.contexts:
        context.close()
    server.stop()


def shown(page: Page, address: str) -> Any:
    """Open *address* and return what the server answered to what the browser kept."""
    with page.expect_response("**/ledger/seen") as answer:
        page.goto(address)
    return answer.value.json()


def look(page: Page, number: int, text: str) -> None:
    """Open the job *number*, which is recorded, and find *text* in the heading."""
    page.goto(f"/jobs/{number}/")
    heading(page, text)


def assert_stopped(place: Place, dora: Page) -> str:
    """See that staff are told and can do nothing; return how many lines doctor says are known."""
    dora.goto("/")
    expect(dora.get_by_text(OLDER)).to_be_visible()
    assert serious_findings(dora) == []
    if "SCREENSHOTS" in os.environ:
        dora.screenshot(path=f"{os.environ['SCREENSHOTS']}/stopped-signing.png")
    look(dora, place.others[1], OLDER)
    expect(dora.get_by_text("accept_older_ledger.md")).to_be_visible()
    doctor = place.command("doctor").stdout
    lines = re.search(r"(\d+) lines are known", doctor)
    assert lines, doctor
    return lines[1]


def test_a_home_that_was_put_back_whole_stops_at_the_first_browser_that_saw_more(
    place: Place, tmp_path: Path
) -> None:
    phone = place.desk.person(viewport=PHONE)
    claim(phone, place.link, tmp_path / "receipt.age")
    heading(phone, f"Job {place.link['number']}")
    expect(phone.get_by_text("events are proven")).to_be_visible()
    assert shown(phone, "/c/") == {"continued": True}  # the control: nothing was put back

    place.set_back()
    place.server.start()
    dora = place.staff()
    look(dora, place.others[0], str(place.others[0]))
    expect(dora.get_by_text(OLDER)).to_have_count(0)
    assert place.command("doctor").returncode == 0
    assert shown(phone, "/c/") == {"continued": False}
    lines = assert_stopped(place, dora)

    place.server.stop()
    failed = place.command("resume")
    assert failed.returncode != 0
    assert re.search(rf"of {lines}\b|first {lines} lines", failed.stderr)

    accepted = place.command("resume", "--accept-older-ledger", lines)
    assert accepted.returncode == 0, accepted.stderr
    place.server.start()
    assert shown(phone, "/c/") == {"continued": True}  # what it saw is given up
    look(dora, place.others[1], str(place.others[1]))
    expect(dora.get_by_text(OLDER)).to_have_count(0)
    assert place.command("doctor").returncode == 0
