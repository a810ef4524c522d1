from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import Directory, Pin, minimal_chain, verify_chain, verify_genesis
from sealbench.statement import Role, Signature, SignedStatement, sign
from tests.seal.people import (
    GENESIS,
    OLGA,
    PASSKEYS,
    TARIQ,
    after,
    by,
    day,
    directory,
    first,
    passkey_entry,
    person,
    when,
)
from tests.statement.passkey import SITE, FixedPasskey, eddsa, es256
from tests.statement.samples import b32, h, private, public, signed, statement

FINGERPRINT = GENESIS.statement.hash
ROOT = verify_genesis(GENESIS, fingerprint=FINGERPRINT)
OSKAR = person("oskar", "management", since=day(1))
FIRST = first()
SECOND = after(FIRST, 1, OLGA, TARIQ, OSKAR)
THIRD = after(SECOND, 2, OSKAR, TARIQ, signer="oskar", revoked=[{"id": b32("olga"), "at": day(2)}])
FOURTH = after(THIRD, 40, OSKAR, TARIQ, signer="oskar", revoked=[{"id": b32("olga"), "at": day(2)}])
ALL = [FIRST, SECOND, THIRD, FOURTH]


def newest(*documents: SignedStatement, now: float = 3, pin: Pin | None = None) -> Directory:
    return verify_chain(ROOT, documents, now=when(now), pin=pin)


def pin_of(document: SignedStatement) -> Pin:
    return Pin.of(Directory.from_statement(document.statement))


def refused(*documents: SignedStatement, now: float = 3, pin: Pin | None = None) -> None:
    with pytest.raises(VerificationError):
        newest(*documents, now=now, pin=pin)


def test_genesis_is_signed_by_its_own_key_and_is_the_one_expected() -> None:
    assert ROOT.fingerprint == FINGERPRINT
    assert ROOT.statement_key == canon.unb64u(public("olga statement"))
    with pytest.raises(VerificationError):
        verify_genesis(GENESIS, fingerprint=h("another home"))
    forged = sign(GENESIS.statement, {Role.STATEMENT: private("mallory")})
    with pytest.raises(VerificationError):
        verify_genesis(forged, fingerprint=FINGERPRINT)
    with pytest.raises(MalformedError):
        verify_genesis(signed("visit"), fingerprint=FINGERPRINT)


def test_a_whole_chain_gives_the_newest_directory() -> None:
    assert newest(FIRST).number == 1
    assert newest(FIRST, SECOND).number == 2
    assert newest(*ALL, now=41).number == 4


def test_no_document_proves_nothing() -> None:
    refused()


def test_an_older_document_may_have_expired_but_not_the_newest() -> None:
    assert newest(*ALL, now=69.9).number == 4
    refused(*ALL, now=70)
    refused(FIRST, now=30)


def test_a_directory_from_the_future_is_refused_beyond_ten_minutes() -> None:
    assert newest(FIRST, SECOND, now=1 - 9 / 1440).number == 2
    refused(FIRST, SECOND, now=1 - 11 / 1440)


@pytest.mark.parametrize(
    ("reason", "document"),
    [
        ("another key", by("mallory", directory(1, 0, "", OLGA))),
        ("not the first", by("olga", directory(1, 0, "", OLGA, origin="sealbench.org/log/other"))),
        ("not listed", by("olga", directory(1, 0, "", person("oskar", "management"), TARIQ))),
        ("not the first", by("olga", directory(2, 0, h("previous"), OLGA))),
        ("another passkey", by("olga", directory(1, 0, "", OLGA), es256(99))),
    ],
)
def test_the_first_directory_is_signed_by_the_key_of_genesis(
    reason: str, document: SignedStatement
) -> None:
    with pytest.raises(VerificationError, match=reason):
        newest(document)


def test_the_first_directory_may_carry_an_assertion() -> None:
    assert newest(by("olga", directory(1, 0, "", OLGA), PASSKEYS["olga"])).number == 1


def second(*people: Any, **changes: Any) -> SignedStatement:
    return after(FIRST, changes.pop("at", 1), *(people or (OLGA, TARIQ)), **changes)


@pytest.mark.parametrize(
    ("reason", "document"),
    [
        pytest.param("not signed by management", second(signer="tariq"), id="a technician"),
        pytest.param(
            "another passkey",
            by("olga", second().statement, PASSKEYS["tariq"]),
            id="another's passkey",
        ),
        pytest.param(
            "another passkey", by("olga", second().statement, es256(99)), id="an unknown passkey"
        ),
        pytest.param(
            "not signed by management",
            second(OLGA, TARIQ, person("oskar", "management", since=day(1)), signer="oskar"),
            id="a manager of the new list only",
        ),
        pytest.param(
            "follows another", second(previous=h("another first")), id="another predecessor"
        ),
        pytest.param("out of order", second(at=0), id="not later"),
        pytest.param("another home", second(origin="sealbench.org/log/other"), id="another home"),
        pytest.param(
            "since another", second(OLGA, {**TARIQ, "since": day(0.5)}), id="older than before"
        ),
        pytest.param(
            "since another", second({**OLGA, "since": day(1)}, TARIQ), id="younger than before"
        ),
        pytest.param(
            "since another",
            second(OLGA, TARIQ, person("oskar", "management", since=day(0))),
            id="a ghost since before",
        ),
        pytest.param(
            "since another",
            second(OLGA, TARIQ, person("oskar", "management", since=day(0.5))),
            id="a ghost since yesterday",
        ),
        pytest.param(
            "since another",
            second(OLGA, {**TARIQ, "opening_key": public("a new key")}),
            id="new keys since before",
        ),
        pytest.param(
            "another passkey",
            by(
                "olga",
                second({**OLGA, "passkeys": [passkey_entry(PASSKEYS["new"])]}, TARIQ).statement,
                PASSKEYS["new"],
            ),
            id="a passkey that the new list brings",
        ),
    ],
)
def test_a_later_directory_is_refused_without_its_proof(
    reason: str, document: SignedStatement
) -> None:
    assert newest(FIRST, second()).number == 2
    with pytest.raises(VerificationError, match=reason):
        newest(FIRST, document)


def test_an_altered_signature_or_assertion_is_refused() -> None:
    good = second()
    (signature,) = good.signatures
    bad = Signature(signature.role, signature.key, signature.sig[:63] + b"\0")
    refused(FIRST, SignedStatement(good.statement, (bad,), good.assertion))
    other = second(expires=day(20)).assertion
    refused(FIRST, SignedStatement(good.statement, good.signatures, other))


def test_a_revoked_manager_signs_nothing_more_and_never_comes_back() -> None:
    refused(*ALL[:3], after(THIRD, 4, OSKAR, signer="olga", revoked=[]), now=5)
    refused(*ALL[:3], after(THIRD, 4, OSKAR, signer="oskar"), now=5)
    kept = [{"id": b32("olga"), "at": day(2)}]
    assert newest(*ALL[:3], after(THIRD, 4, OSKAR, signer="oskar", revoked=kept), now=5).number == 4
    refused(
        *ALL[:3],
        after(THIRD, 4, OSKAR, signer="oskar", revoked=[{"id": b32("olga"), "at": day(3)}]),
        now=5,
    )


def test_a_manager_without_passkeys_brings_one() -> None:
    start = first({**OLGA, "passkeys": []})
    adding = {**OLGA, "passkeys": [passkey_entry(PASSKEYS["new"])]}
    step = after(start, 1, adding)
    good = by("olga", step.statement, PASSKEYS["new"])
    assert newest(start, good).number == 2
    refused(start, by("olga", step.statement, es256(99)))
    gone = after(start, 1, OSKAR)
    refused(start, by("olga", gone.statement, PASSKEYS["olga"]))


TRIAL = "http://localhost:8000"
THERE = "https://bench.example"
NEW = {**OLGA, "passkeys": [passkey_entry(eddsa())]}
BARE = {**OLGA, "passkeys": []}


def asserted(document: SignedStatement, passkey: FixedPasskey, site: str) -> SignedStatement:
    """The same document with the answer of *passkey* at *site*."""
    answer = passkey.answer(document.statement, site)
    return SignedStatement(document.statement, document.signatures, answer)


def test_a_trial_that_gets_its_name_brings_new_passkeys() -> None:
    start = first(site=TRIAL)
    step = asserted(after(start, 1, NEW, site=THERE), eddsa(), THERE)
    assert newest(start, step).number == 2
    refused(start, after(start, 1, NEW, site=THERE))
    refused(start, asserted(step, eddsa(), TRIAL))
    here = after(start, 1, NEW, site=TRIAL)
    refused(start, asserted(here, eddsa(), TRIAL))
    assert newest(start, here).number == 2


def test_a_home_that_has_its_name_confirms_a_move_at_the_site_it_leaves() -> None:
    leaving = asserted(after(FIRST, 1, BARE, site=THERE), PASSKEYS["olga"], SITE)
    assert newest(FIRST, leaving).site == THERE
    refused(FIRST, asserted(leaving, PASSKEYS["olga"], THERE))
    arrived = asserted(after(leaving, 2, NEW, site=THERE), eddsa(), THERE)
    assert newest(FIRST, leaving, arrived).number == 3
    refused(FIRST, leaving, asserted(arrived, eddsa(), SITE))


def test_a_move_there_and_back_takes_no_passkey_away() -> None:
    thief = es256(99)
    olga = {**OLGA, "passkeys": [passkey_entry(thief)]}
    rogue = person("rogue", "technician", since=day(2))
    for elsewhere in (THERE, TRIAL):
        there = asserted(after(FIRST, 1, olga, TARIQ, site=elsewhere), thief, elsewhere)
        back = asserted(after(there, 2, olga, TARIQ, rogue), thief, SITE)
        refused(FIRST, there)
        refused(FIRST, there, back)
    genuine = after(FIRST, 1, OLGA, TARIQ)
    assert newest(FIRST, genuine, after(genuine, 2, OLGA, TARIQ, rogue)).number == 3


def test_the_minimal_chain_passes_through_a_move() -> None:
    before = after(FIRST, 1, OLGA)
    leaving = asserted(after(before, 2, BARE, site=THERE), PASSKEYS["olga"], SITE)
    arrived = asserted(after(leaving, 3, NEW, site=THERE), eddsa(), THERE)
    renewed = asserted(after(arrived, 4, NEW, site=THERE), eddsa(), THERE)
    chain = minimal_chain([FIRST, before, leaving, arrived, renewed])
    assert [each.statement.number("number") for each in chain] == [1, 3, 5]
    assert newest(*chain, now=5).number == 5
    # The same credential at another site proves nothing.
    kept = asserted(after(FIRST, 1, OLGA, site=THERE), PASSKEYS["olga"], SITE)
    last = asserted(after(kept, 2, OLGA, site=THERE), PASSKEYS["olga"], THERE)
    chain = minimal_chain([FIRST, kept, last])
    assert [each.statement.number("number") for each in chain] == [1, 2, 3]
    assert newest(*chain, now=5).number == 3


def test_numbers_may_be_left_out() -> None:
    refreshed = after(SECOND, 2, OLGA, TARIQ, OSKAR)
    assert newest(FIRST, refreshed).number == 3
    refused(FIRST, THIRD)
    refused(FIRST, refreshed, SECOND)
    ghost = after(SECOND, 2, OLGA, TARIQ, person("oskar", "management", since=day(0)))
    refused(FIRST, ghost)


def test_a_pin_holds_the_chain() -> None:
    assert newest(*ALL[:3], pin=pin_of(SECOND)).number == 3
    assert newest(*ALL[:2], pin=pin_of(SECOND)).number == 2
    refused(FIRST, pin=pin_of(SECOND))
    fork = after(FIRST, 1, OLGA, TARIQ)
    refused(FIRST, fork, pin=pin_of(SECOND))
    refused(FIRST, after(fork, 2, OLGA, TARIQ), pin=pin_of(SECOND))


def test_the_minimal_chain_leaves_out_what_proves_nothing() -> None:
    documents = [FIRST]
    for number in range(2, 8):
        documents.append(after(documents[-1], number, OLGA, TARIQ))
    chain = minimal_chain(documents)
    assert [each.statement.number("number") for each in chain] == [1, 7]
    assert newest(*chain, now=8).number == 7
    seen = minimal_chain(documents, seen=4)
    assert [each.statement.number("number") for each in seen] == [1, 4, 7]
    assert newest(*seen, now=8, pin=pin_of(documents[3])).number == 7
    for anything in (0, 1, 7, 8, -1):
        chosen = minimal_chain(documents, seen=anything)
        assert [each.statement.number("number") for each in chosen] == [1, 7]


def test_the_minimal_chain_shows_who_has_been_there_for_long() -> None:
    documents = [FIRST]
    for number in range(2, 8):
        documents.append(after(documents[-1], number, OLGA, TARIQ))

    def numbers(settled: float, seen: int | None = None) -> list[int]:
        chain = minimal_chain(documents, seen=seen, settled=when(settled))
        return [each.statement.number("number") for each in chain]

    assert numbers(-1) == [1, 7]
    assert numbers(4.9) == [1, 4, 7]
    assert numbers(5) == [1, 5, 7]
    assert numbers(8) == [1, 7]
    assert numbers(4, seen=2) == [1, 2, 4, 7]
    assert numbers(4, seen=6) == [1, 4, 6, 7]


def test_the_minimal_chain_keeps_what_proves_the_signer() -> None:
    chain = minimal_chain(ALL)
    assert [each.statement.number("number") for each in chain] == [1, 2, 4]
    assert newest(*chain, now=41).number == 4
    assert minimal_chain([FIRST]) == [FIRST]


def test_there_is_no_minimal_chain_without_a_proof() -> None:
    for wrong in ([FIRST, THIRD], [SECOND], [FIRST, second(signer="tariq")]):
        with pytest.raises(VerificationError):
            minimal_chain(wrong)
    with pytest.raises(VerificationError):
        minimal_chain([])


def test_another_statement_in_a_chain_is_malformed() -> None:
    with pytest.raises(MalformedError):
        newest(FIRST, signed("visit"))
    assert statement("visit").text("site")


@given(st.permutations(ALL), st.integers(0, 4))
def test_only_the_right_order_verifies(documents: list[SignedStatement], count: int) -> None:
    chosen = documents[:count]
    numbers = [each.statement.number("number") for each in chosen]
    possible = ([1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 4])
    if numbers in possible:
        assert newest(*chosen, now=2 if numbers[-1] < 4 else 41).number == numbers[-1]
    else:
        refused(*chosen, now=2 if 4 not in numbers else 41)


def test_the_minimal_chain_finds_its_way_through_many_managers() -> None:
    new = person("new", "management", since=day(2))
    third = after(SECOND, 2, OLGA, OSKAR, new, signer="oskar")
    fourth = after(third, 3, OLGA, OSKAR, new, signer="new")
    fifth = after(fourth, 4, OLGA, OSKAR, new, signer="new")
    chain = minimal_chain([FIRST, SECOND, third, fourth, fifth])
    assert [each.statement.number("number") for each in chain] == [1, 2, 3, 5]
    assert newest(*chain, now=5).number == 5
