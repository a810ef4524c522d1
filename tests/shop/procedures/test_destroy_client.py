"""The destruction of a client: when it is allowed, what goes with it, and what stays."""

from dataclasses import replace

import pytest

from sealbench.errors import AbsentError, GoneError, RefusedError, UnavailableError
from sealbench.ids import JobId
from sealbench.keyring import HOUSE, Turn, client_node
from sealbench.shop.bench import Bench, Outcome, Work
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.ask_login import ask_login
from sealbench.shop.procedures.certify_erasure import certify_erasure
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.confirm_client_erasure import confirm_client_erasure
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.object_to_termination import object_to_termination
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.second_destruction import second_destruction
from sealbench.shop.procedures.show_certificate import show_certificate
from sealbench.shop.records.models import (
    Client,
    EndedLink,
    Erasure,
    Event,
    Job,
    Subject,
    Termination,
)
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import desk, events, house_events, intake
from tests.support.endings import (
    CANARY,
    WORDS,
    Leaver,
    announced,
    canaries,
    everything_kept,
    in_person,
    leaver,
    tell,
)
from tests.support.escrow import Kept
from tests.support.sessions import stay_signed_in


def test_a_row_that_says_confirmed_destroys_nothing(cast: Cast) -> None:
    stay_signed_in()
    who = leaver(cast)
    who.stop()
    Termination.objects.filter(pk=who.case).update(confirmed_at=1, returned_at=1, announced_at=1)
    assert end_due_cases(cast.bench) == 0
    in_person(cast, who)
    assert end_due_cases(cast.bench) == 1


def test_after_notice_and_14_days_the_clock_destroys(cast: Cast, clock: StoppedClock) -> None:
    who = announced(cast)
    client = who.client
    assert canaries(everything_kept(), who.case) == [who.case]
    clock.pass_by(days=13, hours=23)
    assert end_due_cases(cast.bench) == 0
    assert cast.bench.keys.key(client_node(client)).secret()
    clock.pass_by(hours=1)
    assert end_due_cases(cast.bench) == 1
    with pytest.raises(GoneError):
        cast.bench.keys.key(client_node(client))
    assert not Client.objects.exists()
    assert not Job.objects.exists()
    assert cast.bench.keys.key(HOUSE).secret()
    row = Termination.objects.get()
    assert row.client is None
    assert row.destroyed_at is not None
    assert row.certified_at is not None


def test_what_led_to_the_client_is_gone_and_the_ledger_holds(
    cast: Cast, clock: StoppedClock
) -> None:
    other = with_link(cast, intake(cast, "Battery"))
    who = announced(cast)
    client, jobs = who.client, [str(job.pk) for job in Job.objects.filter(client=who.client)]
    assert set(canaries(everything_kept(), client, *jobs)) == {client, *jobs}
    events_before = Event.objects.count()
    clock.pass_by(days=14)
    assert end_due_cases(cast.bench) == 1
    kept = everything_kept()
    assert canaries(kept, client, *jobs, CANARY, WORDS.email, WORDS.phone) == []
    assert canaries(kept, other.job) == [other.job]
    assert Event.objects.count() > events_before
    assert not Subject.objects.filter(pk__in=[f"job:{job}" for job in jobs]).exists()
    publish_ledger(cast.bench)
    check = check_ledger(cast.bench)
    assert (check.found, check.wrong) == (0, [])
    assert check.closed == Event.objects.filter(subject="ended").count() > 0
    assert events(cast.bench, other.job)


def test_the_ledger_check_notices_events_that_pretend_to_have_ended(
    cast: Cast, clock: StoppedClock
) -> None:
    other = with_link(cast, intake(cast, "Battery"))
    announced(cast)
    clock.pass_by(days=14)
    end_due_cases(cast.bench)
    publish_ledger(cast.bench)
    assert check_ledger(cast.bench).found == 0
    last = Event.objects.filter(subject=f"job:{other.job}").latest("counter")
    ended = Event.objects.filter(subject="ended").latest("counter")
    Event.objects.filter(pk=last.pk).update(subject="ended", counter=ended.counter + 1)
    Subject.objects.filter(pk=f"job:{other.job}").update(count=last.counter)
    assert [wrong.place for wrong in check_ledger(cast.bench).wrong] == ["ended clients"]


def test_a_channel_that_was_not_told_holds_it(cast: Cast, clock: StoppedClock) -> None:
    stay_signed_in()
    who = leaver(cast)
    who.stop()
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    clock.pass_by(days=15)
    assert end_due_cases(cast.bench) == 0
    tell(cast, who)
    assert end_due_cases(cast.bench) == 0  # the days begin when everybody was told
    clock.pass_by(days=14)
    assert end_due_cases(cast.bench) == 1


@pytest.mark.parametrize("by", ["client", "dora", "olga"])
def test_any_objection_holds_it_until_it_is_announced_anew(
    cast: Cast, clock: StoppedClock, by: str
) -> None:
    who = announced(cast)
    clock.pass_by(days=13)
    if by == "client":
        cast.bench.run(object_to_termination, who=who.visit, signed=None)
    else:
        cast.bench.run(object_to_termination, who=cast.staff(by), case=who.case)
    clock.pass_by(days=10)
    assert end_due_cases(cast.bench) == 0
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(destroy_client, who=desk(cast), case=who.case)
    assert caught.value.reason == "C2-17"
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    clock.pass_by(days=13)
    assert end_due_cases(cast.bench) == 0
    clock.pass_by(days=1)
    assert end_due_cases(cast.bench) == 1


def test_staff_cannot_waive_for_the_client(cast: Cast) -> None:
    who = announced(cast)
    for name in ("dora", "olga"):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(destroy_client, who=cast.staff(name), case=who.case)
        assert caught.value.reason == "C2-16"
    refused = [e for e in house_events(cast.bench) if e["type"] == "action:refused"]
    assert [e["rule"] for e in refused[-2:]] == ["C2-16", "C2-16"]
    assert all("client" not in e for e in refused)
    assert cast.bench.keys.key(client_node(who.client)).secret()


def test_refusals_on_the_jobs_are_open_matters(cast: Cast) -> None:
    who = announced(cast)
    with pytest.raises(RefusedError):
        cast.bench.run(destroy_client, who=desk(cast), case=who.case)
    in_person(cast, who)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(destroy_client, who=desk(cast), case=who.case)
    assert caught.value.reason == "C2-18"
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(second_destruction, who=desk(cast), case=who.case)
    assert caught.value.reason == "C2-20"
    cast.bench.run(second_destruction, who=cast.staff("olga"), case=who.case)
    assert cast.bench.run(destroy_client, who=desk(cast), case=who.case)


def test_a_manager_with_exceptions_needs_a_second_person(cast: Cast) -> None:
    """The walk of a manager who would end a client with open findings."""
    stay_signed_in()
    who = leaver(cast)
    newest = Job.objects.filter(client=who.client).order_by("-number")[0]
    reason = "Only when signed in."
    cast.bench.run(ask_login, who=desk(cast), job=JobId(newest.pk), reason=reason)
    who.stop()
    in_person(cast, who, by="olga")
    assert end_due_cases(cast.bench) == 0
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(destroy_client, who=cast.staff("olga"), case=who.case)
    assert caught.value.reason == "C2-18"
    assert house_events(cast.bench)[-1]["rule"] == "C2-18"
    cast.bench.run(second_destruction, who=desk(cast), case=who.case)
    assert end_due_cases(cast.bench) == 1


def crash(bench: Bench, who: Leaver, by: Cast) -> str:
    """Destroy with a store of keys that fails after the commit, as a crash does."""
    keys, finish = bench.keys, bench.keys.finish

    def fail(_turns: list[Turn]) -> None:
        raise UnavailableError("the power is gone")

    keys.finish = fail  # type: ignore[method-assign,assignment]  # the crash itself
    try:
        with pytest.raises(UnavailableError):
            bench.run(destroy_client, who=desk(by), case=who.case)
    finally:
        keys.finish = finish  # type: ignore[method-assign]  # the crash is over
    return str(Erasure.objects.get(realm="clients", confirmed_at=None).pk)


def test_a_crash_between_order_and_confirmation_is_finished(
    cast: Cast, clock: StoppedClock
) -> None:
    who = announced(cast)
    client = who.client
    clock.pass_by(days=14)
    erasure = crash(cast.bench, who, cast)
    assert cast.bench.keys.key(client_node(client)).secret()
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_client_erasure, erasure=erasure)
    assert caught.value.reason == "C2-3"
    publish_ledger(cast.bench)
    assert check_ledger(cast.bench).found == 0
    assert resume_erasures(cast.bench) == 1
    with pytest.raises(GoneError):
        cast.bench.keys.key(client_node(client))
    row = Erasure.objects.get(pk=erasure)
    assert (row.node, row.client) == ("", "")
    assert row.confirmed_at is not None
    assert end_due_cases(cast.bench) == 0
    assert Termination.objects.get().certified_at is not None
    publish_ledger(cast.bench)
    assert check_ledger(cast.bench).found == 0
    assert resume_erasures(cast.bench) == 0


def test_a_row_alone_ends_no_clients_key(cast: Cast) -> None:
    who = announced(cast)
    Erasure.objects.create(
        pk="b" * 24, realm="clients", node=who.client, client=who.client, ordered_at=1
    )
    with pytest.raises(Exception, match="no order"):
        resume_erasures(cast.bench)
    assert cast.bench.keys.key(client_node(who.client)).secret()


def test_order_and_confirmation_stand_under_the_house_without_the_client(
    cast: Cast, clock: StoppedClock
) -> None:
    who = announced(cast)
    client, job = who.client, who.counter.job
    clock.pass_by(days=14)
    cast.bench.run(destroy_client, who=desk(cast), case=who.case)
    resume_erasures(cast.bench)
    told = [e for e in house_events(cast.bench) if e.get("case") == who.case]
    assert [e["type"] for e in told] == [
        "service:stopped",
        "destruction:announced",
        "client-erasure:ordered",
        "client-erasure:confirmed",
    ]
    assert client not in str(told)
    assert job not in str(told)
    assert CANARY not in str(told)
    confirmed = told[-1]["destroyed"]
    assert confirmed["keys"] >= 1
    assert confirmed["rows"] > 10
    assert confirmed["events"] > 5
    content = cast.bench.read_house(Termination.objects.get())
    assert content["method"].startswith("notice")
    assert content["approver"] == "Dora Weiss"
    assert client not in str(content)


def test_it_is_destroyed_once_and_nothing_can_be_done_after(
    cast: Cast, clock: StoppedClock
) -> None:
    who = announced(cast)
    number = who.counter.number
    clock.pass_by(days=14)
    assert end_due_cases(cast.bench) == 1
    with pytest.raises(GoneError):
        cast.bench.run(destroy_client, who=desk(cast), case=who.case)
    with pytest.raises(GoneError):
        cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    with pytest.raises(GoneError):
        cast.bench.run(object_to_termination, who=desk(cast), case=who.case)
    with pytest.raises(AbsentError):
        cast.bench.run(look_at_job, who=cast.staff("olga"), number=number)
    assert end_due_cases(cast.bench) == 0


def test_the_clients_link_leads_to_the_certificate_and_others_to_nothing(
    cast: Cast, clock: StoppedClock
) -> None:
    who = announced(cast)
    token = who.counter.token
    clock.pass_by(days=14)
    with pytest.raises(AbsentError):
        cast.bench.run(show_certificate, token=token)
    end_due_cases(cast.bench)
    found = cast.bench.run(show_certificate, token=token)
    with pytest.raises(AbsentError):
        cast.bench.run(show_certificate, token="a" * 32)
    assert EndedLink.objects.get().case.pk == who.case
    assert found.to_pdf().startswith(b"%PDF-")


def test_a_place_that_is_behind_holds_the_certificate(
    cast: Cast, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sealbench.shop.procedures import erasure_facts  # noqa: PLC0415

    who = announced(cast)
    clock.pass_by(days=14)
    behind = erasure_facts.Places(behind=("the safe",))
    with monkeypatch.context() as patch:
        patch.setattr(erasure_facts, "places", lambda _work: behind)
        end_due_cases(cast.bench)
        assert cast.bench.run(certify_erasure, case=who.case) is False
    assert Termination.objects.get().certified_at is None
    end_due_cases(cast.bench)
    assert Termination.objects.get().certified_at is not None


def test_beyond_a_trial_the_certificate_waits_for_a_first_place(
    cast: Cast, clock: StoppedClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    who = announced(cast)
    clock.pass_by(days=14)
    in_trial = certify_erasure

    def for_real(work: Work, *, case: str) -> Outcome[bool]:
        work.config = replace(work.config, trial=False)
        return in_trial(work, case=case)

    bench = cast.bench
    bench.run(confirm_client_erasure, erasure=bench.run(destroy_client, who=None, case=who.case))
    assert bench.run(for_real, case=who.case) is False
    assert Termination.objects.get().certified_at is None
    Kept(cast).registered(tmp_path_factory.mktemp("outside") / "nas")
    assert bench.run(for_real, case=who.case) is True
    assert Termination.objects.get().certified_at is not None


def test_a_case_of_nobody_is_absent(cast: Cast) -> None:
    with pytest.raises(AbsentError):
        cast.bench.run(destroy_client, who=desk(cast), case="a" * 24)
