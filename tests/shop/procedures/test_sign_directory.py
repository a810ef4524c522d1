from typing import Any

import pytest

from sealbench.errors import ConflictError, RefusedError, SealbenchError, VerificationError
from sealbench.ids import new_id
from sealbench.keyring import HOUSE
from sealbench.shop.bench import Work
from sealbench.shop.procedures import sign_directory as procedure
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.directory_file import store_issue
from sealbench.shop.procedures.draft_directory import draft_directory
from sealbench.shop.procedures.sign_directory import sign_directory
from sealbench.shop.queries import directory
from sealbench.shop.records.models import DirectoryIssue, Person
from sealbench.statement import SignedStatement
from tests.support.cast import Cast, join, next_directory, start_session
from tests.support.clocks import StoppedClock
from tests.support.events import house_events, refusals


def take(cast: Cast, signed: SignedStatement, who: str = "olga") -> Any:
    return cast.bench.run(sign_directory, who=cast.staff(who), signed=signed)


def drafted(cast: Cast) -> SignedStatement:
    return next_directory(cast.bench, cast.person("olga"), cast.staff("olga"))


def test_a_renewed_directory_holds_for_thirty_days(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(days=25)
    assert (directory.standing(cast.bench).days, directory.standing(cast.bench).soon) == (5, True)
    cast.sessions["olga"] = start_session(cast.bench, cast.person("olga"))
    take(cast, drafted(cast))
    standing = directory.standing(cast.bench)
    assert (standing.number, standing.days, standing.soon, standing.waiting) == (3, 30, False, 0)
    event = house_events(cast.bench)[-1]
    assert (event["type"], event["number"]) == ("directory:signed", 3)
    assert event["hash"] == directory.current(cast.bench).hash


def test_a_manager_who_returns_late_can_still_sign(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(days=45)
    assert directory.standing(cast.bench).expired
    cast.sessions["olga"] = start_session(cast.bench, cast.person("olga"))
    assert take(cast, drafted(cast)).number == 3


def test_who_was_deactivated_is_revoked_for_ever(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    gone = cast.id("tariq")
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=gone)
    assert directory.standing(cast.bench).waiting == 1
    clock.pass_by(seconds=1)
    newest = take(cast, drafted(cast))
    assert newest.person(gone) is None
    assert gone in newest.revoked
    clock.pass_by(seconds=1)
    assert gone in take(cast, drafted(cast)).revoked


def test_the_people_must_be_those_who_are_present(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    stale = drafted(cast)
    join(cast.bench, cast.staff("olga"), "Ida Novak", ["technician"])
    with pytest.raises(ConflictError, match="changed meanwhile"):
        take(cast, stale)
    take(cast, drafted(cast))


def test_a_person_slipped_in_or_left_out_is_refused(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    olga, bench = cast.person("olga"), cast.bench
    good = drafted(cast).statement
    people: Any = good.fields["people"]
    shorter = [entry for entry in people if entry["id"] != cast.id("nina")]
    promoted = [
        {**entry, "roles": ["auditor", "technician"]} if entry["id"] == cast.id("nina") else entry
        for entry in people
    ]
    for changed in (shorter, promoted):
        signed = olga.directory(
            changed,
            bench.now(),
            origin=good.text("origin"),
            number=good.number("number"),
            previous=good.text("previous"),
        )
        with pytest.raises(ConflictError):
            take(cast, signed)
    assert DirectoryIssue.objects.count() == 2


def test_the_number_follows_and_serves_once(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    signed = drafted(cast)
    take(cast, signed)
    with pytest.raises(ConflictError, match="somebody meanwhile"):
        take(cast, signed)


def test_only_a_manager_signs_and_only_their_own(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    signed = drafted(cast)
    for name in ("tariq", "dora", "adam"):
        with pytest.raises(RefusedError, match="B1-1"):
            take(cast, signed, name)
    assert refusals(cast.bench)[-1] == ("person:sign-directory", "B1-1")
    mona = join(cast.bench, cast.staff("olga"), "Mona Reyes", ["management"])
    take(cast, drafted(cast))
    cast.sessions["mona"] = start_session(cast.bench, mona)
    clock.pass_by(seconds=1)
    with pytest.raises(VerificationError, match="another person"):
        take(cast, drafted(cast), "mona")
    own = next_directory(cast.bench, mona, cast.staff("mona"))
    assert take(cast, own, "mona").number == 4


def test_a_directory_signed_by_a_technician_proves_nothing(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    forged = next_directory(cast.bench, cast.person("tariq"), cast.staff("olga"))
    with pytest.raises(VerificationError):
        take(cast, forged)


def test_the_passkey_must_be_the_managers_and_over_this_very_list(
    cast: Cast, clock: StoppedClock
) -> None:
    clock.pass_by(seconds=1)
    good, tariq = drafted(cast), cast.person("tariq")
    clock.pass_by(seconds=1)
    other = drafted(cast)
    for assertion in (tariq.passkeys[0].answer(good.statement), other.assertion):
        with pytest.raises(VerificationError):
            take(cast, SignedStatement(good.statement, good.signatures, assertion))
    with pytest.raises(SealbenchError):
        SignedStatement(good.statement, good.signatures, None)
    take(cast, good)


def test_the_draft_is_for_oversight_only(cast: Cast) -> None:
    assert cast.bench.run(draft_directory, who=cast.staff("adam")).people
    with pytest.raises(RefusedError, match="B1-14"):
        cast.bench.run(draft_directory, who=cast.staff("tariq"))


def test_the_chain_that_browsers_get_is_short_and_passes_what_they_saw(
    cast: Cast, clock: StoppedClock
) -> None:
    for _ in range(5):
        clock.pass_by(seconds=1)
        take(cast, drafted(cast))
    short: Any = directory.chain(cast.bench)["chain"]
    assert [each["statement"]["number"] for each in short] == [1, 7]
    through: Any = directory.chain(cast.bench, seen=4)["chain"]
    assert [each["statement"]["number"] for each in through] == [1, 4, 7]


def test_the_chain_proves_who_has_been_there_for_a_day(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    take(cast, drafted(cast))
    clock.pass_by(days=1, seconds=601)
    cast.sessions["olga"] = start_session(cast.bench, cast.person("olga"))
    take(cast, drafted(cast))
    chain: Any = directory.chain(cast.bench)["chain"]
    assert [each["statement"]["number"] for each in chain] == [1, 3, 4]


def test_who_joins_while_a_directory_is_being_signed_stays_pending(
    cast: Cast, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.pass_by(seconds=1)
    ida = join(cast.bench, cast.staff("olga"), "Ida Novak", ["technician"])
    signed = drafted(cast)

    def keep_while_somebody_joins(work: Work, *made: Any) -> None:
        late = Person(pk=new_id(), state="pending", roles=["technician"], created_at=work.seconds)
        work.write(late, HOUSE, {"name": "Rita"})
        late.save(force_insert=True)
        store_issue(work, *made)

    monkeypatch.setattr(procedure, "store_issue", keep_while_somebody_joins)
    made = take(cast, signed)
    assert Person.objects.get(pk=ida.id).listed_in == made.number
    (late,) = Person.objects.filter(state="pending")
    assert (late.listed_in, made.person(late.pk)) == (None, None)
