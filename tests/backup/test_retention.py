from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.backup import Keep, spared
from sealbench.errors import MalformedError

START = datetime(2026, 1, 1, 2, tzinfo=UTC)
NIGHTS = [(f"{night:03}", START + timedelta(days=night)) for night in range(400)]


def test_days_weeks_and_months_keep_their_newest() -> None:
    stay = sorted(spared(NIGHTS, Keep(7, 5, 12)))
    assert stay[-7:] == [f"{night:03}" for night in range(393, 400)]
    ages = [399 - int(each) for each in stay]
    assert max(ages) > 300
    assert 18 <= len(stay) <= 24


def test_the_newest_of_a_day_stays_and_the_others_give_way_a_day_later() -> None:
    hours = [(f"{hour:02}", START + timedelta(hours=hour)) for hour in range(20)]
    assert spared(hours, Keep(7, 5, 12)) == {name for name, _ in hours}
    later = ("90", START + timedelta(hours=90))
    assert spared([*hours, later], Keep(7, 5, 12)) == {"19", "90"}


@given(
    st.lists(st.integers(0, 10**6), max_size=30, unique=True),
    st.integers(1, 9),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_the_newest_always_stays(hours: list[int], days: int, weeks: int, months: int) -> None:
    made = [(f"{hour:07}", START + timedelta(hours=hour)) for hour in hours]
    stay = spared(made, Keep(days, weeks, months))
    assert stay <= {name for name, _ in made}
    young = [hour for hour in hours if max(hours) - hour < 24]
    assert len(stay) <= days + weeks + months + len(young)
    if made:
        assert max(made)[0] in stay


@pytest.mark.parametrize(
    "text", ["", "7", "7,5", "0,5,12", "-1,5,12", "7,5,12,1", "a,b,c", "²,1,1"]
)
def test_another_form_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        Keep.from_text(text)
    assert Keep.from_text("7,5,12") == Keep(7, 5, 12)
