"""The places of the escrow by the procedures: who may, what is recorded, what each place holds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.cli.exit import code_of
from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
    UnavailableError,
    VerificationError,
)
from sealbench.keyring import HOUSE, Key, Realm
from sealbench.keyring.escrow import PlaceKind, PlaceState
from sealbench.keyring.ground import Findings, Ground
from sealbench.keyring.mirror import merged
from sealbench.keyring.packed import descend
from sealbench.keyring.places import read_mirror
from sealbench.seal import new_identity, recipient_of
from sealbench.shop.bench.escrow import arrange, certifiable, load_escrow, open_escrow
from sealbench.shop.procedures.confirm_place_gone import confirm_place_gone
from sealbench.shop.procedures.place_file import PlaceWords, look_at_ground
from sealbench.shop.procedures.register_place import register_place
from sealbench.shop.procedures.retire_place import retire_place
from sealbench.shop.procedures.set_recovery import NONCE, set_recovery
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.records.models import EscrowPlace, RecoveryKey
from sealbench.shop.records.statements.key_rows import KeyRows
from tests.keyring.places import program
from tests.support.cast import Cast, fresh_nonce
from tests.support.escrow import Kept
from tests.support.events import house_events, refusals

FILE = "sealbench.escrow"


@pytest.fixture
def kept(cast: Cast) -> Kept:
    made = Kept(cast)
    made.set_recovery()
    return made


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that is not in the home."""
    return tmp_path_factory.mktemp("outside")


def words(folder: Path) -> PlaceWords:
    return PlaceWords(PlaceKind.DIRECTORY, "Safe", str(folder))


def test_a_registered_place_holds_the_root_and_follows_each_erasure(
    kept: Kept, outside: Path
) -> None:
    place = kept.register(outside / "nas")
    assert kept.opened(outside / "nas" / FILE) == {1: kept.root.secret()}
    kept.erase()
    assert kept.opened(outside / "nas" / FILE) == {2: kept.root.secret()}
    assert EscrowPlace.objects.get(pk=place).epoch == 1  # the keeper has not come by
    assert settle_escrow(kept.cast.bench) == 1
    assert settle_escrow(kept.cast.bench) == 0
    row = EscrowPlace.objects.get(pk=place)
    assert (row.epoch, row.state, row.online) == (2, "registered", True)


def test_the_events_say_what_happened_and_no_path(kept: Kept, outside: Path) -> None:
    place = kept.register(outside / "nas")
    events = house_events(kept.cast.bench)
    found = [event for event in events if event.get("place") == place]
    assert [event["type"] for event in found] == ["escrow-place:registered", "escrow-place:settled"]
    assert (found[0]["reached"], found[1]["epoch"]) == ("directory", 1)
    for word in (str(outside), "/nas", "Safe"):  # an id may hold three letters, never a slash
        assert word not in str(found)
        assert word not in repr(EscrowPlace.objects.values_list())


def test_the_rows_bring_the_places_back_at_a_start(kept: Kept, outside: Path) -> None:
    kept.register(outside / "nas")
    bench = kept.cast.bench
    again = load_escrow()
    arrange(again, bench.config, bench.keys)
    assert [(state.epoch, state.current) for state in again.states()] == [(1, True)]
    again.finish(2, root := Key.random())
    assert kept.opened(outside / "nas" / FILE) == {2: root.secret()}
    assert [(state.epoch, state.current) for state in again.states()] == [(2, True)]


def test_nothing_is_registered_without_a_recovery_key(cast: Cast, outside: Path) -> None:
    with pytest.raises(ConflictError, match="recovery key"):
        cast.bench.run(
            register_place, who=cast.staff("olga"), words=words(outside), ground=Findings()
        )
    assert not EscrowPlace.objects.exists()


def test_only_management_has_to_do_with_places(kept: Kept, outside: Path) -> None:
    place = kept.register(outside / "nas")
    bench, cast = kept.cast.bench, kept.cast
    signed = cast.person("tariq").recovery(
        recipient_of(new_identity()),
        fresh_nonce(bench, NONCE),
        bench.now(),
        passkey=cast.person("tariq").passkeys[0],
    )
    deeds: dict[str, Callable[[str], object]] = {
        "escrow:register": lambda who: bench.run(
            register_place, who=cast.staff(who), words=words(outside), ground=Findings()
        ),
        "escrow:retire": lambda who: bench.run(
            retire_place, who=cast.staff(who), place=place, acknowledged=True
        ),
        "escrow:confirm-gone": lambda who: bench.run(
            confirm_place_gone, who=cast.staff(who), place=place, acknowledged=True
        ),
        "escrow:set-recovery": lambda who: bench.run(
            set_recovery, who=cast.staff(who), signed=signed
        ),
    }
    before = RecoveryKey.objects.get().recipient
    for who in ("tariq", "dora", "adam"):
        for action, deed in deeds.items():
            with pytest.raises(RefusedError) as caught:
                deed(who)
            assert (caught.value.clause, caught.value.reason) == ("B1", "B1-1")
            assert refusals(bench)[-1] == (action, "B1-1")
    assert RecoveryKey.objects.get().recipient == before
    assert EscrowPlace.objects.get().state == "registered"


@pytest.mark.parametrize(
    ("ground", "read", "rule"),
    [
        (Findings(refusals=(Ground.VERSIONED,)), "yes", "C2-4"),
        (Findings(warnings=(Ground.SAME_DEVICE,)), "", "C2-5"),
        (Findings(warnings=(Ground.SAME_DEVICE,)), "yes", ""),
        (Findings(), "", ""),
    ],
)
def test_the_ground_is_weighed(
    kept: Kept, outside: Path, ground: Findings, read: str, rule: str
) -> None:
    bench, olga = kept.cast.bench, kept.cast.staff("olga")

    def register() -> None:
        given = {"words": words(outside), "ground": ground, "acknowledged": read == "yes"}
        bench.run(register_place, who=olga, **given)

    if rule:
        with pytest.raises(RefusedError) as caught:
            register()
        assert caught.value.reason == rule
        assert refusals(bench)[-1] == ("escrow:register", rule)
    else:
        register()
    assert EscrowPlace.objects.exists() is (rule == "")


def test_a_name_that_holds_a_login_is_refused(kept: Kept, outside: Path) -> None:
    bad = PlaceWords(PlaceKind.DIRECTORY, "password: hunter2!", str(outside))
    with pytest.raises(RefusedError) as caught:
        kept.cast.bench.run(
            register_place, who=kept.cast.staff("olga"), words=bad, ground=Findings()
        )
    assert caught.value.reason == "A2-1"


@pytest.mark.parametrize(
    "bad",
    [
        PlaceWords(PlaceKind.DIRECTORY, "Safe", "relative/folder"),
        PlaceWords(PlaceKind.DIRECTORY, "", "/srv"),
        PlaceWords(PlaceKind.COMMAND, "Far", "/bin/sh"),
        PlaceWords(PlaceKind.COMMAND, "Far", "../sh"),
        PlaceWords(PlaceKind.COMMAND, "Far", "sh -c id"),
        PlaceWords(PlaceKind.COMMAND, "Far", ".."),
    ],
)
def test_a_place_has_a_form(kept: Kept, bad: PlaceWords) -> None:
    with pytest.raises(MalformedError):
        kept.cast.bench.run(
            register_place, who=kept.cast.staff("olga"), words=bad, ground=Findings()
        )


def test_one_place_is_registered_once(kept: Kept, outside: Path) -> None:
    kept.register(outside / "nas")
    with pytest.raises(ConflictError, match="already"):
        kept.register(outside / "nas")
    assert EscrowPlace.objects.count() == 1


def test_a_program_that_was_laid_ready_carries_it(kept: Kept, outside: Path) -> None:
    bench, olga = kept.cast.bench, kept.cast.staff("olga")
    bench.config.escrow_programs.mkdir()
    program(bench.config.escrow_programs, outside / "kept")
    far = PlaceWords(PlaceKind.COMMAND, "Second machine", "second-machine")
    bench.run(register_place, who=olga, words=far, ground=Findings())
    settle_escrow(bench)
    assert kept.opened(outside / "kept") == {1: kept.root.secret()}
    kept.erase()
    assert kept.opened(outside / "kept") == {2: kept.root.secret()}


def test_a_place_that_is_given_up_is_wiped_first(kept: Kept, outside: Path) -> None:
    place, other = kept.register(outside / "nas"), kept.register(outside / "stick")
    bench, olga = kept.cast.bench, kept.cast.staff("olga")
    bench.run(retire_place, who=olga, place=place)
    assert EscrowPlace.objects.get(pk=place).state == "retiring"
    assert certifiable(bench.escrow) == ""  # nobody has told the escrow yet
    settle_escrow(bench)
    assert not (outside / "nas" / FILE).exists()
    assert EscrowPlace.objects.get(pk=place).state == "retired"
    assert EscrowPlace.objects.get(pk=other).state == "registered"
    assert [state.name for state in bench.escrow.states()] == [other]
    with pytest.raises(ConflictError):
        bench.run(retire_place, who=olga, place=place)


def test_the_last_place_is_given_up_with_open_eyes(kept: Kept, outside: Path) -> None:
    place = kept.register(outside / "nas")
    bench, olga = kept.cast.bench, kept.cast.staff("olga")
    with pytest.raises(RefusedError) as caught:
        bench.run(retire_place, who=olga, place=place)
    assert caught.value.reason == "B1-17"
    bench.run(retire_place, who=olga, place=place, acknowledged=True)
    settle_escrow(bench)
    assert EscrowPlace.objects.get().state == "retired"


def test_a_copy_out_of_reach_stays_listed_until_somebody_vouches(kept: Kept, outside: Path) -> None:
    place = kept.register(outside / "stick")
    kept.register(outside / "nas")
    bench, olga = kept.cast.bench, kept.cast.staff("olga")
    (outside / "stick").rename(outside / "drawer")
    bench.run(retire_place, who=olga, place=place)
    settle_escrow(bench)
    assert EscrowPlace.objects.get(pk=place).state == "retiring"
    assert "1 of 2" in certifiable(bench.escrow)
    with pytest.raises(RefusedError) as caught:
        bench.run(confirm_place_gone, who=olga, place=place)
    assert caught.value.reason == "C2-6"
    bench.run(confirm_place_gone, who=olga, place=place, acknowledged=True)
    settle_escrow(bench)
    assert EscrowPlace.objects.get(pk=place).state == "gone"
    assert certifiable(bench.escrow) == ""
    assert house_events(bench)[-1]["type"] == "escrow-place:gone"


def test_what_is_in_use_is_not_said_to_be_gone(kept: Kept, outside: Path) -> None:
    place = kept.register(outside / "nas")
    bench, olga = kept.cast.bench, kept.cast.staff("olga")
    with pytest.raises(ConflictError):
        bench.run(confirm_place_gone, who=olga, place=place, acknowledged=True)
    with pytest.raises(AbsentError):
        bench.run(confirm_place_gone, who=olga, place="a" * 24, acknowledged=True)


def test_no_certificate_while_a_place_is_behind(kept: Kept, outside: Path) -> None:
    bench = kept.cast.bench
    assert "no place" in certifiable(bench.escrow)
    kept.register(outside / "nas")
    assert certifiable(bench.escrow) == ""
    stick = kept.register(outside / "stick")
    (outside / "stick").rename(outside / "drawer")
    kept.erase()
    assert "1 of 2" in certifiable(bench.escrow)
    settle_escrow(bench)
    row = EscrowPlace.objects.get(pk=stick)
    assert (row.epoch, row.online) == (1, False)
    (outside / "drawer").rename(outside / "stick")
    settle_escrow(bench)
    assert certifiable(bench.escrow) == ""
    assert kept.opened(outside / "stick" / FILE) == {2: kept.root.secret()}


def test_no_erasure_is_begun_while_every_place_is_away(kept: Kept, outside: Path) -> None:
    kept.register(outside / "nas")
    (outside / "nas").rename(outside / "away")
    with pytest.raises(UnavailableError):
        kept.erase()
    assert list(kept.opened(outside / "away" / FILE)) == [1]


def test_what_changed_lies_beside_it_and_opens_with_the_root(kept: Kept, outside: Path) -> None:
    kept.register(outside / "nas")
    kept.erase()
    kept.erase()
    (content, *_) = open_escrow((outside / "nas" / FILE).read_bytes(), kept.paper)
    assert content.epoch == 3
    boxes = merged(read_mirror(outside / "nas", epoch=content.epoch))
    position = KeyRows().positions(Realm.CLIENTS, ["house"])["house"]
    house = descend(Realm.CLIENTS, content.root, position, boxes)
    assert house.secret() == kept.cast.bench.keys.key(HOUSE).secret()


def test_a_kept_copy_of_an_old_file_still_opens(kept: Kept, outside: Path) -> None:
    """The limit of the promise, in limitations.md: nobody can overwrite what nobody registered."""
    kept.register(outside / "nas")
    (outside / "copy").write_bytes((outside / "nas" / FILE).read_bytes())
    before = kept.root.secret()
    kept.erase()
    assert kept.opened(outside / "copy") == {1: before}
    assert list(kept.opened(outside / "nas" / FILE)) == [2]


def test_a_new_recovery_key_seals_every_place_anew(kept: Kept, outside: Path) -> None:
    kept.register(outside / "nas")
    old = kept.paper
    fingerprint = kept.set_recovery(new_identity())
    settle_escrow(kept.cast.bench)
    assert list(kept.opened(outside / "nas" / FILE)) == [1]
    with pytest.raises(VerificationError):
        kept.opened(outside / "nas" / FILE, old)
    assert EscrowPlace.objects.get().recovery == fingerprint
    event = [e for e in house_events(kept.cast.bench) if e["type"] == "recovery-key:set"][-1]
    assert event["fingerprint"] == fingerprint != event["before"] != ""
    assert "age1pq1" not in str(event)


def test_a_wrong_recovery_key_is_told_apart_from_a_broken_file(kept: Kept, outside: Path) -> None:
    kept.register(outside / "nas")
    block = (outside / "nas" / FILE).read_bytes()
    (content,) = open_escrow(block, kept.paper)
    assert (content.home, content.epoch) == (kept.cast.bench.house.id, 1)
    assert content.size > 0
    with pytest.raises(VerificationError, match="does not open") as caught:
        open_escrow(block, new_identity())
    assert code_of(caught.value) == 3
    with pytest.raises(MalformedError):
        open_escrow(block, "AGE-SECRET-KEY-PQ-1NONSENSE")
    with pytest.raises(MalformedError, match="no root"):
        open_escrow(bytes(8192), kept.paper)


def test_a_state_of_a_place_that_was_ended_is_not_kept(kept: Kept, outside: Path) -> None:
    from sealbench.shop.procedures.settle_escrow import record_place  # noqa: PLC0415

    place = kept.register(outside / "nas")
    EscrowPlace.objects.filter(pk=place).update(state="gone")
    late = PlaceState(place, PlaceKind.DIRECTORY, 9, 0, online=True)
    kept.cast.bench.run(record_place, state=late)
    assert EscrowPlace.objects.get(pk=place).epoch == 1


def test_a_folder_of_the_nightly_backups_is_no_place(kept: Kept, outside: Path) -> None:
    config = replace(kept.cast.bench.config, backups=str(outside))
    (outside / "in").mkdir()
    told = words(outside / "in")
    assert look_at_ground(config, told).refusals == (Ground.BACKED_UP,)
    assert look_at_ground(kept.cast.bench.config, told).refusals == ()
