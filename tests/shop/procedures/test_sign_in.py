import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from sealbench.errors import ConflictError, RefusedError, VerificationError
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.sign_in import SignedIn, sign_in
from sealbench.shop.procedures.sign_out import sign_out
from sealbench.shop.queries import sessions
from sealbench.shop.records.models import Session, Turned
from sealbench.statement import SignedStatement, Statement
from tests.support.cast import Cast, fresh_nonce
from tests.support.clocks import StoppedClock
from tests.support.events import house_events, refusals
from tests.support.passkeys import SoftwarePasskey
from tests.support.people import SoftwarePerson


def by_passphrase(cast: Cast, person: SoftwarePerson, name: str = "") -> SignedIn:
    signed = person.sign_in(fresh_nonce(cast.bench, "sign-in"), cast.bench.now())
    return cast.bench.run(sign_in, signed=signed, name=name or person.name)


def test_it_signs_in_by_passphrase_however_the_name_is_typed(cast: Cast) -> None:
    done = by_passphrase(cast, cast.person("tariq"), "  TARIQ  öztürk ")
    assert (done.staff.name, done.staff.method) == ("Tariq Öztürk", "passphrase")
    assert sessions.staff(cast.bench, done.token) == done.staff
    assert house_events(cast.bench)[-1]["type"] == "person:signed-in"


def test_it_signs_in_by_passkey_without_a_name(cast: Cast) -> None:
    tariq = cast.person("tariq")
    nonce = fresh_nonce(cast.bench, "sign-in")
    signed = tariq.sign_in(nonce, cast.bench.now(), passkey=tariq.passkeys[0])
    assert cast.bench.run(sign_in, signed=signed).staff.method == "passkey"


def test_unknown_name_wrong_passphrase_and_foreign_passkey_look_alike(cast: Cast) -> None:
    bench, stranger = cast.bench, SoftwarePerson.born(cast.bench, "Mallory")
    passkey = SoftwarePasskey(bench.config.site)
    signed = stranger.sign_in(fresh_nonce(bench, "sign-in"), bench.now(), passkey=passkey)
    events = len(house_events(bench))
    answers = []
    attempts: list[Callable[[], SignedIn]] = [
        lambda: by_passphrase(cast, stranger, "Nobody At All"),
        lambda: by_passphrase(cast, stranger, "Tariq Öztürk"),
        lambda: bench.run(sign_in, signed=signed),
    ]
    for attempt in attempts:
        with pytest.raises(RefusedError) as caught:
            attempt()
        answers.append((caught.value.reason, str(caught.value), caught.value.hint))
    assert len(set(answers)) == 1
    assert Turned.objects.get().count == 3
    assert len(house_events(bench)) == events


def test_an_assertion_over_another_statement_signs_nobody_in(cast: Cast) -> None:
    bench, tariq = cast.bench, cast.person("tariq")
    good = tariq.sign_in(fresh_nonce(bench, "sign-in"), bench.now(), passkey=tariq.passkeys[0])
    other = tariq.sign_in(fresh_nonce(bench, "sign-in"), bench.now(), passkey=tariq.passkeys[0])
    swapped = SignedStatement(good.statement, (), other.assertion)
    with pytest.raises(RefusedError, match="B1-3"):
        bench.run(sign_in, signed=swapped)


def test_a_statement_serves_once_and_not_for_long(cast: Cast, clock: StoppedClock) -> None:
    bench, tariq = cast.bench, cast.person("tariq")
    signed = tariq.sign_in(fresh_nonce(bench, "sign-in"), bench.now())
    bench.run(sign_in, signed=signed, name=tariq.name)
    with pytest.raises(ConflictError):
        bench.run(sign_in, signed=signed, name=tariq.name)
    late = tariq.sign_in(fresh_nonce(bench, "sign-in"), bench.now())
    clock.pass_by(seconds=600)
    with pytest.raises(VerificationError):
        bench.run(sign_in, signed=late, name=tariq.name)


def test_a_nonce_for_something_else_is_refused(cast: Cast) -> None:
    tariq = cast.person("tariq")
    signed = tariq.sign_in(fresh_nonce(cast.bench, "opening"), cast.bench.now())
    with pytest.raises(VerificationError, match="prepared"):
        cast.bench.run(sign_in, signed=signed, name=tariq.name)


def test_a_statement_for_another_site_or_home_is_refused(cast: Cast) -> None:
    tariq = cast.person("tariq")
    made = tariq.sign_in(fresh_nonce(cast.bench, "sign-in"), cast.bench.now())
    for field, value in (("site", "https://evil.example"), ("home", "a" * 24)):
        moved = Statement.from_json({**made.statement.fields, field: value})
        signed = SignedStatement(moved, made.signatures)
        with pytest.raises(VerificationError, match="another place"):
            cast.bench.run(sign_in, signed=signed, name=tariq.name)


def test_who_was_deactivated_hears_so_after_proving_who_they_are(cast: Cast) -> None:
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"))
    with pytest.raises(RefusedError, match="A1-2"):
        by_passphrase(cast, cast.person("tariq"))
    assert refusals(cast.bench) == []
    assert Turned.objects.get().count == 1


def test_a_session_ends_after_twelve_hours(cast: Cast, clock: StoppedClock) -> None:
    token = cast.sessions["tariq"].token
    assert sessions.staff(cast.bench, token)
    clock.pass_by(hours=12)
    assert sessions.staff(cast.bench, token) is None


def test_signing_out_ends_this_session_alone(cast: Cast) -> None:
    other = by_passphrase(cast, cast.person("tariq"))
    cast.bench.run(sign_out, who=cast.staff("tariq"))
    assert sessions.staff(cast.bench, cast.sessions["tariq"].token) is None
    assert sessions.staff(cast.bench, other.token)
    cast.bench.run(sign_out, who=cast.staff("tariq"))
    assert [event["type"] for event in house_events(cast.bench)].count("person:signed-out") == 1


@pytest.mark.sqlite
def test_only_the_hash_of_a_token_is_kept(cast: Cast, bench: Bench) -> None:
    token = cast.sessions["tariq"].token
    assert not Session.objects.filter(pk=token).exists()
    assert token not in bench.config.home.joinpath("shop.db").read_bytes().decode("latin-1")


def counted(cast: Cast, count: int) -> SignedStatement:
    """A sign-in of Tariq's whose passkey shows *count*."""
    tariq = cast.person("tariq")
    key = tariq.passkeys[0]
    bare = tariq.sign_in(fresh_nonce(cast.bench, "sign-in"), cast.bench.now(), passkey=key)
    assert bare.assertion is not None
    data = bare.assertion.authenticator_data[:33] + count.to_bytes(4, "big")
    message = data + hashlib.sha256(bare.assertion.client_data).digest()
    signature = key.key.sign(message, ec.ECDSA(hashes.SHA256()))
    answer = replace(bare.assertion, authenticator_data=data, signature=signature)
    return SignedStatement(bare.statement, (), answer)


def test_a_passkey_whose_count_goes_back_signs_nobody_in(cast: Cast) -> None:
    assert cast.bench.run(sign_in, signed=counted(cast, 7)).staff.person == cast.id("tariq")
    for count in (7, 6, 0):
        with pytest.raises(RefusedError, match="B1-3"):
            cast.bench.run(sign_in, signed=counted(cast, count))
    assert Turned.objects.get().count == 3
    assert cast.bench.run(sign_in, signed=counted(cast, 8)).token
