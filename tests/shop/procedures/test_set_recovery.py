"""The recovery key by the procedures: at the founding, and later by a listed passkey."""

from typing import Any

import pytest

from sealbench.canon import JSONValue
from sealbench.errors import ConflictError, MalformedError, RefusedError, VerificationError
from sealbench.seal import new_identity, recipient_of
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.issue_setup_link import issue_setup_link
from sealbench.shop.procedures.set_recovery import NONCE, set_recovery
from sealbench.shop.queries import invitations
from sealbench.shop.records.models import RecoveryKey
from tests.support.cast import Cast, enrol, fresh_nonce
from tests.support.escrow import Kept
from tests.support.events import house_events
from tests.support.people import SoftwarePerson


@pytest.fixture
def kept(cast: Cast) -> Kept:
    made = Kept(cast)
    made.set_recovery()
    return made


def test_the_recovery_key_needs_a_listed_passkey(kept: Kept) -> None:
    bench, cast = kept.cast.bench, kept.cast
    olga = cast.person("olga")
    recipient, before = recipient_of(new_identity()), RecoveryKey.objects.get().recipient
    without = olga.recovery(recipient, fresh_nonce(bench, NONCE), bench.now())
    with pytest.raises(RefusedError) as caught:
        bench.run(set_recovery, who=cast.staff("olga"), signed=without)
    assert caught.value.reason == "B1-18"
    stolen = type(olga.passkeys[0])(bench.config.site)  # made after the directory was signed
    unlisted = olga.recovery(recipient, fresh_nonce(bench, NONCE), bench.now(), passkey=stolen)
    with pytest.raises(VerificationError, match="another passkey"):
        bench.run(set_recovery, who=cast.staff("olga"), signed=unlisted)
    foreign = cast.person("tariq").recovery(
        recipient, fresh_nonce(bench, NONCE), bench.now(), passkey=olga.passkeys[0]
    )
    with pytest.raises(VerificationError):
        bench.run(set_recovery, who=cast.staff("olga"), signed=foreign)
    assert RecoveryKey.objects.get().recipient == before


def test_a_recovery_key_is_set_once_by_each_signature(kept: Kept) -> None:
    bench, olga = kept.cast.bench, kept.cast.person("olga")
    signed = olga.recovery(
        recipient_of(new_identity()),
        fresh_nonce(bench, NONCE),
        bench.now(),
        passkey=olga.passkeys[0],
    )
    bench.run(set_recovery, who=kept.cast.staff("olga"), signed=signed)
    with pytest.raises(ConflictError):
        bench.run(set_recovery, who=kept.cast.staff("olga"), signed=signed)


def founding(bench: Bench, **changes: JSONValue) -> tuple[dict[str, JSONValue], str]:
    """Return the body by which Olga founds the shop with a recovery key, and its recipient."""
    olga = SoftwarePerson.born(bench, "Olga Brandt")
    token = bench.run(issue_setup_link).split("#")[1]
    olga.id = invitations.find(bench, token).person
    nonce, recipient = fresh_nonce(bench, "enrolment"), recipient_of(new_identity())
    origin, key = bench.house.origin, bench.signer.key.public
    body = olga.founding_body(token, nonce, bench.now(), origin=origin, log_key=key)
    signed = olga.recovery(recipient, nonce, bench.now())
    return {**body, "recovery": signed.to_json(), **changes}, recipient


def test_the_founder_brings_the_recovery_key_along(bench: Bench) -> None:
    body, recipient = founding(bench)
    enrol(bench, body)
    assert RecoveryKey.objects.get().recipient == recipient
    assert "recovery-key:set" in [event["type"] for event in house_events(bench)]


def test_a_shop_may_be_founded_without_one(bench: Bench) -> None:
    enrol(bench, founding(bench, recovery=None)[0])
    assert not RecoveryKey.objects.exists()


def test_a_recovery_key_of_another_signature_founds_nothing(bench: Bench) -> None:
    body, recipient = founding(bench)
    stranger = SoftwarePerson.born(bench, "Mallory")
    signed: Any = body["recovery"]
    nonce = signed["statement"]["nonce"]
    forged = stranger.recovery(recipient, nonce, bench.now())
    with pytest.raises(VerificationError):
        enrol(bench, {**body, "recovery": forged.to_json()})
    assert not RecoveryKey.objects.exists()
    enrol(bench, body)  # the positive control
    assert RecoveryKey.objects.get().recipient == recipient


def test_who_joins_later_brings_none(cast: Cast) -> None:
    bench = cast.bench
    link = bench.run(
        invite_person, who=cast.staff("olga"), name="Ida Novak", roles=["technician"]
    ).link
    token = link.split("#")[1].split(".")[0]
    ida = SoftwarePerson.born(bench, "Ida Novak")
    nonce = fresh_nonce(bench, "enrolment")
    signed = ida.recovery(recipient_of(new_identity()), nonce, bench.now())
    body = ida.enrolment_body(token, nonce, bench.now())
    with pytest.raises(MalformedError, match="first manager"):
        enrol(bench, {**body, "recovery": signed.to_json()})
    assert not RecoveryKey.objects.exists()
