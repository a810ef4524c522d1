"""The gate of agreements at every route of the staff: what stays closed is on no page (C1).

Which routes show something of it while none is required stands in one table, written by hand:
a new route that shows more fails until it has its row, and then has to pass the gate.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from sealbench.shop.pages.routes import ROUTES
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.procedures.look_at_file import look_at_file
from sealbench.shop.procedures.require_agreement import require_agreement
from sealbench.shop.records.models import Client as ClientRow
from sealbench.shop.records.models import Job, ServiceKind
from tests.support.agreements import Deal
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, put_in_service
from tests.support.endings import leaver
from tests.support.escrow import Kept
from tests.support.files import LOG, attach

PROBLEM = "The practice program shows yesterday twice."
REASON = "It starts for the signed-in doctor alone."
LABEL = "Practice account"
NAME = "practice-log.txt"
SECRETS: Mapping[str, str | bytes] = {
    "problem": PROBLEM,
    "reason": REASON,
    "label": LABEL,
    "name": NAME,
    "file": LOG[:40],
}

# Route name -> what it shows of it to somebody while no agreement is required.
SHOWS: Mapping[str, set[str]] = {
    "look_at_job": {"problem", "reason", "label", "name"},
    "edit_job": {"problem"},
    "ask_login": {"reason"},
    "open_login_facts": {"label"},
    "look_at_file": {"name", "file"},
    "remove_file": {"name"},
    "job_dossier": {"problem", "reason"},
}


@dataclass(slots=True)
class Place:
    """A job in which there is something of everything that an agreement closes."""

    cast: Cast
    number: int
    values: Mapping[str, Any]
    deal: Deal

    def told(self) -> dict[str, set[str]]:
        """Return by route what anybody of the staff gets to see of it, by GET and by POST."""
        found: dict[str, set[str]] = {}
        for method in ("GET", "POST"):
            for route in (each for each in ROUTES if each.who == STAFF and method in each.methods):
                for who in () if route.name in _ELSEWHERE else ("dora", "olga", "tariq", "adam"):
                    answer = self.ask(self.cast.client(who), route, method)
                    seen = {name for name in SECRETS if holds(answer, SECRETS[name])}
                    if seen:
                        found.setdefault(route.name, set()).update(seen)
        return found

    def ask(self, browser: Client, route: Route, method: str) -> bytes:
        address = "/" + route.path
        for name, value in self.values.items():
            for kind in ("int", "str", "slug", "path"):
                address = address.replace(f"<{kind}:{name}>", str(value))
        if method == "GET":
            return said(browser.get(address))
        answer = browser.post(address, {})
        if answer.status_code == HTTPStatus.BAD_REQUEST:  # a script asks there
            answer = browser.post(address, {}, content_type="application/json")
        return said(answer)


# These end the sitting, or the job itself: nothing is to be seen of it after them.
_ELSEWHERE = {"sign_out", "require_agreement", "close_job", "cancel_job", "stop_service"}


def said(answer: Any) -> bytes:
    """Return all that *answer* gives away: its content, and the name of a file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    named = str(answer.headers.get("Content-Disposition", ""))
    return bytes(content) + named.encode()


def holds(answer: bytes, secret: str | bytes) -> bool:
    """Tell whether *secret* is in *answer*, or in a file of it where it is a zip."""
    wanted = secret.encode() if isinstance(secret, str) else secret
    if not answer.startswith(b"PK"):
        return wanted in answer
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        return any(wanted in archive.read(each) for each in archive.namelist())


@pytest.fixture
def place(cast: Cast, clock: StoppedClock, tmp_path: Any) -> Place:
    counter = with_link(cast, intake(cast, "Battery", problem=PROBLEM, reason=REASON))
    phone = counter.claimed()
    put_in_service(cast, counter.job)
    upload = phone.sealed(counter.recipients(), label=LABEL)
    phone.json("/c/seal", upload)
    file = attach(cast, counter.number, LOG, name=NAME).id
    clock.pass_by(seconds=1)
    values = {
        "number": counter.number,
        "login": upload["statement"]["statement"]["login"],
        "notice": "a" * 24,
        "file": file,
        "person": cast.id("adam"),
        "service": ServiceKind.objects.order_by("position").values_list("pk", flat=True)[0],
        "case": leaver(cast).stop(cast.staff("dora")).case,
        "entry": "a" * 24,
        "place": Kept(cast).registered(tmp_path / "nas"),
        "client": Job.objects.get(pk=counter.job).client_id,
        "agreement": "a" * 24,
    }
    return Place(cast, counter.number, values, Deal(cast, counter))


def test_what_a_route_shows_of_notes_files_and_logins_stands_in_the_table(place: Place) -> None:
    assert place.told() == SHOWS


def test_no_route_of_the_staff_shows_any_of_it_until_an_agreement_clears(place: Place) -> None:
    cast = place.cast
    client = place.deal.client
    cast.bench.run(require_agreement, who=cast.staff("dora"), client=client)
    assert place.told() == {}
    # With one in force it is shown to whom it clears, and to nobody else.
    place.deal.in_force("tariq")
    route = next(each for each in ROUTES if each.name == "look_at_job")
    pages = {who: place.ask(cast.client(who), route, "GET") for who in ("tariq", "dora", "olga")}
    assert [who for who in pages if PROBLEM.encode() in pages[who]] == ["tariq"]
    assert [who for who in pages if LABEL.encode() in pages[who]] == ["tariq"]
    wanted = place.values["file"]
    opened = cast.bench.run(
        look_at_file, who=cast.staff("tariq"), number=place.number, wanted=wanted
    )
    assert opened.name == NAME
    assert ClientRow.objects.get(pk=client).agreement_required
