import pytest

from sealbench.errors import UnavailableError
from sealbench.shop.bench.limits import PER_DOOR, PER_KNOWN, PER_NAME, Limits


def tries(limits: Limits, count: int, *, seconds: int = 0, name: str = "") -> int:
    """Return how many of *count* tries were let in."""
    admitted = 0
    for _ in range(count):
        try:
            limits.admit("door", seconds=seconds, name=name)
        except UnavailableError:
            continue
        admitted += 1
    return admitted


def test_a_name_has_few_tries_in_a_minute_and_new_ones_in_the_next() -> None:
    limits = Limits()
    assert tries(limits, PER_NAME + 3, name="tariq") == PER_NAME
    assert tries(limits, 1, name="nina") == 1
    assert limits.drain() == {"door": 3}
    assert limits.drain() == {}
    assert tries(limits, 1, seconds=60, name="tariq") == 1


def test_a_door_has_its_own_limit_which_bounds_the_memory() -> None:
    limits = Limits()
    assert sum(tries(limits, 1, name=str(each)) for each in range(PER_DOOR + 50)) == PER_DOOR
    assert len(limits._names) == PER_DOOR
    limits.admit("another door", seconds=0)


def test_who_is_known_is_counted_alone_and_a_flood_shuts_nothing_to_them() -> None:
    limits = Limits()
    tries(limits, PER_DOOR + 1)
    for _ in range(PER_KNOWN):
        limits.admit_known("door", "tariq", seconds=0)
    with pytest.raises(UnavailableError):
        limits.admit_known("door", "tariq", seconds=0)
    limits.admit_known("door", "nina", seconds=0)
    limits.admit_known("another door", "tariq", seconds=0)
    limits.admit_known("door", "tariq", seconds=60)
    assert limits.drain() == {"door": 2}


def test_it_says_when_to_come_back() -> None:
    limits = Limits()
    tries(limits, PER_NAME, name="tariq")
    with pytest.raises(UnavailableError) as caught:
        limits.admit("door", seconds=1, name="tariq")
    assert "minute" in str(caught.value.hint)
