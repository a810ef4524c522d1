"""The address that takes what a browser saw, and what staff are told once it was more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from sealbench.shop.bench import Bench, contradiction
from sealbench.shop.bench.limits import PER_DOOR
from sealbench.shop.records.models import Checkpoint, Turned
from tests.support.cast import Cast, browser
from tests.support.clocks import StoppedClock
from tests.support.set_back import SetBack, set_back

ADDRESS = "/ledger/seen"
JSON = "application/json"


@pytest.fixture
def old(cast: Cast, clock: StoppedClock, tmp_path: Path) -> Iterator[SetBack]:
    found = set_back(cast, clock, tmp_path)
    found.forget()
    yield found
    connections.close_all()


def show(web: Any, note: str, **headers: str) -> Any:
    return web.post(ADDRESS, {"note": note}, content_type=JSON, HTTP_ACCEPT=JSON, **headers)


@pytest.fixture
def shop(old: SetBack) -> Iterator[Bench]:
    opened = old.open()
    yield opened
    opened.executor.close()


def test_staff_are_told_and_their_deeds_refused(old: SetBack, shop: Bench) -> None:
    olga: Any = old.someone(shop, "olga")
    dora: Any = old.someone(shop, "dora")
    assert "older than what a browser saw" not in olga.get("/services/").content.decode()
    assert olga.post("/shop/", {"name": "Corner"}).status_code == 302  # the control
    answer = show(browser(shop), old.notes[old.known])
    assert (answer.status_code, answer.json()) == (200, {"continued": False})
    page = olga.get("/services/").content.decode()
    assert "older than what a browser saw" in page
    assert "--accept-older-ledger" in page
    told = dora.get("/services/").content.decode()
    assert "Tell management at once" in told
    assert "--accept-older-ledger" not in told
    refused = olga.post("/shop/", {"name": "Other"})
    assert refused.status_code == 503
    assert "older than what a browser saw" in refused.content.decode()
    assert "accept_older_ledger.md" in refused.content.decode()
    assert "older than what" not in browser(shop).get("/sign-in/").content.decode()


def test_what_is_forged_is_counted_and_does_nothing(old: SetBack, shop: Bench) -> None:
    web = browser(shop)
    note = old.notes[old.known]
    assert show(web, note.replace("\n", "\n9", 1)).status_code == 422
    assert show(web, note[:-9]).status_code in {400, 422}
    assert show(web, "x" * 10_001).status_code == 400
    assert Turned.objects.get(route="report_checkpoint").count == 2
    assert contradiction.marked() == ""


def test_a_flood_of_forgeries_shuts_the_door_to_no_true_one(old: SetBack, shop: Bench) -> None:
    web, note = browser(shop), old.notes[old.known]
    for _ in range(PER_DOOR):
        shop.limits.admit("ledger/seen", seconds=int(shop.now().timestamp()))
    assert show(web, note[:-9]).status_code == 503
    assert show(web, Checkpoint.objects.order_by("-size")[0].note).json() == {"continued": True}
    assert show(web, note).json() == {"continued": False}


def test_another_site_cannot_have_a_browser_show_it(old: SetBack, shop: Bench) -> None:
    web: Any = browser(shop)
    web.handler.enforce_csrf_checks = True
    assert show(web, old.notes[old.known]).status_code == 403
    assert contradiction.marked() == ""
    web.get("/c/")
    token = web.cookies["sealbench_csrf"].value
    assert show(web, old.notes[old.known], HTTP_X_CSRFTOKEN=token).status_code == 200
    assert contradiction.marked() == old.notes[old.known]
