import threading

import pytest

from sealbench.errors import UnavailableError
from sealbench.shop.bench.seats import AT_ONCE, Seats


def test_as_many_sit_as_there_are_seats_and_the_next_is_told() -> None:
    seats = Seats(2, patience=0.05)
    with seats.taken():
        with seats.taken(), pytest.raises(UnavailableError, match="looked through") as told:
            seats.taken().__enter__()
        assert told.value.hint == "try again in a minute"
        with seats.taken():
            pass  # the second has gone


def test_a_seat_is_free_again_whatever_went_wrong() -> None:
    seats = Seats(1, patience=0.05)
    for _ in range(3):
        with pytest.raises(KeyError), seats.taken():
            raise KeyError
    with seats.taken():
        pass


def test_whoever_waits_comes_to_sit() -> None:
    seats, sat = Seats(1, patience=20), threading.Event()

    def sit() -> None:
        with seats.taken():
            sat.set()

    waiting = threading.Thread(target=sit)
    with seats.taken():
        waiting.start()
        assert not sat.wait(0.1)
    waiting.join(20)
    assert sat.is_set()


def test_what_all_seats_may_take_together_fits_into_a_small_machine() -> None:
    from sealbench.agreement import pdf_scan  # noqa: PLC0415 - for its limits alone

    assert AT_ONCE * pdf_scan._MEMORY <= 1024**3
