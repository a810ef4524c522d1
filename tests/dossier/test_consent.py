from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.dossier import consent
from sealbench.errors import MalformedError
from tests.statement.samples import HOME, signed

KEEP = signed("keep")
SHOP = consent.Party(HOME, "Lindqvist & Töchter", "Gatan 1", "+46 8 1")
GIVEN = consent.Happening("2026-11-23T15:00:00Z", consent.GIVEN, "q" * 24, "2027-11-23T15:00:00Z")

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
IDS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=24, max_size=24)
TIMES = st.datetimes().map(lambda each: each.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0"))
HAPPENINGS = st.builds(
    consent.Happening,
    TIMES,
    st.sampled_from([consent.RECONFIRMED, consent.WITHDRAWN, consent.EXPIRED, consent.TERMINATED]),
    IDS,
    TIMES,
)


def made(**changes: Any) -> consent.Consent:
    parts: dict[str, Any] = {
        "statement": KEEP,
        "shop": SHOP,
        "people": ["a" * 24],
        "happenings": [GIVEN],
        "confirmed": (signed("client-act about a kept login"),),
    }
    return consent.Consent(**(parts | changes))


@given(st.builds(consent.Party, IDS, TEXT, TEXT, TEXT), st.lists(HAPPENINGS), st.lists(IDS))
def test_it_reads_back_as_it_was_written(
    shop: consent.Party, more: list[consent.Happening], people: list[str]
) -> None:
    written = consent.to_json(made(shop=shop, happenings=[GIVEN, *more], people=people))
    data = canon.to_bytes(written)
    assert canon.to_bytes(consent.read(data)) == data


def test_every_field_is_demanded_and_none_besides() -> None:
    whole = canon.parse(canon.to_bytes(consent.to_json(made())))
    assert consent.read(canon.to_bytes(whole)) == whole
    bent = 0
    for path in places(whole):
        for change in (drop, spoil, add):
            copy = canon.parse(canon.to_bytes(whole))
            if change(copy, path):
                bent += 1
                with pytest.raises(MalformedError):
                    consent.read(canon.to_bytes(copy))
    assert bent > 60


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [path, *(each for key in value for each in places(value[key], (*path, key)))]
    if isinstance(value, list):
        return [each for at in range(len(value)) for each in places(value[at], (*path, at))]
    return [path]


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def drop(copy: Any, path: tuple[Any, ...]) -> bool:
    if not path or isinstance(path[-1], int):
        return False
    del _at(copy, path[:-1])[path[-1]]
    return True


def spoil(copy: Any, path: tuple[Any, ...]) -> bool:
    if not path:
        return False
    _at(copy, path[:-1])[path[-1]] = [None]
    return True


def add(copy: Any, path: tuple[Any, ...]) -> bool:
    found = _at(copy, path)
    if not isinstance(found, dict):
        return False
    found["more"] = 1
    return True


def test_the_receipt_is_of_this_record_and_the_evidence_of_this_consent() -> None:
    whole = consent.to_json(made())
    other: Any = canon.parse(canon.to_bytes(whole))
    other["record"]["event"][0]["event_state"] = consent.WITHDRAWN
    with pytest.raises(MalformedError, match="receipt"):
        consent.check(other)
    with pytest.raises(MalformedError, match="another consent"):
        consent.to_json(made(confirmed=(signed("client-act"),)))
    with pytest.raises(MalformedError, match="context"):
        consent.to_json(made(confirmed=(KEEP,)))
