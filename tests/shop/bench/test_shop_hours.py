from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.policy import Moment
from sealbench.shop.bench.shop_hours import ShopHours, zones

VIENNA = ShopHours("Europe/Vienna", {"Monday": (480, 1080), "Sunday": (0, 1440)})


def test_hours_are_kept_and_come_back() -> None:
    assert ShopHours.from_content(VIENNA.content()) == VIENNA
    assert ShopHours.from_content({}) == ShopHours("UTC", {})  # a home from before


def test_the_clock_of_the_shop_follows_its_zone_over_the_change_of_the_hour() -> None:
    before, after = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert VIENNA.moment(before) == VIENNA.moment(after) == Moment("Sunday", 150)
    assert VIENNA.moment(datetime(2026, 11, 22, 23, tzinfo=UTC)) == Moment("Monday", 0)


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        (Moment("Monday", 479), False),
        (Moment("Monday", 480), True),
        (Moment("Monday", 1079), True),
        (Moment("Monday", 1080), False),
        (Moment("Tuesday", 600), False),
        (Moment("Sunday", 1439), True),
    ],
)
def test_the_shop_works_from_one_minute_until_another(moment: Moment, *, working: bool) -> None:
    assert VIENNA.working(moment) is working
    assert ShopHours("UTC").working(moment)


@pytest.mark.parametrize(
    "wrong",
    [
        ShopHours("Mars/Olympus"),
        ShopHours("../../etc/passwd"),
        ShopHours(""),
        ShopHours("UTC", {"Doomsday": (0, 60)}),
        ShopHours("UTC", {"Monday": (60, 60)}),
        ShopHours("UTC", {"Monday": (0, 1441)}),
    ],
)
def test_hours_that_mean_nothing_are_malformed(wrong: ShopHours) -> None:
    VIENNA.checked()
    with pytest.raises(MalformedError):
        wrong.checked()


@given(st.integers(0, 2**33))
def test_a_local_time_comes_back_as_the_same_instant_or_its_twin(seconds: int) -> None:
    whole = seconds // 60 * 60
    local = VIENNA.local(whole).replace(tzinfo=None)
    assert whole - VIENNA.seconds(local) in {0, 3600}


def test_the_zones_of_this_machine_are_offered() -> None:
    assert {"UTC", "Europe/Vienna"} <= set(zones())
