import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from sealbench.errors import (
    AbsentError,
    ConflictError,
    GoneError,
    MalformedError,
    RefusedError,
    VerificationError,
)
from sealbench.ids import LoginId, new_id
from sealbench.keyring import login_node
from sealbench.policy import Proof
from sealbench.seal import open_sealed
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.open_login import open_login
from sealbench.shop.records.models import (
    Client,
    Event,
    Job,
    Login,
    Passkey,
    Person,
    Way,
)
from sealbench.statement import Assertion, Role, SignedStatement
from tests.support.clocks import StoppedClock
from tests.support.people import SoftwarePerson
from tests.support.scene import LABEL, PASSWORD, Scene, lay_out
from tests.support.sessions import stay_signed_in


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


def refusal(
    scene: Scene, person: SoftwarePerson, signed: SignedStatement | None, login: LoginId
) -> str:
    """Try to open; return the rule that refused, which must have been recorded."""
    before = len(scene.events())
    left = Login.objects.get(pk=login).left
    with pytest.raises(RefusedError) as caught:
        scene.open(person, login, signed)
    recorded = scene.events()[before:]
    assert [(e["type"], e["rule"], e["clause"], e["login"]) for e in recorded] == [
        ("action:refused", caught.value.reason, caught.value.clause, login)
    ]
    assert recorded[0]["actor"]["id"] == person.id
    assert Login.objects.get(pk=login).left == left
    return caught.value.reason


def test_it_hands_out_what_only_the_technician_can_read(scene: Scene) -> None:
    login = scene.seal()
    opened = scene.open(scene.tariq, login)
    label, sealed = opened.content["label"], opened.content["statement"]
    clear = open_sealed(opened.file, scene.tariq.keys.age, job=scene.job, login=login, label=label)
    assert (clear.password, label, opened.left) == (PASSWORD, LABEL, 2)
    assert sealed["statement"]["login"] == login
    with pytest.raises(VerificationError):
        open_sealed(opened.file, scene.nina.keys.age, job=scene.job, login=login, label=LABEL)


def test_the_event_carries_the_signed_statement_and_no_label(scene: Scene) -> None:
    login = scene.seal()
    signed = scene.sign(scene.tariq, login)
    scene.open(scene.tariq, login, signed)
    (event,) = scene.events()
    assert event["type"] == "login:opened"
    assert (event["job"], event["login"], event["left"]) == (scene.job, login, 2)
    assert (event["purpose"], event["method"]) == ("repair", "passkey")
    assert SignedStatement.from_json(event["signed"]) == signed
    assert LABEL not in str(event)


def test_the_proof_of_the_event_checks_out(scene: Scene) -> None:
    login = scene.seal()
    _, (receipt,) = scene.bench.run_recorded(
        open_login,
        who=scene.staff(scene.tariq),
        number=scene.number,
        login=login,
        signed=scene.sign(scene.tariq, login),
    )
    proof = scene.bench.prove(receipt)
    assert proof.payload == receipt.payload
    assert str(receipt.index) in proof.inclusion


def test_the_passphrase_opens_and_shows_as_such(scene: Scene) -> None:
    login = scene.seal()
    signed = scene.sign(scene.tariq, login, proof=Proof.PASSPHRASE)
    assert scene.open(scene.tariq, login, signed).left == 2
    assert scene.events()[0]["method"] == "passphrase"


def test_everyone_to_whom_it_was_sealed_opens_it(scene: Scene) -> None:
    login = scene.seal(scene.tariq, scene.nina, openings=2)
    assert scene.open(scene.nina, login).left == 1
    assert scene.open(scene.tariq, login).left == 0


def test_a_login_sealed_to_somebody_else_stays_shut(scene: Scene) -> None:
    login = scene.seal(scene.tariq)
    assert refusal(scene, scene.nina, None, login) == "A1-1"
    assert scene.open(scene.tariq, login).left == 2


def test_a_way_that_was_closed_stays_closed(scene: Scene) -> None:
    login = scene.seal(scene.tariq, scene.nina)
    Way.objects.filter(person=scene.tariq.id).delete()
    assert refusal(scene, scene.tariq, None, login) == "A1-1"
    assert scene.open(scene.nina, login).left == 2


Change = Callable[[Scene], object]
CHANGES: dict[str, Change] = {
    "A1-2": lambda s: Person.objects.filter(pk=s.tariq.id).update(state="deactivated"),
    "A1-4": lambda s: Person.objects.filter(pk=s.tariq.id).update(listed_in=None),
    "A1-5": lambda s: Person.objects.filter(pk=s.tariq.id).update(roles=["management"]),
    "A4-3": lambda s: Job.objects.filter(pk=s.job).update(state="waiting"),
    "C1-1": lambda s: Client.objects.filter(pk=s.client).update(agreement_required=True),
}


@pytest.mark.parametrize("rule", CHANGES)
def test_what_has_changed_since_is_refused_by_its_clause(scene: Scene, rule: str) -> None:
    login = scene.seal()
    assert scene.open(scene.tariq, login).left == 2
    CHANGES[rule](scene)
    assert refusal(scene, scene.tariq, None, login) == rule


def test_a_purpose_that_the_service_does_not_justify_is_refused(scene: Scene) -> None:
    login = scene.seal()
    signed = scene.sign(scene.tariq, login, purpose="curiosity")
    assert refusal(scene, scene.tariq, signed, login) == "A4-2"
    assert "curiosity" not in str(scene.events())
    signed = scene.sign(scene.tariq, login, purpose="diagnose")
    assert scene.open(scene.tariq, login, signed).left == 2


def test_it_opens_until_the_second_of_its_expiry(scene: Scene, clock: StoppedClock) -> None:
    login = scene.seal(days=1)
    stay_signed_in()
    clock.pass_by(days=1, seconds=-1)
    assert scene.open(scene.tariq, login).left == 2
    clock.pass_by(seconds=1)
    assert refusal(scene, scene.tariq, None, login) == "A3-1"


def test_it_opens_as_often_as_the_client_said(scene: Scene) -> None:
    login = scene.seal(openings=1)
    assert scene.open(scene.tariq, login).left == 0
    assert refusal(scene, scene.tariq, None, login) == "A3-2"


def test_a_statement_counts_once(scene: Scene) -> None:
    login = scene.seal()
    signed = scene.sign(scene.tariq, login)
    assert scene.open(scene.tariq, login, signed).left == 2
    with pytest.raises(ConflictError):
        scene.open(scene.tariq, login, signed)
    assert len(scene.events()) == 1
    assert Login.objects.get().left == 2


def test_a_statement_of_another_session_is_not_prepared_here(scene: Scene) -> None:
    login = scene.seal(scene.tariq, scene.nina)
    theirs = scene.nonce(scene.nina, login)
    with pytest.raises(VerificationError):
        scene.open(scene.tariq, login, scene.sign(scene.tariq, login, nonce=theirs))
    assert scene.events() == []


def test_a_statement_that_waited_too_long_is_turned_away(scene: Scene, clock: StoppedClock) -> None:
    login = scene.seal()
    signed = scene.sign(scene.tariq, login)
    clock.pass_by(seconds=599)
    late = scene.sign(scene.tariq, login)
    assert scene.open(scene.tariq, login, signed).left == 2
    clock.pass_by(seconds=600)
    with pytest.raises(VerificationError):
        scene.open(scene.tariq, login, late)


@pytest.mark.parametrize(("minutes", "fits"), [(9, True), (-9, True), (11, False), (-11, False)])
def test_a_device_whose_clock_is_wrong_opens_nothing(
    scene: Scene, minutes: int, *, fits: bool
) -> None:
    login = scene.seal()
    at = scene.bench.now() + timedelta(minutes=minutes)
    nonce = scene.nonce(scene.tariq, login)
    signed = scene.tariq.opening(nonce, at, job=scene.job, login=login, purpose="repair")
    if fits:
        assert scene.open(scene.tariq, login, signed).left == 2
        return
    with pytest.raises(VerificationError, match="clock of this device"):
        scene.open(scene.tariq, login, signed)
    assert scene.events() == []


def test_a_statement_of_another_context_is_malformed(scene: Scene) -> None:
    login = scene.seal()
    signed = scene.tariq.sign_in(scene.nonce(scene.tariq, login), scene.bench.now())
    with pytest.raises(MalformedError):
        scene.open(scene.tariq, login, signed)


def with_key_of(scene: Scene, login: LoginId) -> SignedStatement:
    """Tariq's statement, signed by Nina's opening key."""
    nonce = scene.nonce(scene.tariq, login)
    return scene.sign(scene.nina, login, proof=Proof.PASSPHRASE, nonce=nonce)


def with_passkey_of(scene: Scene, login: LoginId) -> SignedStatement:
    """Tariq's statement, asserted by Nina's passkey."""
    return scene.tariq.opening(
        scene.nonce(scene.tariq, login),
        scene.bench.now(),
        job=scene.job,
        login=login,
        purpose="repair",
        passkey=scene.nina.passkeys[0],
    )


def about_another_login(scene: Scene, login: LoginId) -> SignedStatement:
    nonce = scene.nonce(scene.tariq, login)
    return scene.sign(scene.tariq, scene.seal(), nonce=nonce)


def about_another_job(scene: Scene, login: LoginId) -> SignedStatement:
    passkey = scene.tariq.passkeys[0]
    nonce, now = scene.nonce(scene.tariq, login), scene.bench.now()
    return scene.tariq.opening(
        nonce, now, job=new_id(), login=login, purpose="repair", passkey=passkey
    )


def at_another_site(scene: Scene, login: LoginId) -> SignedStatement:
    scene.tariq.site = scene.tariq.passkeys[0].site = "https://elsewhere.example"
    return scene.sign(scene.tariq, login)


def with_altered_signature(scene: Scene, login: LoginId) -> SignedStatement:
    value = dict(scene.sign(scene.tariq, login).to_json())
    other = scene.sign(scene.tariq, login).to_json()
    return SignedStatement.from_json({**value, "signatures": other["signatures"]})


def with_altered_assertion(scene: Scene, login: LoginId) -> SignedStatement:
    value = dict(scene.sign(scene.tariq, login).to_json())
    other = scene.sign(scene.tariq, login).to_json()
    return SignedStatement.from_json({**value, "assertion": other["assertion"]})


@pytest.mark.parametrize(
    "forge",
    [
        with_key_of,
        with_passkey_of,
        about_another_login,
        about_another_job,
        at_another_site,
        with_altered_signature,
        with_altered_assertion,
    ],
)
def test_what_does_not_prove_this_opening_is_refused(
    scene: Scene, forge: Callable[[Scene, LoginId], SignedStatement]
) -> None:
    login = scene.seal()
    assert refusal(scene, scene.tariq, forge(scene, login), login) == "A1-3"


def test_a_revoked_passkey_opens_nothing(scene: Scene) -> None:
    login = scene.seal()
    Passkey.objects.filter(person=scene.tariq.id).update(revoked_at=1)
    assert refusal(scene, scene.tariq, None, login) == "A1-3"


def counted(scene: Scene, login: LoginId, count: int) -> SignedStatement:
    """Return an opening whose passkey shows *count*."""
    bare = scene.sign(scene.tariq, login)
    assert bare.assertion is not None
    passkey = scene.tariq.passkeys[0]
    data = bare.assertion.authenticator_data[:33] + count.to_bytes(4, "big")
    client = bare.assertion.client_data
    signature = passkey.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
    return SignedStatement(
        bare.statement, bare.signatures, Assertion(passkey.id, client, data, signature)
    )


def test_a_passkey_whose_count_goes_back_may_be_a_copy(scene: Scene) -> None:
    login = scene.seal(openings=4)
    assert scene.open(scene.tariq, login, counted(scene, login, 7)).left == 3
    for count in (7, 6, 0):
        assert refusal(scene, scene.tariq, counted(scene, login, count), login) == "A1-3"
    assert scene.open(scene.tariq, login, counted(scene, login, 8)).left == 2


def test_no_login_and_another_job_look_alike_to_who_is_not_on_it(scene: Scene) -> None:
    login = scene.seal()
    who = scene.staff(scene.nina)
    for number, asked in ((scene.number, LoginId(new_id())), (scene.number + 1, login)):
        signed = scene.sign(scene.nina, asked)
        with pytest.raises(AbsentError):
            scene.bench.run(open_login, who=who, number=number, login=asked, signed=signed)
    assert scene.events() == []


def test_who_is_on_the_job_hears_that_a_login_is_gone(scene: Scene) -> None:
    login = scene.seal()
    signed = scene.sign(scene.tariq, login)
    Login.objects.filter(pk=login).delete()
    with pytest.raises(GoneError):
        scene.open(scene.tariq, login, signed)


def test_without_its_key_the_row_is_worthless(scene: Scene) -> None:
    login = scene.seal()

    def end(work: Work) -> Outcome[None]:
        work.turn.end(login_node(login))
        return Granted(None)

    signed = scene.sign(scene.tariq, login)
    scene.bench.run(end)
    with pytest.raises(GoneError):
        scene.open(scene.tariq, login, signed)
    assert Event.objects.count() == 0
    assert Login.objects.get().left == 3


def test_the_opening_key_is_the_one_of_the_statement(scene: Scene) -> None:
    signed = scene.sign(scene.tariq, scene.seal())
    assert [signature.role for signature in signed.signatures] == [Role.OPENING]


def test_a_box_that_does_not_open_uses_up_no_opening(scene: Scene) -> None:
    login = scene.seal()
    whole = bytes(Login.objects.get(pk=login).box)
    Login.objects.filter(pk=login).update(box=whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(VerificationError):
        scene.open(scene.tariq, login)
    assert Login.objects.get(pk=login).left == 3
    assert scene.events() == []
    Login.objects.filter(pk=login).update(box=whole)
    assert scene.open(scene.tariq, login).left == 2
