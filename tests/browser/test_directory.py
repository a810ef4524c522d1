"""What a client's browser does with the directory of people when it is not what it should be.

Expired, forked, rolled back, or with somebody in it since a minute: each beside the case in
which sealing works.  All of the directories are signed by a manager's real keys; time is the
server's clock, which had been behind while the shop was founded.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, Page, Request, Route, expect

from sealbench import canon
from sealbench.ids import PersonId
from sealbench.policy import JobState
from sealbench.seal import Directory
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.config import Config
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.directory_file import store_issue
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.sign_directory import sign_directory
from sealbench.shop.records.models import DirectoryIssue
from sealbench.statement import SignedStatement
from tests.support.browsers import TABLET, add_authenticator, add_credential
from tests.support.cast import Cast, join, make_cast, next_directory, start_session
from tests.support.clients import Counter, with_link
from tests.support.clocks import MovedClock
from tests.support.counter import acknowledge, claim, seal
from tests.support.people import SoftwarePerson
from tests.support.site import serve
from tests.support.walks import Walk, assert_sound, walking

pytestmark = pytest.mark.browser

PASSPHRASE = "abandon ability able about above absent absorb"  # noqa: S105 - of a person made up here
LOGIN = {"user": "ida", "password": "Rosengarten 12"}
EXPIRED = "list of people has expired"
POLLS = 7  # more than there are between two judgements of the people
FORKED = "The shop shows another list of people than this browser has seen before"


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that was founded some time ago, and a client's job there."""

    walk: Walk
    clock: MovedClock
    job: Counter
    folder: Path

    @property
    def cast(self) -> Cast:
        return self.walk.cast

    def ida(self, job: Counter | None = None, *, clock: bool = False) -> Page:
        """Return the phone of a client, who has claimed the link; *clock* can be set then."""
        found = job or self.job
        page = self.walk.page()
        if clock:
            page.clock.install()
        add_authenticator(page.context, page)
        link = f"{self.cast.bench.config.site}/c/#{found.token}.{found.slip.genesis}"
        claim(page, link, found.code, self.folder)
        acknowledge(page)
        return page

    def next_directory(self) -> SignedStatement:
        """Return what Olga signs if she lists whoever is present now."""
        cast = self.cast
        return next_directory(cast.bench, cast.person("olga"), cast.staff("olga"))


@pytest.fixture
def shop(
    home: Config, chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Shop]:
    """Return a shop founded as many days ago as the test says."""
    clock = MovedClock(days=request.param, seconds=1)
    with serve(home, clock) as bench:
        cast = make_cast(bench, clock, passphrase=PASSPHRASE)
        clock.catch_up()
        for name, person in cast.people.items():
            cast.sessions[name] = start_session(bench, person)
        with walking(chromium, cast) as walk:
            yield Shop(walk, clock, with_link(cast), tmp_path)
        assert walk.complaints == []


def founded(days: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("shop", [days], indirect=True)


@founded(31)
def test_an_expired_directory_stops_sealing_until_it_is_signed_again(shop: Shop) -> None:
    ida = shop.ida()
    refused(ida, EXPIRED)
    expect(ida.get_by_text("Nothing can be sealed until management signs it again")).to_be_visible()
    sign_again(shop)
    seal(ida, label="Windows", **LOGIN)  # the open page finds out by itself
    assert_sound(ida)


def sign_again(shop: Shop) -> None:
    """Have Olga sign in her browser: it says that clients do not seal, and for how long."""
    olga = shop.walk.page("olga", viewport=TABLET)
    own = shop.cast.person("olga").passkeys[0]
    private = own.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    add_credential(
        olga.context,
        olga,
        add_authenticator(olga.context, olga),
        credentialId=base64.b64encode(own.id).decode(),
        privateKey=base64.b64encode(private).decode(),
        userHandle=base64.b64encode(shop.cast.id("olga").encode()).decode(),
    )
    olga.goto("/people/")
    expect(olga.get_by_text("expired").first).to_be_visible()
    olga.goto("/people/sign/")
    expect(olga.locator("#state")).to_contain_text("browsers do not seal")
    assert_sound(olga)
    olga.click("#sign button")
    olga.fill("#passphrase", PASSPHRASE)
    olga.click("#unwrap button")
    olga.wait_for_url("**/people/?done=directory-signed", timeout=40_000)
    assert_sound(olga)


@founded(29)
def test_an_open_page_stops_sealing_when_the_directory_expires(shop: Shop) -> None:
    ida = shop.ida(clock=True)
    seal(ida, label="Windows", **LOGIN)
    type_login(ida, "Mail")
    with seals_of(ida) as sent:
        ida.clock.set_system_time(shop.clock.now() + timedelta(days=2))
        ida.get_by_role("button", name="Seal it").click()
        expect(ida.get_by_text(EXPIRED)).to_be_visible()
    assert sent == []
    expect(ida.get_by_role("button", name="Seal it")).to_be_hidden()
    assert_sound(ida)


@founded(2)
def test_a_fork_and_a_rollback_stop_sealing(shop: Shop) -> None:
    bench, olga = shop.cast.bench, shop.cast.staff("olga")
    honest = shop.next_directory()
    bench.run(sign_directory, who=olga, signed=honest)
    ida = shop.ida()
    seal(ida, label="Windows", **LOGIN)

    bench.run(put_third, signed=None)
    refused(ida, FORKED, reload=True)
    join(bench, olga, "Greta Lind", ["technician"])
    forked = shop.next_directory()
    bench.run(put_third, signed=forked)
    refused(ida, FORKED, reload=True)
    stranger = shop.ida(with_link(shop.cast))  # who has seen neither finds nothing wrong
    expect(stranger.get_by_text("Only these people can open it")).to_be_visible()
    seal(stranger, label="Windows", **LOGIN)

    bench.run(put_third, signed=honest)
    ida.reload()
    unlock(ida)
    seal(ida, label="Mail", **LOGIN)
    assert_sound(ida)


def put_third(work: Work, *, signed: SignedStatement | None) -> Outcome[None]:
    """Have *signed* served as directory number 3, as whoever owns the database can; or none."""
    DirectoryIssue.objects.filter(number=3).delete()
    if signed is not None:
        store_issue(work, signed, Directory.from_statement(signed.statement))
    return Granted(None)


@founded(2)
def test_who_came_in_just_now_needs_a_yes(shop: Shop) -> None:
    cast = shop.cast
    ida = shop.ida()
    expect(ida.get_by_role("checkbox")).to_have_count(0)  # Tariq is known since two days
    seal(ida, label="Windows", **LOGIN)

    greta = join(cast.bench, cast.staff("olga"), "Greta Lind", ["technician"])
    cast.renew_directory()
    nobody_else = Assignees(PersonId(greta.id), None)
    cast.bench.run(assign_job, who=cast.staff("dora"), job=shop.job.job, assignees=nobody_else)

    expect(ida.get_by_text("joined the list within the last 24 hours")).to_be_visible()
    expect(ida.get_by_text("was not on the job when you claimed the link")).to_be_visible()
    assert fingerprint_of(greta) in ida.inner_text("main")
    with seals_of(ida) as sent:
        type_login(ida, "Mail")
        ida.get_by_role("button", name="Seal it").click()
        expect(ida.locator("#problem")).to_contain_text("Say yes to each person that is marked")
    assert sent == []
    assert_sound(ida)
    seal(ida, label="Mail", **LOGIN)
    expect(ida.get_by_text("Sealed to Greta Lind")).to_be_visible()
    expect(ida.locator("#problem")).to_be_hidden()


@founded(2)
def test_an_altered_record_stops_sealing_while_it_is_shown(shop: Shop) -> None:
    ida = shop.ida(clock=True)
    expect(ida.get_by_role("button", name="Seal it")).to_be_visible()
    ida.route("**/c/job", leave_out_an_event)
    dora, job = shop.cast.staff("dora"), shop.job.job
    shop.cast.bench.run(move_job, who=dora, job=job, to=JobState.WAITING)
    alarm = ida.locator("#alarm")
    ida.clock.fast_forward(5_000)  # it looks again
    expect(alarm).to_contain_text("The record of this job could not be proven")
    for _ in range(POLLS):  # nothing that was proven before brings the form back
        with ida.expect_response("**/c/job"):
            ida.clock.fast_forward(5_000)
    expect(ida.get_by_role("button", name="Seal it")).to_be_hidden()
    assert_sound(ida)
    ida.unroute("**/c/job")
    ida.reload()
    expect(ida.get_by_role("button", name="Seal it")).to_be_visible()
    expect(alarm).to_be_hidden()


def leave_out_an_event(route: Route) -> None:
    answer = route.fetch()
    page = answer.json()
    if "events" in page:
        del page["events"][0]
    route.fulfill(response=answer, json=page)


def fingerprint_of(person: SoftwarePerson) -> str:
    """Return the fingerprint of *person* as it is printed."""
    public = person.public
    return canon.fingerprint({name: public[name] for name in sorted(public)})


def refused(page: Page, text: str, *, reload: bool = False) -> None:
    """Hold that nothing can be sealed at *page*, and that it says why."""
    with seals_of(page) as sent:
        if reload:
            page.reload()
        expect(page.get_by_text(text)).to_be_visible()
        expect(page.get_by_label("Password or PIN")).to_be_hidden()
        expect(page.get_by_role("button", name="Seal it")).to_be_hidden()
    assert sent == []
    assert_sound(page)


def type_login(page: Page, label: str) -> None:
    page.get_by_label("What is it for?").fill(label)
    page.get_by_label("Password or PIN").fill(LOGIN["password"])


def unlock(page: Page) -> None:
    """Open the key, which is locked after a reload."""
    type_login(page, "Anything")
    page.get_by_role("button", name="Seal it").click()
    page.get_by_role("button", name="Open with this device").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Job")


@contextmanager
def seals_of(page: Page) -> Iterator[list[str]]:
    """Collect what is handed over to be kept as a login."""
    sent: list[str] = []

    def keep(request: Request) -> None:
        if request.url.endswith("/c/seal"):
            sent.append(request.url)

    page.on("request", keep)
    yield sent
    page.remove_listener("request", keep)
