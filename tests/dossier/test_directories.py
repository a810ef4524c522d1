"""Which directories a dossier takes along, and what they prove."""

from datetime import timedelta

import pytest

from sealbench.dossier import select_directories
from sealbench.dossier.directories import People, prove_people
from sealbench.errors import VerificationError
from sealbench.seal import Directory, verify_genesis
from tests.seal.people import GENESIS, OLGA, TARIQ, after, first, when

CHAIN = [first()]
for _day in range(1, 12):
    CHAIN.append(after(CHAIN[-1], _day, OLGA, TARIQ))
ROOT = verify_genesis(GENESIS, fingerprint=GENESIS.statement.hash)


def taken(*days: float) -> list[int]:
    chosen = select_directories(CHAIN, [when(each) for each in days])
    assert prove_people(ROOT, chosen).directories[-1].number == len(CHAIN)
    return [signed.statement.number("number") for signed in chosen]


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ((), [1, 12]),
        ((0.5,), [1, 12]),
        ((3.5,), [1, 4, 12]),
        ((3.5, 3.6, 7.5), [1, 4, 8, 12]),
        ((20,), [1, 12]),
        ((-1,), [1, 12]),
        ((4 + 5 / 24 / 60,), [1, 4, 5, 12]),
        ((4 - 5 / 24 / 60,), [1, 4, 5, 12]),
        ((4 + 11 / 24 / 60,), [1, 5, 12]),
    ],
)
def test_those_of_the_time_the_newest_and_what_links_them(
    days: tuple[float, ...], numbers: list[int]
) -> None:
    assert taken(*days) == numbers


def test_the_newest_around_a_time_comes_first() -> None:
    people = People(tuple(Directory.from_statement(each.statement) for each in CHAIN))
    near = people.around(when(4) + timedelta(minutes=1))
    assert [each.number for each in near] == [5, 4]
    assert [each.id for each in people.person(str(TARIQ["id"]), when(4))] == [TARIQ["id"]] * 2
    assert people.person("nobody", when(4)) == []


def test_a_chain_that_expired_long_ago_still_proves_who_was_there() -> None:
    assert prove_people(ROOT, CHAIN[:1]).directories[0].number == 1


def test_what_is_not_proven_is_refused() -> None:
    with pytest.raises(VerificationError, match="no directory"):
        prove_people(ROOT, [])
    with pytest.raises(VerificationError):
        prove_people(ROOT, CHAIN[1:])
