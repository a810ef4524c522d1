from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import clock
from sealbench.errors import MalformedError

INSTANTS = st.integers(0, 253_402_300_799).map(lambda at: datetime.fromtimestamp(at, UTC))


@given(INSTANTS)
def test_an_instant_reads_back(at: datetime) -> None:
    assert clock.from_text(clock.to_text(at)) == at


def test_it_is_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    assert clock.to_text(datetime(2026, 11, 23, 16, tzinfo=berlin)) == "2026-11-23T15:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-23",
        "2026-11-23T15:00:00",
        "2026-11-23T15:00:00+00:00",
        "2026-13-01T00:00:00Z",
        "2026-1-1T0:0:0Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:60Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01 00:00:00Z",
        "\uff12026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z\n",
        "0000-01-01T00:00:00Z",
    ],
)
def test_other_forms_are_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        clock.from_text(text)


def test_the_machine_has_a_clock() -> None:
    assert clock.SystemClock().now().tzinfo is UTC
