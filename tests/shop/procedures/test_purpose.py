"""Purpose (A4): what a kind of service justifies, working hours, and the visit of a job on site."""

from contextlib import suppress
from dataclasses import replace

import pytest

from sealbench.errors import MalformedError, RefusedError
from sealbench.keyring import HOUSE
from sealbench.policy import Access, LoginNeed
from sealbench.shop.bench import Bench, Granted, Outcome, ShopHours, Work
from sealbench.shop.procedures.edit_job import JobDraft, Visit, edit_job
from sealbench.shop.procedures.edit_service import edit_service
from sealbench.shop.procedures.edit_shop import ShopWords, edit_shop
from sealbench.shop.procedures.look_at_file import look_at_file
from sealbench.shop.procedures.service_file import ServiceWords
from sealbench.shop.records.models import Home, Job, ServiceKind
from tests.support.cast import Cast
from tests.support.clocks import NOON, StoppedClock
from tests.support.desk import IDA, LAPTOP, desk, house_events, intake, last, take_in
from tests.support.files import attach
from tests.support.scene import Scene, lay_out

HOUR = 3600
AT = int(NOON.timestamp())  # a Monday, 12:00 in UTC
MORNING = ShopHours("UTC", {"Monday": (8 * 60, 12 * 60)})
WHOLE_DAY = ShopHours("UTC", {"Monday": (8 * 60, 18 * 60)})


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


def keep(bench: Bench, hours: ShopHours) -> None:
    """Keep *hours* of the shop, as `edit_shop` does."""

    def write(work: Work) -> Outcome[None]:
        row = Home.objects.get(pk=1)
        work.write(row, HOUSE, {**work.read(row), **hours.content()})
        row.save()
        return Granted(None)

    bench.run(write)


def refused(scene: Scene) -> str:
    """Try to open a login of *scene*; return the rule that refused, recorded, or nothing."""
    login, before = scene.seal(), len(scene.events())
    with suppress(RefusedError):
        scene.open(scene.tariq, login)
    (event,) = scene.events()[before:]
    assert event["type"] == "login:opened" or (event["clause"], event["login"]) == ("A4", login)
    return str(event.get("rule", ""))


@pytest.mark.parametrize(
    ("hours", "rule"),
    [
        (ShopHours(), ""),
        (WHOLE_DAY, ""),
        (MORNING, "A4-14"),  # the hour in which it ends is outside
        (ShopHours("UTC", {"Tuesday": (0, 1440)}), "A4-14"),
        (ShopHours("Asia/Tokyo", {"Monday": (21 * 60, 1440)}), ""),  # 21:00 there
        (ShopHours("Asia/Tokyo", {"Monday": (8 * 60, 18 * 60)}), "A4-14"),
        (ShopHours("Pacific/Auckland", {"Tuesday": (60, 120)}), ""),  # tomorrow, 01:00
    ],
)
def test_in_the_shop_a_login_is_opened_within_working_hours(
    scene: Scene, hours: ShopHours, rule: str
) -> None:
    keep(scene.bench, hours)
    assert refused(scene) == rule


@pytest.mark.parametrize(
    ("visit", "rule"),
    [
        (None, ""),
        ((AT, AT + HOUR), ""),
        ((AT - HOUR, AT), "A4-13"),
        ((AT + 1, AT + HOUR), "A4-13"),
    ],
)
def test_on_site_a_login_is_opened_during_the_visit_at_any_hour_of_the_shop(
    scene: Scene, visit: Visit | None, rule: str
) -> None:
    keep(scene.bench, MORNING)
    start, end = visit or (None, None)
    Job.objects.update(place="on site", visit_from=start, visit_until=end)
    assert refused(scene) == rule


def test_a_kind_of_service_that_justifies_no_opening_has_none(scene: Scene) -> None:
    assert refused(scene) == ""
    ServiceKind.objects.update(accesses=[Access.FILES])
    assert refused(scene) == "A4-11"


def test_a_kind_of_service_that_justifies_no_files_shows_none(cast: Cast) -> None:
    job = take_in(cast)
    sent = attach(cast, job.number)
    look = {"who": cast.staff("tariq"), "number": job.number, "wanted": sent.id}
    assert cast.bench.run(look_at_file, **look).id == sent.id
    ServiceKind.objects.update(accesses=[Access.LOGINS])
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(look_at_file, **look)
    assert caught.value.reason == last(cast.bench, job.id)["rule"] == "A4-12"


@pytest.mark.parametrize("state", ["waiting", "ready for pick-up"])
def test_access_ends_with_the_service_and_begins_with_it_again(scene: Scene, state: str) -> None:
    Job.objects.update(state=state)
    assert refused(scene) == "A4-3"
    Job.objects.update(state="in service")
    assert refused(scene) == ""


def test_management_says_what_a_kind_justifies(cast: Cast) -> None:
    take_in(cast)
    row = ServiceKind.objects.order_by("position")[0]
    words = ServiceWords("Battery", accesses=("files",))
    cast.bench.run(edit_service, who=cast.staff("olga"), service=row.pk, words=words)
    assert ServiceKind.objects.get(pk=row.pk).accesses == ["files"]
    assert house_events(cast.bench)[-1]["accesses"] == ["files"]
    for wrong in (
        replace(words, accesses=("cameras",)),
        replace(words, login_need=LoginNeed.NEEDED),
    ):
        with pytest.raises(MalformedError):
            cast.bench.run(edit_service, who=cast.staff("olga"), service=row.pk, words=wrong)


def test_management_sets_the_hours_and_the_next_decision_knows_them(cast: Cast) -> None:
    words = ShopWords("Corner", hours=MORNING)
    cast.bench.run(edit_shop, who=cast.staff("olga"), words=words)
    assert house_events(cast.bench)[-1]["changed"] == ["hours", "name", "zone"]
    book = cast.bench.rulebooks.current()
    assert (book.hours, book.working(cast.bench.now())) == (MORNING, False)
    cast.bench.run(edit_shop, who=cast.staff("olga"), words=ShopWords("Corner"))
    assert cast.bench.rulebooks.current().hours == MORNING  # what is not said stays
    with pytest.raises(RefusedError):
        cast.bench.run(edit_shop, who=cast.staff("tariq"), words=ShopWords("C", hours=WHOLE_DAY))
    assert cast.bench.rulebooks.current().hours == MORNING


def draft(cast: Cast, place: str, visit: Visit | None) -> JobDraft:
    return JobDraft(IDA, LAPTOP, replace(intake(cast).job, place=place), visit)


def test_the_desk_sets_the_visit_and_nobody_else_does(cast: Cast, clock: StoppedClock) -> None:
    job, visit = take_in(cast), (AT, AT + HOUR)
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft(cast, "on site", visit))
    assert last(cast.bench, job.id)["changed"] == ["place", "visit"]
    row = Job.objects.get(pk=job.id)
    assert (row.visit_from, row.visit_until) == visit
    wider = draft(cast, "on site", (AT, AT + 9 * HOUR))
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(edit_job, who=cast.staff("tariq"), job=job.id, draft=wider)
    assert caught.value.reason == "B1-9"
    for place, wrong in (("in the shop", visit), ("on site", (AT, AT))):
        with pytest.raises(MalformedError):
            cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft(cast, place, wrong))
    clock.pass_by(seconds=1)
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft(cast, "in the shop", None))
    assert Job.objects.get(pk=job.id).visit_from is None
