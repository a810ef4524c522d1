"""Every page as people see it: three widths, light and dark, and on paper.

The visits are held against the one list of routes: a page that nobody visits here fails.
With the environment's SCREENSHOTS a picture of each is left in that folder, to be looked at.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sealbench.ids import JobId
from sealbench.shop.config import Config
from sealbench.shop.pages.routes import ROUTES
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.looks import TODAY, Why
from sealbench.shop.procedures.retire_place import retire_place
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.procedures.start_counter import start_counter
from sealbench.shop.records.models import Job
from tests.browser.visits import VISITS, Visit
from tests.support.agreements import contracts
from tests.support.attestations import attest_all
from tests.support.browsers import DESK, PHONE, TABLET, serious_findings
from tests.support.case_pages import ended_clients
from tests.support.cast import Cast, make_cast
from tests.support.clients import Counter, with_link
from tests.support.clocks import MovedClock
from tests.support.desk import IDA, intake, put_in_service, take_in
from tests.support.escrow import Kept
from tests.support.files import LOG, attach
from tests.support.house_rules import some_rules
from tests.support.house_words import some_words
from tests.support.risks import someone_left
from tests.support.site import serve
from tests.support.walks import Walk, faults, misses, walking

pytestmark = pytest.mark.browser

OLD = "Selma Hamrin"  # whose job nobody looked at today

PICTURES = os.environ.get("SCREENSHOTS", "")
PERSONAL = ("Zyxwv", "Ida", "Lindqvist", "Olga", "Tariq", "Nina", "Dora", "Adam", "ThinkPad", "+46")

AXED = {("light", 1280), ("dark", 390)}
TURNS = 4  # so many tests share the visits, and the cores share the tests

# Answers to scripts and to machines: no page is shown.
DATA = {
    "agreement_facts", "attest_job_facts", "prepare_sign_in", "draft_directory", "draft_recovery",
    "draft_house_rule", "identity", "job_pulse",
    "ledger_checkpoint", "ledger_tile", "ledger_genesis", "ledger_consistency",
    "trust_figures",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class House:
    """A shop with jobs, and what the addresses of its pages are made of."""

    walk: Walk
    cast: Cast
    names: dict[str, str]
    counter: Counter
    given: str

    def address(self, visit: Visit) -> str:
        return visit.path.format(**self.names)


@pytest.fixture
def house(
    home: Config, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    clock = MovedClock(seconds=1)  # what passes while the cast is made
    with serve(home, clock) as bench:
        cast = make_cast(bench, clock)
        with walking(chromium, cast) as walk:
            yield furnish(walk, cast, tmp_path_factory.mktemp("places"))
        assert walk.complaints == []


def places(cast: Cast, folder: Path) -> dict[str, str]:
    """Register three places: one keeps up, one is behind, one was given up and is away."""
    kept = Kept(cast)
    place = kept.registered(folder / "nas")
    kept.register(folder / "stick")
    given_up = kept.register(folder / "old")
    for name in ("stick", "old"):
        (folder / name).rename(folder / f"{name} in a drawer")
    cast.bench.run(retire_place, who=cast.staff("olga"), place=given_up)
    kept.erase()
    settle_escrow(cast.bench)
    return {"place": place, "given_up": given_up}


def management_adds(cast: Cast, number: int) -> None:
    """Add house rules, one about job *number*, and house words."""
    some_rules(cast, number)
    some_words(cast)


def furnish(walk: Walk, cast: Cast, folder: Path) -> House:
    bench, dora = cast.bench, cast.staff("dora")
    job = with_link(cast, intake(cast, "Mail or account trouble", deputy="nina"))
    phone = job.claimed()
    upload = phone.sealed(job.recipients("tariq", "nina"))
    phone.json("/c/seal", upload)
    phone.acknowledge()
    put_in_service(cast, job.job)
    file = attach(cast, job.number, name="main board, burnt at the edge.png").id
    attach(cast, job.number, LOG, name=f"fan_{'long_' * 20}under_load.log", who="dora")
    both = replace(IDA, second_channel="e-mail", second_address="ida.at.work@example.net")
    fresh = take_in(cast, intake(cast, "Battery", client=both, reason="Only when signed in."))
    ended = take_in(cast, intake(cast, "Battery"))
    page = walk.page("dora")
    page.goto(f"/jobs/{ended.number}/cancel/")
    page.fill("#word", "cancel")
    page.locator("main form button").click()
    link = with_link(cast, intake(cast, "Software problem"))
    bench.run(
        assign_job, who=dora, job=link.job, assignees=Assignees(cast.id("nina"), cast.id("tariq"))
    )
    invited = bench.run(
        invite_person, who=cast.staff("olga"), name="Ida Novak", roles=["technician"]
    )
    old = take_in(cast, intake(cast, "Battery", client=replace(IDA, name=OLD)))
    long_ago = int(bench.now().timestamp()) - 2 * TODAY
    Job.objects.filter(pk=old.id).update(created_at=long_ago)
    for why in (Why("oversight"), Why("other", "Asks whether the part has come.")):
        bench.run(look_at_job, who=cast.staff("olga"), number=old.number, why=why)
    given = bench.run(start_counter, who=dora, number=link.number)
    genesis = job.slip.genesis
    from sealbench.shop.queries.catalogue import services  # noqa: PLC0415

    management_adds(cast, job.number)
    left = ended_clients(cast, genesis)  # before there is a place that would be behind
    someone_left(cast)
    names = {
        "job": str(job.number),
        "fresh": str(fresh.number),
        "ended": str(ended.number),
        "login": str(upload["statement"]["statement"]["login"]),
        "file": file,
        "service": services(bench)[0].id,
        "person": cast.id("nina"),
        "manager": cast.id("olga"),
        "invitation": invited.link.split("#")[1],
        "link": f"{link.token}.{genesis}",
        "waiting": str(link.number),
        **places(cast, folder),
        **left,
        **contracts(cast),
        "old": str(old.number),
        "client": str(Job.objects.get(pk=fresh.id).client_id),
        "other": str(Job.objects.get(pk=old.id).client_id),
    }
    return House(walk, cast, names, link, given.link.token)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def look(page: Page, name: str, *, paper: bool = False) -> list[str]:
    """Return what is wrong with *page* at all widths, in both colour schemes."""
    wrong = misses(page, PERSONAL)
    dark = (DESK, TABLET, None) if PICTURES else (None,)  # colours move nothing
    for scheme, sizes in (("light", (None, TABLET, DESK)), ("dark", dark)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        for size in sizes:
            page.set_viewport_size(size or {"width": 390, "height": 844})  # type: ignore[arg-type]  # a size
            width = size["width"] if size else 390
            picture(page, f"{name}-{width}-{scheme}")
            wrong += [f"{width} {scheme}: {each}" for each in faults(page)]
            if (scheme, width) in AXED:
                wrong += [f"{width} {scheme}: {each}" for each in serious_findings(page)]
    if paper:
        page.emulate_media(media="print", color_scheme="light")
        picture(page, f"{name}-print")
        wrong += [f"paper: {each}" for each in faults(page)]
        assert page.locator("header:visible").count() == 0
        page.emulate_media(media="screen")
    return [f"{name}: {each}" for each in wrong]


CLICKS = (
    ("dora", "/jobs/{waiting}/", "Make a new paper", "slip"),
    ("dora", "/jobs/{waiting}/", "Use the shop's tablet", "pass"),
    ("dora", "/jobs/{waiting}/edit/", "Save", "saved"),
    ("olga", "/escrow/new/", "Register", "place-errors"),
    ("olga", "/escrow/{place}/retire", "Overwrite and give up", "retire-other-word"),
    ("dora", "/clients/", "Find", "find-errors"),
    ("dora", "/jobs/{old}/", "Look", "why-errors"),
    ("olga", "/services/new/", "Save", "form-errors"),
    ("olga", "/policy/words/new/", "Show what it would change", "word-errors"),
    ("olga", "/policy/words/1/retire/", "Retire", "word-other-word"),
    ("olga", "/people/", "Make the invitation", "people-errors"),
    ("dora", "/jobs/{job}/link/again", "Identified: make a new link", "reissue-errors"),
    ("dora", "/jobs/{job}/close/", "Destroy and close", "other-word"),
    ("dora", "/jobs/{job}/stop/", "Stop the service", "stop-other-word"),
    ("olga", "/clients/{client}/agreements/new/", "Keep the draft", "agreement-errors"),
    ("dora", "/cases/{case}/hand-over/", "Make the package and its slip", "hand-over-errors"),
)


def test_every_page_is_visited() -> None:
    pages = {route.name for route in ROUTES if "GET" in route.methods}
    assert pages - DATA == {visit.route for visit in VISITS if visit.route}
    assert pages >= DATA


@pytest.mark.parametrize("turn", range(TURNS))
def test_every_page_can_be_read_by_everybody(house: House, turn: int) -> None:
    wrong: list[str] = []
    for place, visit in list(enumerate(VISITS))[turn::TURNS]:
        with house.walk.visiting(visit.who, house.address(visit)) as page:
            expect(page.locator(visit.ready).first).to_be_visible(timeout=30_000)
            name = f"{place:02}-{visit.route or 'error'}-{visit.who or 'stranger'}"
            wrong += look(page, name, paper=visit.paper)
    assert not wrong, "\n".join(wrong)


def unchecked(page: Page) -> None:
    """Let forms be posted that the browser itself would complain about."""
    page.evaluate("() => document.querySelectorAll('form').forEach((f) => (f.noValidate = true))")


def test_what_a_click_shows_can_be_read_too(house: House) -> None:
    wrong: list[str] = []
    attest_all(
        house.cast, JobId(Job.objects.get(number=house.names["job"]).pk)
    )  # so that it can close
    for place, (who, path, button, name) in enumerate(CLICKS):
        with house.walk.visiting(who, path.format(**house.names)) as page:
            unchecked(page)
            with page.expect_navigation():  # the page before has a heading too
                page.get_by_role("button", name=button).first.click()
            expect(page.locator("h1").first).to_be_visible()
            wrong += look(page, f"x{place}-{name}", paper=name == "slip")
    assert not wrong, "\n".join(wrong)


def test_what_a_house_word_would_change_is_shown_before_it_is_added(house: House) -> None:
    with house.walk.visiting("olga", "/policy/words/new/") as page:
        page.get_by_label("A veto:").check()
        page.get_by_label("The word").fill("KB-####-a")
        page.get_by_role("button", name="Show what it would change").click()
        expect(page.get_by_text("Newly let through")).to_be_visible()
        wrong = look(page, "word-effect")
        page.get_by_role("button", name="Change it").click()
        expect(page.get_by_label("The word")).to_have_value("KB-####-a")
        page.get_by_role("button", name="Show what it would change").click()
        page.get_by_role("button", name="Add it").click()
        page.wait_for_url("**/policy/words/?done=word-added")
        expect(page.get_by_text("KB-####-a")).to_be_visible()
    assert not wrong, "\n".join(wrong)


def test_the_desk_goes_from_three_letters_to_the_job(house: House) -> None:
    wrong: list[str] = []
    with house.walk.visiting("dora", "/clients/") as page:
        found = ("nobody", "z0-found-none"), ("lin", "z1-found"), ("ham", "z1-found-one")
        for typed, name in found:
            page.fill("#find", typed)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            expect(page.locator("h1").first).to_be_visible()
            wrong += look(page, name)
        expect(page.get_by_role("heading", name=OLD).first).to_be_visible()
        with page.expect_navigation():
            page.get_by_role("link", name=house.names["old"]).first.click()
        page.get_by_text("The client called").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Look").click()
        expect(page.get_by_text(OLD).first).to_be_visible()
        wrong += look(page, "z2-job-with-a-reason")
    assert not wrong, "\n".join(wrong)


def test_every_question_of_the_intake_can_be_read(house: House) -> None:
    page = house.walk.page("dora")
    page.goto("/jobs/new/")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    wrong = look(page, "y0-client-errors")
    page.fill("input[name=client-name]", "Ada Byron")
    page.fill("input[name=client-phone]", "030 123")
    for place in range(1, 9):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text(f"Question {place + 1} of 9")).to_be_visible()
        wrong += look(page, f"y{place}-intake")
        for radio in page.locator("fieldset:has(input[type=radio])").all():
            radio.locator("input[type=radio]").first.check(force=True)
        if page.locator("textarea[name=problem-problem]").count():
            page.fill("textarea[name=problem-problem]", "Empty after an hour.")
    expect(page.get_by_role("button", name="Take in")).to_be_visible()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_is_watched_stands_behind_one_button(house: House, size: dict[str, int]) -> None:
    page = house.walk.page("olga", viewport=size)
    page.goto("/jobs/")
    if size is PHONE:
        page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Oversight").click()
    menu = page.get_by_role("navigation", name="Oversight")
    expect(menu.get_by_role("link")).to_have_count(10)
    picture(page, f"oversight-{size['width']}")
    assert faults(page) == []
    assert serious_findings(page) == []
    menu.get_by_role("link", name="Ledger").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The ledger")
