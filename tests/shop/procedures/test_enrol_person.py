from collections.abc import Callable
from typing import Any

import pytest

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.clock import to_text as clock_text
from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
    SealbenchError,
    VerificationError,
)
from sealbench.seal import verify_chain, verify_genesis
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.enrol_person import enrol_person
from sealbench.shop.procedures.enrolment import Enrolment
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.issue_setup_link import issue_setup_link
from sealbench.shop.queries import directory, invitations
from sealbench.shop.records.models import Home, Invitation, Passkey, Person, Session, Turned, Way
from sealbench.statement import SignedStatement
from tests.support.cast import Cast, enrol, found_shop, fresh_nonce, join, log_key, start_session
from tests.support.clocks import StoppedClock
from tests.support.events import house_events, refusals
from tests.support.passkeys import SoftwarePasskey
from tests.support.people import SoftwarePerson

Body = dict[str, Any]


def founding(bench: Bench, olga: SoftwarePerson, **changes: Any) -> Body:
    token = bench.run(issue_setup_link).split("#")[1]
    olga.id = invitations.find(bench, token).person
    given = {"origin": bench.house.origin, "log_key": log_key(bench), **changes}
    return olga.founding_body(token, fresh_nonce(bench, "enrolment"), bench.now(), **given)


def joining(cast: Cast, name: str = "Ida Novak", **changes: Any) -> Body:
    """Return the body of a new technician who was just invited."""
    roles = ["technician"]
    invited = cast.bench.run(invite_person, who=cast.staff("olga"), name=name, roles=roles)
    token = invited.link.split("#")[1].split(".")[0]
    person = SoftwarePerson.born(cast.bench, name)
    nonce = fresh_nonce(cast.bench, "enrolment")
    return {**person.enrolment_body(token, nonce, cast.bench.now()), **changes}


def test_the_founding_is_the_first_leaf_and_lists_the_first_manager(bench: Bench) -> None:
    olga = found_shop(bench)
    kinds = [event["type"] for event in house_events(bench)]
    assert kinds[:2] == ["house:founded", "directory:signed"]
    assert kinds[-1] == "person:enrolled"
    chain: Any = directory.chain(bench)
    genesis = SignedStatement.from_json(chain["genesis"])
    root = verify_genesis(genesis, fingerprint=directory.fingerprint())
    documents = [SignedStatement.from_json(each) for each in chain["chain"]]
    newest = verify_chain(root, documents, now=bench.now())
    assert [(person.id, person.name) for person in newest.people] == [(olga.id, "Olga Brandt")]
    row = Person.objects.get()
    assert (row.state, row.listed_in, row.roles) == ("active", 1, ["front desk", "management"])
    assert root.log_key == log_key(bench)


def test_a_founded_shop_has_no_set_up_link(bench: Bench) -> None:
    assert bench.run(issue_setup_link).startswith("http://localhost:8000/setup/#")
    found_shop(bench)
    assert bench.run(issue_setup_link) == ""


def test_a_newer_set_up_link_ends_the_older(bench: Bench) -> None:
    older = bench.run(issue_setup_link).split("#")[1]
    newer = bench.run(issue_setup_link).split("#")[1]
    with pytest.raises(AbsentError):
        invitations.find(bench, older)
    assert invitations.find(bench, newer).kind == "first"


def test_who_founds_without_a_passkey_is_listed_without_one(bench: Bench) -> None:
    olga = SoftwarePerson.born(bench, "Olga Brandt", passkey=False)
    enrol(bench, founding(bench, olga))
    assert not Passkey.objects.exists()
    assert directory.current(bench).people[0].passkeys == ()


def test_genesis_names_this_log_and_this_home(bench: Bench) -> None:
    olga = SoftwarePerson.born(bench, "Olga Brandt")
    for changes in ({"log_key": bytes([9] * 32)}, {"origin": "sealbench.log/elsewhere"}):
        with pytest.raises((VerificationError, MalformedError)):
            enrol(bench, founding(bench, olga, **changes))
    assert Home.objects.get().founded_at is None
    enrol(bench, founding(bench, olga))


def test_the_first_person_is_a_manager(bench: Bench) -> None:
    olga = SoftwarePerson.born(bench, "Olga Brandt")
    with pytest.raises(MalformedError, match="management"):
        enrol(bench, founding(bench, olga, roles=["technician"]))


def test_the_founding_needs_genesis_and_directory(bench: Bench) -> None:
    olga = SoftwarePerson.born(bench, "Olga Brandt")
    for missing in ("genesis", "directory"):
        with pytest.raises(MalformedError):
            enrol(bench, {**founding(bench, olga), missing: None})


def test_who_joins_is_pending_until_the_directory_lists_them(
    cast: Cast, clock: StoppedClock
) -> None:
    clock.pass_by(seconds=1)
    ida = join(cast.bench, cast.staff("olga"), "Ida Novak", ["technician"])
    assert Person.objects.get(pk=ida.id).state == "pending"
    session = start_session(cast.bench, ida)
    assert session.pending
    assert cast.renew_directory().person(ida.id) is not None
    row = Person.objects.get(pk=ida.id)
    assert (row.state, row.listed_in) == ("active", 3)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda body: {"genesis": body["enrolment"]}, MalformedError),
        (lambda _: {"passphrase_file": canon.b64u(b"age-encryption.org/v1")}, MalformedError),
        (lambda body: {"passphrase_file": body["passkey"]["file"]}, MalformedError),
        (lambda _: {"token": canon.b64u(bytes(24))}, AbsentError),
        (lambda _: {"token": "short"}, MalformedError),
        (lambda _: {"extra": 1}, MalformedError),
        (lambda body: {"passkey": {**body["passkey"], "file": "!"}}, MalformedError),
        (
            lambda body: {"passkey": {**body["passkey"], "clientExtensionResults": {"prf": {}}}},
            MalformedError,
        ),
    ],
)
def test_it_refuses_other_bodies(
    cast: Cast, change: Callable[[Body], Body], error: type[SealbenchError]
) -> None:
    body = joining(cast)
    before = Person.objects.count()
    with pytest.raises(error):
        enrol(cast.bench, {**body, **change(body)})
    assert Person.objects.count() == before
    enrol(cast.bench, body)


def test_a_body_with_the_results_of_a_prf_is_refused_wherever_they_are(cast: Cast) -> None:
    body = joining(cast)
    registration = {**body["passkey"]["registration"], "clientExtensionResults": {}}
    with pytest.raises(MalformedError, match="never be sent"):
        enrol(cast.bench, {**body, "passkey": {**body["passkey"], "registration": registration}})


def test_the_passkey_was_made_for_this_very_enrolment_by_a_verified_user(cast: Cast) -> None:
    body = joining(cast)
    statement = SignedStatement.from_json(body["enrolment"]).statement
    other = SignedStatement.from_json(joining(cast, "Eva Lind")["enrolment"]).statement
    elsewhere = SoftwarePasskey("http://localhost:9999")
    here = SoftwarePasskey(cast.bench.config.site)
    wrong: list[JSONValue] = [
        here.register(other),
        here.register(statement, flags=0x01),
        elsewhere.register(statement),
    ]
    for registration in wrong:
        passkey = {**body["passkey"], "registration": registration}
        with pytest.raises(VerificationError):
            enrol(cast.bench, {**body, "passkey": passkey})


def test_a_statement_for_another_invitation_or_site_is_refused(cast: Cast) -> None:
    body, other = joining(cast), joining(cast, "Eva Lind")
    with pytest.raises(VerificationError, match="another place"):
        enrol(cast.bench, {**body, "enrolment": other["enrolment"]})


def test_an_invitation_serves_once(cast: Cast) -> None:
    body = joining(cast)
    enrol(cast.bench, body)
    with pytest.raises(RefusedError) as caught:
        enrol(cast.bench, body)
    assert (caught.value.reason, caught.value.clause) == ("B1-6", "B1")
    assert ("person:enrol", "B1-6") not in refusals(cast.bench)
    assert Turned.objects.get().route == "enrol_person"


def test_an_invitation_ends_after_a_day(cast: Cast, clock: StoppedClock) -> None:
    body = joining(cast)
    clock.pass_by(hours=24)
    with pytest.raises(RefusedError, match="B1-6"):
        enrol(cast.bench, body)


def test_a_signed_in_person_takes_up_no_invitation(cast: Cast) -> None:
    parsed = Enrolment.from_json(joining(cast))
    with pytest.raises(RefusedError, match="B1-5"):
        cast.bench.run(
            enrol_person,
            enrolment=parsed,
            log_key=log_key(cast.bench),
            visitor=cast.staff("tariq"),
        )
    assert ("person:enrol", "B1-5") in refusals(cast.bench)


def test_two_people_cannot_sign_in_by_one_name(cast: Cast) -> None:
    person = SoftwarePerson.born(cast.bench, "tariq ÖZTÜRK")
    body = joining(cast)
    nonce = fresh_nonce(cast.bench, "enrolment")
    with pytest.raises(ConflictError, match="works here already"):
        enrol(cast.bench, person.enrolment_body(body["token"], nonce, cast.bench.now()))


def test_a_name_that_looks_like_a_login_is_not_stored(cast: Cast) -> None:
    person = SoftwarePerson.born(cast.bench, "password: Hunter2!x")
    body = joining(cast)
    nonce = fresh_nonce(cast.bench, "enrolment")
    with pytest.raises(MalformedError, match="looks like"):
        enrol(cast.bench, person.enrolment_body(body["token"], nonce, cast.bench.now()))


def test_who_lost_the_passkey_starts_again_with_new_keys(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    bench, who = cast.bench, cast.staff("olga")
    old = cast.id("tariq")
    invited = bench.run(invite_person, who=who, person=old)
    token = invited.link.split("#")[1].split(".")[0]
    again = SoftwarePerson.born(bench, "Tariq Öztürk")
    again.id = invitations.find(bench, token).person
    assert again.id == old
    nonce = fresh_nonce(bench, "enrolment")
    enrol(bench, again.enrolment_body(token, nonce, bench.now()))
    assert not Session.objects.filter(person=old).exists()
    assert not Way.objects.filter(person=old).exists()
    assert Passkey.objects.filter(person=old, revoked_at=None).count() == 1
    assert start_session(bench, again).pending
    with pytest.raises(RefusedError):
        start_session(bench, cast.person("tariq"))
    newest = cast.renew_directory()
    listed = newest.person(old)
    assert listed is not None
    assert listed.recipient == again.public["recipient"]
    assert Invitation.objects.get(pk__isnull=False, kind="again").used_at is not None


def test_who_comes_back_keeps_the_name(cast: Cast) -> None:
    invited = cast.bench.run(invite_person, who=cast.staff("olga"), person=cast.id("tariq"))
    token = invited.link.split("#")[1].split(".")[0]
    body = SoftwarePerson.born(cast.bench, "Somebody Else").enrolment_body(
        token, fresh_nonce(cast.bench, "enrolment"), cast.bench.now()
    )
    with pytest.raises(ConflictError, match="keeps the name"):
        enrol(cast.bench, body)


def test_the_last_manager_cannot_be_locked_out_by_starting_again(cast: Cast) -> None:
    with pytest.raises(ConflictError, match="last manager"):
        cast.bench.run(invite_person, who=cast.staff("olga"), person=cast.id("olga"))


def test_only_management_invites(cast: Cast) -> None:
    for name in ("tariq", "dora", "adam"):
        with pytest.raises(RefusedError, match="B1-1"):
            cast.bench.run(invite_person, who=cast.staff(name), name="Ida", roles=["technician"])
    assert refusals(cast.bench) == [("person:invite", "B1-1")] * 3


@pytest.mark.parametrize("roles", [[], ["owner"], ["front-desk"]])
def test_an_invitation_names_roles_that_exist(cast: Cast, roles: list[str]) -> None:
    with pytest.raises(MalformedError):
        cast.bench.run(invite_person, who=cast.staff("olga"), name="Ida Novak", roles=roles)


def test_only_the_first_manager_founds_the_shop(cast: Cast) -> None:
    body = joining(cast)
    with pytest.raises(MalformedError, match="first manager"):
        enrol(cast.bench, {**body, "genesis": directory.genesis()})
    enrol(cast.bench, body)


def test_the_first_directory_lists_the_founder_as_enrolled_and_nobody_else(bench: Bench) -> None:
    olga, mallory = SoftwarePerson.born(bench, "Olga"), SoftwarePerson.born(bench, "Mallory")
    body = founding(bench, olga)
    at = bench.now()
    mallory.id = "a" * 24
    entry = olga.entry(["management"], clock_text(at))
    lists = (
        [entry, mallory.entry(["technician"], clock_text(at))],
        [{**entry, "name": "Somebody Else"}],
        [{**entry, "passkeys": []}],
        [{**entry, "id": "b" * 24}],
    )
    for people in lists:
        signed = olga.directory(people, at, origin=bench.house.origin, number=1, previous="")
        with pytest.raises(VerificationError):
            enrol(bench, {**body, "directory": signed.to_json()})
    assert Home.objects.get().founded_at is None
    enrol(bench, body)
