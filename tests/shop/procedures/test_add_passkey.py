import pytest

from sealbench.errors import ConflictError, RefusedError, VerificationError
from sealbench.shop.procedures.add_passkey import add_passkey
from sealbench.shop.procedures.passkey_proof import NewPasskey
from sealbench.shop.queries import directory, people
from sealbench.statement import SignedStatement
from tests.support.cast import Cast, fresh_nonce, start_session
from tests.support.clocks import StoppedClock
from tests.support.events import house_events
from tests.support.passkeys import SoftwarePasskey


def confirmation(cast: Cast, name: str, *, passkey: bool = True) -> SignedStatement:
    person = cast.person(name)
    key = person.passkeys[0] if passkey else None
    return person.sign_in(fresh_nonce(cast.bench, "passkey"), cast.bench.now(), passkey=key)


def add(cast: Cast, name: str, signed: SignedStatement, made: SoftwarePasskey) -> None:
    body = cast.person(name).passkey_body(signed.statement, made)
    cast.bench.run(
        add_passkey, who=cast.staff(name), signed=signed, made=NewPasskey.from_json(body)
    )


@pytest.mark.parametrize("passkey", [True, False])
def test_a_second_passkey_signs_in_and_waits_for_the_directory(
    cast: Cast, clock: StoppedClock, *, passkey: bool
) -> None:
    second = SoftwarePasskey(cast.bench.config.site)
    add(cast, "tariq", confirmation(cast, "tariq", passkey=passkey), second)
    assert house_events(cast.bench)[-1]["type"] == "passkey:added"
    assert len(people.passkeys(cast.bench, cast.id("tariq"))) == 2
    tariq = cast.person("tariq")
    tariq.passkeys.insert(0, second)
    assert start_session(cast.bench, tariq).staff.method == "passkey"
    assert directory.standing(cast.bench).waiting == 1
    clock.pass_by(seconds=1)
    listed = cast.renew_directory().person(cast.id("tariq"))
    assert listed is not None
    assert listed.passkey(second.id) is not None


def test_somebody_elses_confirmation_adds_nothing(cast: Cast) -> None:
    for foreign in (True, False):
        signed = confirmation(cast, "nina", passkey=foreign)
        with pytest.raises(RefusedError, match="B1-8"):
            add(cast, "tariq", signed, SoftwarePasskey(cast.bench.config.site))


def test_a_passkey_made_for_another_request_is_refused(cast: Cast) -> None:
    made = SoftwarePasskey(cast.bench.config.site)
    signed, other = confirmation(cast, "tariq"), confirmation(cast, "tariq")
    body = cast.person("tariq").passkey_body(other.statement, made)
    with pytest.raises(VerificationError):
        cast.bench.run(
            add_passkey,
            who=cast.staff("tariq"),
            signed=signed,
            made=NewPasskey.from_json(body),
        )


def test_a_known_credential_is_not_taken_twice(cast: Cast) -> None:
    known = cast.person("nina").passkeys[0]
    with pytest.raises(ConflictError):
        add(cast, "tariq", confirmation(cast, "tariq"), known)
