"""Markup and scripts in every text that the shop takes, shown on every page: text it stays.

Nobody here types anything that the screen or the rules of texts would refuse: what is shown
is what a client, a colleague or a manager can have written.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from structlog.testing import capture_logs

from sealbench.shop.config import Config
from sealbench.shop.procedures.add_service import add_service
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.edit_shop import ShopWords, edit_shop
from sealbench.shop.procedures.intake import ClientWords, DeviceWords, Intake, JobWords
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.issue_link import Slip, issue_link
from sealbench.shop.procedures.service_file import ServiceWords
from sealbench.shop.queries.catalogue import services
from sealbench.shop.records.models import Login
from tests.support.browsers import PHONE, add_authenticator
from tests.support.cast import Cast, found_shop, join, start_session
from tests.support.clocks import MovedClock
from tests.support.counter import claim, seal
from tests.support.desk import put_in_service, take_in
from tests.support.site import serve
from tests.support.walks import Walk, faults, walking

pytestmark = pytest.mark.browser

PASSPHRASE = "abandon ability able about above absent absorb"  # noqa: S105 - of a person made up here
IMAGE = '<img src=x onerror="window.__x=1">'
SCRIPT = '"><script>window.__x=1</script>'
DRAWING = "'/><svg onload=window.__x=1>"
ADDRESS = "javascript:window.__x=1//%0a<b>"
BRACES = "{{7*7}}{% now 'Y' %}${7*7}<!--"
LONG = "W" * 70
LONGER = "<i>" + "x" * 1_500 + "\n</textarea></title></script><script>window.__x=1</script>"


def person(first: str, markup: str) -> str:
    return f"{first} {markup}"


@dataclass(frozen=True, slots=True)
class Trap:
    """A shop whose every text is hostile, and one job with a link that nobody claimed."""

    walk: Walk
    number: int
    slip: Slip
    service: str

    @property
    def cast(self) -> Cast:
        return self.walk.cast

    @property
    def job(self) -> str:
        return f"/jobs/{self.number}"


@pytest.fixture
def trap(home: Config, chromium: Browser) -> Iterator[Trap]:
    clock = MovedClock(seconds=2)  # what passes while the people come in
    with serve(home, clock) as bench:
        cast = Cast(bench)
        people(cast, clock)
        with walking(chromium, cast) as walk:
            yield set_trap(walk)
        assert walk.complaints == []


def people(cast: Cast, clock: MovedClock) -> None:
    """Found the shop and let everybody join, by names that are markup."""
    cast.people["olga"] = found_shop(cast.bench, person("Olga", IMAGE))
    cast.sessions["olga"] = start_session(cast.bench, cast.people["olga"])
    clock.pass_by(seconds=1)
    olga = cast.staff("olga")
    for first, markup, role, words in (
        ("tariq", SCRIPT, "technician", PASSPHRASE),
        ("nina", LONG, "technician", ""),
        ("dora", BRACES, "front desk", ""),
        ("adam", ADDRESS, "auditor", ""),
    ):
        name = person(first.title(), markup)
        cast.people[first] = join(cast.bench, olga, name, [role], passphrase=words)
    clock.pass_by(seconds=1)
    cast.renew_directory()
    for first in ("tariq", "nina", "dora", "adam"):
        cast.sessions[first] = start_session(cast.bench, cast.people[first])


def set_trap(walk: Walk) -> Trap:
    cast = walk.cast
    bench, dora, olga = cast.bench, cast.staff("dora"), cast.staff("olga")
    shop = ShopWords(IMAGE, f"{SCRIPT}\n{LONG}", DRAWING)
    bench.run(edit_shop, who=olga, words=shop)
    bench.run(invite_person, who=olga, name=person("Ivan", DRAWING), roles=["technician"])
    words = ServiceWords(LONG, LONGER, f"{DRAWING}\n{ADDRESS}", purposes=("repair",))
    bench.run(add_service, who=olga, words=words)
    service = next(each.id for each in services(bench) if each.name == LONG)
    taken = take_in(
        cast,
        Intake(
            ClientWords(person("Ida", IMAGE), ADDRESS, f'{SCRIPT}@"onx=1', "e-mail"),
            DeviceWords("laptop", LONG, DRAWING, BRACES),
            JobWords(service, LONGER, "in the shop", f"{DRAWING} {BRACES} {IMAGE}"),
            Assignees(cast.id("tariq"), cast.id("nina")),
        ),
    )
    slip = bench.run(issue_link, who=dora, number=taken.number)
    put_in_service(cast, taken.id)
    return Trap(walk, taken.number, slip, service)


def check(page: Page, *texts: str) -> None:
    """Hold that *page* shows *texts* as they were typed, and that nothing else came of them."""
    expect(page.locator("h1").first).to_be_visible(timeout=30_000)
    wrong = faults(page)
    assert not wrong, f"{page.url}: {wrong}"
    shown = re.sub(r"\s+", " ", page.locator("body").inner_text())
    for text in texts:
        assert re.sub(r"\s+", " ", text) in shown, f"{page.url} lacks {text}"


def visit(page: Page, path: str, *texts: str) -> None:
    page.goto(path)
    check(page, *texts)


def test_what_the_desk_and_management_see(trap: Trap) -> None:
    dora, job = trap.walk.page("dora"), trap.job
    visit(dora, "/", IMAGE)
    visit(dora, "/jobs/", LONG)
    visit(dora, f"{job}/", LONGER, DRAWING, BRACES, ADDRESS, SCRIPT, person("Ida", IMAGE))
    assert "Ida" not in dora.title()
    for path in ("edit/", "assign/", "ask/", "close/"):
        visit(dora, f"{job}/{path}", IMAGE)
    visit(dora, "/jobs/?number=%22%3E%3Cscript%3Ewindow.__x=1%3C/script%3E", IMAGE)
    visit(dora, "/jobs/?done=%3Cscript%3Ewindow.__x=1%3C/script%3E", IMAGE)
    visit(dora, "/nowhere/%3Cscript%3Ewindow.__x=1%3C/script%3E", IMAGE)
    visit(dora, f"{job}/")
    dora.get_by_role("button", name="Make a new paper").click()
    check(dora, SCRIPT, DRAWING, LONG)
    dora.emulate_media(media="print")
    check(dora, SCRIPT)
    olga = trap.walk.page("olga")
    visit(olga, "/people/", person("Ivan", DRAWING), person("Adam", ADDRESS), SCRIPT)
    visit(olga, f"/people/{trap.cast.id('tariq')}/deactivate", SCRIPT)
    visit(olga, "/services/", LONGER, ADDRESS)
    visit(olga, f"/services/{trap.service}/")
    visit(olga, "/shop/")
    assert olga.input_value("#id_phone") == DRAWING
    visit(olga, "/people/sign/")
    visit(olga, "/me/", IMAGE)
    adam = trap.walk.page("adam")
    for path in ("/policy/", "/ledger/", "/people/", "/me/"):
        visit(adam, path, IMAGE)


def test_the_intake_shows_what_it_is_told(trap: Trap) -> None:
    page = trap.walk.page("dora")
    page.goto("/jobs/new/")
    page.fill("input[name=find]", "Ida <img")
    page.get_by_role("button", name="Find").click()
    check(page, person("Ida", IMAGE))
    page.get_by_role("button", name=person("Ida", IMAGE)).click()
    check(page)
    page.get_by_role("button", name="Back").click()
    check(page, f"This is {person('Ida', IMAGE)}")
    page.goto("/jobs/new/")
    page.fill("input[name=client-name]", SCRIPT)
    page.fill("input[name=client-phone]", "\u202e" + IMAGE)
    page.get_by_role("button", name="Next").click()
    check(page, "letters that cannot be seen")
    assert page.input_value("input[name=client-name]") == SCRIPT
    page.fill("input[name=client-phone]", IMAGE)
    page.get_by_role("button", name="Next").click()
    page.fill("input[name=device-make]", DRAWING)
    page.check("input[name=device-kind][value=laptop]", force=True)
    page.get_by_role("button", name="Next").click()
    check(page, LONG, LONGER)


def test_what_the_client_sees_and_the_technician_opens(trap: Trap, tmp_path: Path) -> None:
    phone = trap.walk.page()
    add_authenticator(phone.context, phone)
    link = trap.slip.link
    claim(phone, f"/c/#{link.token}.{trap.slip.genesis}", link.code, tmp_path)
    check(phone, IMAGE, SCRIPT, LONG, f"{DRAWING} {BRACES} {IMAGE}", ADDRESS)
    seal(phone, label=DRAWING, user=IMAGE, password=SCRIPT, note=LONGER)
    check(phone, DRAWING)
    with phone.expect_download() as saved:
        phone.get_by_role("button", name="record").first.click()
    saved.value.save_as(tmp_path / "dossier.zip")
    report(trap, tmp_path / "dossier.zip")
    phone.context.storage_state()
    tariq = trap.walk.page("tariq")
    visit(tariq, f"{trap.job}/", DRAWING)
    tariq.goto(f"{trap.job}/logins/{Login.objects.get().pk}/")
    tariq.get_by_label("Repair").check()
    check(tariq, DRAWING, SCRIPT)
    tariq.get_by_role("button", name="Use your passphrase").click()
    tariq.get_by_label("Your seven words").fill(PASSPHRASE)
    tariq.get_by_role("button", name="Open with your passphrase").click()
    expect(tariq.get_by_role("timer")).to_be_visible(timeout=30_000)
    for field, text in (("Password", SCRIPT), ("User name", IMAGE), ("Note", LONGER)):
        tariq.get_by_role("button", name=f"Hold to see: {field}").hover()
        tariq.mouse.down()
        expect(tariq.get_by_label(field, exact=True)).to_contain_text(text[:60])
        assert faults(tariq) == []
        tariq.mouse.up()


def report(trap: Trap, path: Path) -> None:
    """Look at the readable report of the dossier, as a browser opens it from a disk."""
    with zipfile.ZipFile(path) as archive:
        archive.extract("report.html", path.parent)
    page = trap.walk.browser.new_page(viewport=PHONE)  # type: ignore[arg-type]  # a size
    page.goto((path.parent / "report.html").as_uri())
    shown = re.sub(r"\s+", " ", page.locator("body").inner_text())
    for text in (IMAGE, LONG, DRAWING):
        assert text in shown
    assert page.evaluate("() => '__x' in window") is False
    assert page.locator("img, script, svg, body i, form").count() == 0
    page.close()


def test_a_page_whose_policy_is_broken_says_so(trap: Trap) -> None:
    """The control: markup that does get into a page runs no script, and the server hears of it."""
    page = trap.walk.page("dora")
    with capture_logs() as logs:
        visit(page, "/jobs/")
        assert not [each for each in logs if each["event"] == "content policy broken"]
        with page.expect_response("**/reports/content"):
            page.evaluate(
                """() => {
                const image = document.createElement("img");
                image.src = "x";
                try { image.setAttribute("onerror", "window.__x = 1"); } catch {}
                document.querySelector("main").append(image);
                try { document.body.innerHTML += "<b onclick=1>"; } catch {}
                }"""
            )
        page.wait_for_timeout(300)
    assert [each for each in logs if each["event"] == "content policy broken"]
    assert any(each.startswith("policy of content") for each in faults(page))
    assert page.evaluate("() => '__x' in window") is False
    assert any("'TrustedScript'" in each for each in trap.walk.complaints)  # on the console too
    trap.walk.complaints.clear()
