from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon, clock
from sealbench.dossier import Result, consent, verify_consent
from sealbench.errors import MalformedError
from sealbench.statement import Role
from tests.statement.samples import HOME, signed

KEEP = signed("keep")
CLIENT = KEEP.statement.text("client")
OTHER_WHY = next(why for why in consent.PURPOSE if why != KEEP.statement.text("why"))
GIVEN_AT = clock.to_text(KEEP.statement.at)
CONFIRMED = signed("client-act about a kept login")
CONFIRMED_AT = clock.to_text(CONFIRMED.statement.at)
UNTIL = "2031-11-23T15:00:00Z"
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
        "confirmed": (CONFIRMED,),
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


def changed(whole: Any, change: Any) -> bytes:
    """Return the consent with *change*, and a receipt that is of it: as a forger writes it."""
    copy: Any = canon.parse(canon.to_bytes(whole))
    change(copy["record"])
    copy["receipt"]["consent_receipt"] = canon.b64u(canon.digest(copy["record"]))
    return canon.to_bytes(copy)


def happened(at: str, state: str, by: str = CLIENT) -> consent.Happening:
    return consent.Happening(at, state, by, UNTIL)


def recipients_of(record: Any) -> list[str]:
    found: list[str] = record["pii_processing"]["purposes"][0]["recipients"]
    return found


AGAIN = happened(CONFIRMED_AT, consent.RECONFIRMED)
WHOLE = consent.to_json(made(happenings=[happened(GIVEN_AT, consent.GIVEN), AGAIN]))


def test_a_consent_is_verified_offline_with_and_without_the_line_of_a_package() -> None:
    data = canon.to_bytes(WHOLE)
    for each in (data, data + b"\n"):
        report = verify_consent(each)
        assert report.holds
        assert (report.state, report.shop) == (consent.RECONFIRMED, SHOP.name)
        assert report.key == canon.b64u(KEEP.key(Role.CLIENT))
    ended = [happened(GIVEN_AT, consent.GIVEN), AGAIN, happened(UNTIL, consent.WITHDRAWN)]
    assert verify_consent(canon.to_bytes(consent.to_json(made(happenings=ended)))).holds
    with pytest.raises(MalformedError):
        verify_consent(data + b"\n\n")


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("wish", lambda it: it["pii_processing"]["purposes"][0].update(purpose=OTHER_WHY)),
        ("wish", lambda it: it["pii_processing"]["purposes"][0].update(retention_period=UNTIL)),
        ("wish", lambda it: recipients_of(it).extend(["c" * 24] * 17)),
        ("wish", lambda it: it["party_identification"][0].update(party_id="z" * 24)),
        ("events", lambda it: it["event"].pop()),
        ("events", lambda it: it["event"].append(it["event"][-1])),
        ("events", lambda it: it["event"].reverse()),
        ("events", lambda it: it["event"][0].update(event_time="2020-01-01T00:00:00Z")),
        ("events", lambda it: it["event"][0].update(entity_id="z" * 24)),
        ("events", lambda it: it["event"][1].update(event_state=consent.WITHDRAWN)),
    ],
)  # fmt: skip
def test_a_record_that_says_more_than_was_signed_fails_though_its_receipt_fits(
    check: str, change: Any
) -> None:
    report = verify_consent(changed(WHOLE, change))
    failed = {each.name for each in report.checks if each.result is Result.FAILS}
    assert failed == {check}


def test_a_signature_that_does_not_hold_fails() -> None:
    copy = canon.parse(canon.to_bytes(WHOLE))
    for at in range(2):
        bent: Any = canon.parse(canon.to_bytes(copy))
        (signature,) = bent["evidence"][at]["signatures"]
        raw = bytearray(canon.unb64u(signature["sig"]))
        raw[0] ^= 1
        signature["sig"] = canon.b64u(bytes(raw))
        report = verify_consent(canon.to_bytes(bent))
        failed = {each.name for each in report.checks if each.result is Result.FAILS}
        assert failed == {"signatures"}
