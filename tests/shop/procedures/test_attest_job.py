"""The attestation at the end of a job: by whoever worked on it, after their last access (A2)."""

from collections.abc import Callable

import pytest

from sealbench.errors import ConflictError, MalformedError, RefusedError
from sealbench.ids import JobId, LoginId, new_id
from sealbench.policy import JobState, Text
from sealbench.shop.procedures import attestations as words
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.attest_job import attest_job
from sealbench.shop.procedures.attestations import attestation_nonce
from sealbench.shop.procedures.cancel_job import cancel_job
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.prepare_attestation import prepare_attestation
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import Event, Job, Login
from sealbench.statement import SignedStatement, sign
from tests.support.attestations import attest, attest_all, attestation, attestations
from tests.support.cast import Cast, fresh_nonce
from tests.support.clients import Counter, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import events, intake, last, put_in_service, take_in
from tests.support.dossiers import open_once, seal, work_on
from tests.support.files import attach
from tests.support.house_rules import add_rule
from tests.support.passkeys import SoftwarePasskey

Bend = Callable[[Cast, JobId], SignedStatement]


@pytest.fixture
def opened(cast: Cast) -> Counter:
    """Return a job whose login Tariq has opened once."""
    counter = with_link(cast, intake(cast, "Mail or account trouble"))
    phone = counter.claimed()
    put_in_service(cast, counter.job)
    open_once(counter, seal(counter, phone))
    return counter


def the_login() -> LoginId:
    return LoginId(Login.objects.get().pk)


def close(cast: Cast, job: JobId) -> str:
    return cast.bench.run(close_job, who=cast.staff("dora"), job=job)


def is_refused(cast: Cast, job: JobId, rule: str) -> None:
    """Hold that the job does not close, and that the attempt is recorded."""
    count = Event.objects.count()
    with pytest.raises(RefusedError) as caught:
        close(cast, job)
    assert caught.value.reason == rule
    assert Event.objects.count() == count + 1
    event = last(cast.bench, job)
    assert (event["type"], event["action"], event["rule"]) == ("action:refused", "job:close", rule)
    assert Job.objects.get(pk=job).closed_at is None


def put_on(cast: Cast, job: JobId, name: str) -> None:
    assignees = Assignees(cast.id(name))
    cast.bench.run(assign_job, who=cast.staff("dora"), job=job, assignees=assignees)


def test_it_is_kept_word_for_word_signed_and_sealed(cast: Cast) -> None:
    job = take_in(cast).id
    signed = attestation(cast, job)
    cast.bench.run(attest_job, who=cast.staff("tariq"), number=1001, signed=signed)
    event = last(cast.bench, job)
    assert (event["type"], event["actor"]["id"]) == ("job:attested", cast.id("tariq"))
    assert SignedStatement.from_json(event["signed"]) == signed
    text = Text(**event["text"])
    assert text.reference == signed.statement.fields["text"]
    assert "no record of the client's passwords" in text.body
    assert b"passwords" not in bytes(Event.objects.order_by("leaf").reverse()[0].sealed)
    (stated,) = attestations(cast, job).stated
    assert (stated.person, stated.name) == (cast.id("tariq"), "Tariq Öztürk")
    assert stated.hash == signed.statement.hash


def test_without_it_no_job_closes_and_the_attempt_is_recorded(cast: Cast) -> None:
    """Not one on which no login was opened, either."""
    job = take_in(cast).id
    is_refused(cast, job, "A2-2")
    attest(cast, job)
    close(cast, job)
    closing = next(e for e in events(cast.bench, job) if e["type"] == "job:closed")
    (stated,) = (e["signed"] for e in events(cast.bench, job) if e["type"] == "job:attested")
    assert closing["attested"] == [SignedStatement.from_json(stated).statement.hash]
    assert closing["left"] == []


def test_a_later_opening_or_look_undoes_it(cast: Cast, opened: Counter) -> None:
    job = opened.job
    attest(cast, job)
    assert attestations(cast, job).whole
    open_once(opened, the_login())
    is_refused(cast, job, "A2-2")
    attest(cast, job)
    file = attach(cast, opened.number).id
    assert attestations(cast, job).whole  # to attach one is no look
    assert cast.client("tariq").post(f"/jobs/{opened.number}/files/{file}").status_code == 200
    is_refused(cast, job, "A2-2")
    attest(cast, job)
    close(cast, job)


def test_everybody_who_opened_and_who_is_on_the_job_states_it(cast: Cast, opened: Counter) -> None:
    job = opened.job
    put_on(cast, job, "nina")
    assert attestations(cast, job).missing.keys() == {cast.id("tariq"), cast.id("nina")}
    attest(cast, job, "nina")
    is_refused(cast, job, "A2-2")
    attest(cast, job, "tariq")  # who is not on it any more
    close(cast, job)


def test_who_is_on_it_no_more_and_saw_nothing_states_nothing(cast: Cast) -> None:
    job = take_in(cast).id
    put_on(cast, job, "nina")
    assert attestations(cast, job).missing.keys() == {cast.id("nina")}
    with pytest.raises(RefusedError) as caught:
        attest(cast, job, "tariq")
    assert caught.value.reason == "A2-3"


def test_who_has_left_holds_no_job_up_and_the_close_says_so(cast: Cast, opened: Counter) -> None:
    job = opened.job
    put_on(cast, job, "nina")
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"))
    attest(cast, job, "nina")
    close(cast, job)
    closing = next(e for e in events(cast.bench, job) if e["type"] == "job:closed")
    assert closing["left"] == [{"id": cast.id("tariq"), "name": "Tariq Öztürk"}]


def other_job(cast: Cast, _job: JobId) -> SignedStatement:
    return attestation(cast, take_in(cast).id)


def by_another(cast: Cast, job: JobId) -> SignedStatement:
    put_on(cast, job, "nina")
    signed = attestation(cast, job, "nina")
    put_on(cast, job, "tariq")
    return signed


def in_anothers_name(cast: Cast, job: JobId) -> SignedStatement:
    """Signed by Nina's keys, naming Tariq, with Tariq's nonce."""
    nonce = fresh_nonce(cast.bench, attestation_nonce(cast.staff("tariq"), 1001))
    return attestation(cast, job, "nina", person=cast.id("tariq"), nonce=nonce)


def with_another_key(cast: Cast, job: JobId) -> SignedStatement:
    """Signed by Nina's statement key, beside Tariq's own assertion."""
    signed, other = attestation(cast, job), attestation(cast, job, "nina")
    return SignedStatement(signed.statement, other.signatures, signed.assertion)


def with_an_unlisted_passkey(cast: Cast, job: JobId) -> SignedStatement:
    signed = attestation(cast, job)
    made = SoftwarePasskey(cast.bench.config.site)
    return SignedStatement(signed.statement, signed.signatures, made.answer(signed.statement))


def without_user(cast: Cast, job: JobId) -> SignedStatement:
    """Asserted without the user having been verified."""
    signed = attestation(cast, job)
    answer = cast.person("tariq").passkeys[0].answer(signed.statement, flags=1)
    return SignedStatement(signed.statement, signed.signatures, answer)


def with_a_foreign_nonce(cast: Cast, job: JobId) -> SignedStatement:
    return attestation(cast, job, nonce=fresh_nonce(cast.bench, "house rule"))


def elsewhere(cast: Cast, job: JobId) -> SignedStatement:
    return attestation(cast, job, site="https://elsewhere.example")


def at_another_time(cast: Cast, job: JobId) -> SignedStatement:
    return attestation(cast, job, at="2020-01-01T00:00:00Z")


def in_another_home(cast: Cast, job: JobId) -> SignedStatement:
    return attestation(cast, job, home=new_id())


@pytest.mark.parametrize(
    "bend",
    [
        other_job, by_another, in_anothers_name, with_another_key, with_an_unlisted_passkey,
        without_user, with_a_foreign_nonce, elsewhere, at_another_time, in_another_home,
    ],
)  # fmt: skip
def test_what_is_not_ones_own_here_and_now_is_refused_and_recorded(cast: Cast, bend: Bend) -> None:
    job = take_in(cast).id
    signed, who = bend(cast, job), cast.staff("tariq")
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(attest_job, who=who, number=1001, signed=signed)
    assert caught.value.reason == "A2-4"
    event = last(cast.bench, job)
    assert (event["type"], event["action"], event["rule"]) == (
        "action:refused", "job:attest", "A2-4",
    )  # fmt: skip
    is_refused(cast, job, "A2-2")
    attest(cast, job)
    close(cast, job)


def test_an_old_statement_counts_no_second_time(
    cast: Cast, clock: StoppedClock, opened: Counter
) -> None:
    signed, who = attestation(cast, opened.job), cast.staff("tariq")
    cast.bench.run(attest_job, who=who, number=opened.number, signed=signed)
    open_once(opened, the_login())
    for minutes in (0, 5, 60):
        clock.pass_by(minutes=minutes)
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(attest_job, who=who, number=opened.number, signed=signed)
        assert caught.value.reason == last(cast.bench, opened.job)["rule"] == "A2-4"
    is_refused(cast, opened.job, "A2-2")


@pytest.mark.parametrize("who", ["nina", "dora", "olga", "adam"])
def test_nobody_states_it_of_work_that_they_did_not_do(cast: Cast, who: str) -> None:
    job = take_in(cast).id
    for ask in (
        lambda: attest(cast, job, who),
        lambda: cast.bench.run(prepare_attestation, who=cast.staff(who), number=1001),
    ):
        with pytest.raises(RefusedError) as caught:
            ask()
        assert caught.value.reason == last(cast.bench, job)["rule"] == "A2-3"
    assert attestations(cast, job).stated == ()


def test_a_statement_of_another_kind_is_malformed(cast: Cast) -> None:
    job = take_in(cast)
    tariq = cast.person("tariq")
    signed = tariq.sign_in("A" * 43, cast.bench.now(), passkey=tariq.passkeys[0])
    with pytest.raises(MalformedError):
        cast.bench.run(attest_job, who=cast.staff("tariq"), number=job.number, signed=signed)
    bare = attestation(cast, job.id)
    with pytest.raises(MalformedError):
        sign(bare.statement, {}, bare.assertion)
    with pytest.raises(MalformedError):
        SignedStatement(bare.statement, bare.signatures, None)  # never without a passkey


def test_a_text_that_has_changed_is_read_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = take_in(cast).id
    newer = Text("attestation", 2, "en", "Words.\n\nOther words.\n")
    signed = attestation(cast, job)
    monkeypatch.setattr(words, "load_attestation", lambda: newer)
    with pytest.raises(ConflictError, match="changed"):
        cast.bench.run(attest_job, who=cast.staff("tariq"), number=1001, signed=signed)


def test_an_ended_job_is_stated_of_no_more(cast: Cast) -> None:
    job = take_in(cast).id
    attest(cast, job)
    close(cast, job)
    with pytest.raises(RefusedError) as caught:
        attest(cast, job)
    assert caught.value.reason == "A4-4"


def test_no_house_rule_holds_it_up(cast: Cast) -> None:
    add_rule(cast)
    job = take_in(cast).id
    attest(cast, job)
    close(cast, job)


def test_nothing_else_waits_for_it(cast: Cast, opened: Counter) -> None:
    """What stops an access is never blocked (law 13): cancelling, and the end of the service."""
    job = take_in(cast).id
    cast.bench.run(cancel_job, who=cast.staff("dora"), job=job)
    assert Job.objects.get(pk=job).state == "cancelled"
    work_on(opened, JobState.WAITING)
    cast.bench.run(stop_service, who=cast.staff("dora"), number=opened.number)
    assert Job.objects.get(pk=opened.job).state == "closed"
    assert not attestations(cast, opened.job).whole


def test_what_the_page_gets_says_whose_is_missing(cast: Cast, opened: Counter) -> None:
    put_on(cast, opened.job, "nina")
    who = cast.staff("nina")
    prepared = cast.bench.run(prepare_attestation, who=who, number=opened.number)
    assert set(prepared.missing.values()) == {"Tariq Öztürk", "Nina Holm"}
    assert prepared.logins == 1
    attest_all(cast, opened.job)
    prepared = cast.bench.run(prepare_attestation, who=who, number=opened.number)
    assert prepared.missing == {}
