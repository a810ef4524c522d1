"""The escrow of a home at real places: what each holds after prepare, finish, failures, starts."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sealbench import canon
from sealbench.errors import UnavailableError, VerificationError
from sealbench.keyring import Key, registered
from sealbench.keyring.escrow import PlaceState
from sealbench.keyring.escrow_file import SLOT, Escrowed, noise, slots, write_slot
from sealbench.keyring.mirror import merged
from sealbench.keyring.packed import TOP, Box, Place
from sealbench.keyring.places import Driver, mirror_files, read_mirror
from sealbench.keyring.registered import Recovery, RegisteredPlaces, Registration
from sealbench.seal import new_identity, open_bytes, recipient_of, seal_bytes
from tests.keyring.places import HOME, PLACES

HASH = canon.b64u(bytes(32))
PAPER = new_identity()
FIRST, SECOND, THIRD = Key.random(), Key.random(), Key.random()


def recovery(identity: str = PAPER, name: str = "paper") -> Recovery:
    recipient = recipient_of(identity)
    return Recovery(name, lambda data: seal_bytes(data, [recipient]))


def opened(path: Path, identity: str = PAPER) -> dict[int, bytes]:
    """Return every root that the holder of *identity* finds at *path*, by epoch."""
    found = {}
    for slot in slots(path.read_bytes()):
        if slot is not None:
            content = Escrowed.from_bytes(open_bytes(slot.sealed, identity))
            assert (content.home, content.epoch) == (slot.home, slot.epoch)
            found[content.epoch] = content.root.secret()
    return found


@dataclass
class Shop:
    """A home's escrow over real places, and what its records would say."""

    folder: Path
    kinds: Sequence[str]
    places: dict[str, tuple[Driver, Path]] = field(default_factory=dict)
    nodes: dict[Place, Box] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = {kind: PLACES[kind](self.folder) for kind in self.kinds}
        self.escrow = self.started({})

    def started(self, states: Mapping[str, PlaceState]) -> RegisteredPlaces:
        """Return the escrow as a new process has it, with what the records kept."""
        self.escrow = RegisteredPlaces(HOME, head=lambda: (5, HASH), nodes=lambda: self.nodes)
        self.escrow.arrange(recovery(), self.rows(states))
        return self.escrow

    def rows(self, states: Mapping[str, PlaceState] | None = None) -> list[Registration]:
        known = states or {}
        return [
            Registration(name, place, known[name].epoch if name in known else None)
            for name, (place, _) in self.places.items()
        ]

    def path(self, kind: str) -> Path:
        return self.places[kind][1]

    def states(self) -> dict[str, PlaceState]:
        return {state.name: state for state in self.escrow.states()}


@pytest.fixture(params=PLACES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(tmp_path: Path, kind: str) -> Shop:
    made = Shop(tmp_path, [kind])
    made.escrow.finish(1, FIRST)
    made.escrow.settle()
    return made


def test_a_new_place_gets_the_root_in_force(shop: Shop, kind: str) -> None:
    assert opened(shop.path(kind)) == {1: FIRST.secret()}
    assert shop.states()[kind].current


def test_an_erasure_is_followed(shop: Shop, kind: str) -> None:
    shop.escrow.prepare(2, SECOND, {})
    assert opened(shop.path(kind)) == {1: FIRST.secret(), 2: SECOND.secret()}
    shop.escrow.finish(2, SECOND)
    assert opened(shop.path(kind)) == {2: SECOND.secret()}
    assert (shop.states()[kind].epoch, shop.states()[kind].behind) == (2, 0)


def test_a_commit_that_failed_leaves_the_old_root(shop: Shop, kind: str) -> None:
    shop.escrow.prepare(2, SECOND, {})
    shop.escrow.prepare(2, THIRD, {})  # the next try, with a root of its own
    assert opened(shop.path(kind)) == {1: FIRST.secret(), 2: THIRD.secret()}
    shop.escrow.finish(2, THIRD)
    assert opened(shop.path(kind)) == {2: THIRD.secret()}


def test_the_keeper_leaves_a_root_that_is_being_committed(shop: Shop, kind: str) -> None:
    shop.escrow.prepare(2, SECOND, {})
    shop.escrow.settle()
    assert set(opened(shop.path(kind))) == {1, 2}
    shop.escrow.finish(2, SECOND)
    assert set(opened(shop.path(kind))) == {2}


def test_a_start_wipes_what_a_crash_left(shop: Shop, kind: str) -> None:
    shop.escrow.prepare(2, SECOND, {})
    after = shop.started(shop.states())  # killed before the commit
    after.finish(1, FIRST)
    assert opened(shop.path(kind)) == {1: FIRST.secret()}
    after.prepare(2, THIRD, {})
    after = shop.started(shop.states())  # killed after it
    after.finish(2, THIRD)
    assert opened(shop.path(kind)) == {2: THIRD.secret()}


@pytest.mark.parametrize("length", [1, 8, 16, 44, 512, 4000])
@pytest.mark.parametrize("by", ["the keeper", "the writer"])
def test_a_wipe_that_was_torn_is_done_again(shop: Shop, kind: str, length: int, by: str) -> None:
    shop.escrow.prepare(2, SECOND, {})
    path = shop.path(kind)
    block = path.read_bytes()
    where = next(at for at in (0, 1) if slots(block)[at] and slots(block)[at].epoch == 1)  # type: ignore[union-attr]  # asked before it
    dead = block[where * SLOT :][:SLOT]
    with path.open("r+b") as file:
        file.seek(where * SLOT)
        file.write(noise()[:length])
    assert dead[length:] in path.read_bytes()  # what a torn wipe leaves
    after = shop.started(shop.states())
    if by == "the keeper":
        after.begin(2, SECOND)
        after.settle()
    else:
        after.finish(2, SECOND)
    assert opened(path) == {2: SECOND.secret()}
    assert dead[max(length, 44) : 4064][-16:] not in path.read_bytes()


def test_the_recovery_key_can_be_replaced(shop: Shop, kind: str) -> None:
    other = new_identity()
    shop.escrow.arrange(recovery(other, "new paper"), shop.rows())
    shop.escrow.settle()
    assert opened(shop.path(kind), other) == {1: FIRST.secret()}
    with pytest.raises(VerificationError):
        opened(shop.path(kind), PAPER)
    assert shop.states()[kind].recovery == "new paper"


def test_a_place_that_is_given_up_is_wiped(shop: Shop, kind: str) -> None:
    before = shop.path(kind).read_bytes()
    row = Registration(kind, shop.places[kind][0], 1, retiring=True)
    shop.escrow.arrange(recovery(), [row])
    shop.escrow.prepare(2, SECOND, {})  # it takes no part any more
    assert shop.path(kind).read_bytes() == before
    assert shop.escrow.settle()[0].wiped
    path = shop.path(kind)
    assert not path.exists() or slots(path.read_bytes()) == (None, None)


def away(path: Path) -> Path:
    return path.rename(path.with_suffix(".away"))


def test_one_place_that_is_away_is_behind_and_catches_up(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ["directory", "disk"])
    shop.escrow.finish(1, FIRST)
    shop.escrow.settle()
    gone = away(shop.path("disk"))
    shop.escrow.prepare(2, SECOND, {TOP: Box(2, b"at 2")})
    shop.escrow.finish(2, SECOND)
    shop.escrow.prepare(3, THIRD, {TOP: Box(3, b"at 3")})
    shop.escrow.finish(3, THIRD)
    disk = shop.states()["disk"]
    assert (disk.online, disk.epoch, disk.behind, disk.current) == (False, 1, 2, False)
    assert "not there" in disk.error
    assert set(opened(gone)) == {1}  # the copy that old backups open with
    gone.rename(shop.path("disk"))
    shop.nodes = {TOP: Box(3, b"at 3"), Place(0, 7): Box(1, b"leaf")}
    shop.escrow.settle()
    assert opened(shop.path("disk")) == {3: THIRD.secret()}
    assert shop.states()["disk"].current
    assert merged(read_mirror(shop.path("disk").parent, epoch=3)) == shop.nodes


def test_many_erasures_leave_one_file_of_nodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registered, "_FILES", 3)
    shop = Shop(tmp_path, ["directory"])
    shop.escrow.finish(1, FIRST)
    shop.escrow.settle()
    for epoch in range(2, 8):
        shop.nodes = {TOP: Box(epoch, b"top")}
        shop.escrow.prepare(epoch, SECOND, shop.nodes)
        shop.escrow.finish(epoch, SECOND)
    folder = shop.path("directory").parent
    assert len(mirror_files(folder, epoch=7)) == 6
    shop.escrow.settle()
    assert [file.name for file in mirror_files(folder, epoch=7)] == ["7.all"]
    assert merged(read_mirror(folder, epoch=7)) == shop.nodes


def test_no_erasure_without_one_place(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ["directory", "command"])
    shop.escrow.finish(1, FIRST)
    shop.escrow.settle()
    gone = [away(shop.path(kind)) for kind in shop.kinds]
    shop.path("command").mkdir()  # nothing can be written there
    with pytest.raises(UnavailableError, match="no place of the escrow"):
        shop.escrow.prepare(2, SECOND, {})
    shop.path("command").rmdir()
    gone[1].rename(shop.path("command"))
    shop.escrow.prepare(2, SECOND, {})  # what was thought away is asked once more
    shop.escrow.finish(2, SECOND)
    assert set(opened(shop.path("command"))) == {2}


def test_without_places_nothing_is_asked(tmp_path: Path) -> None:
    shop = Shop(tmp_path, [])
    shop.escrow.arrange(None, [])
    shop.escrow.prepare(2, SECOND, {})
    shop.escrow.finish(2, SECOND)
    assert shop.escrow.states() == []


def test_a_place_without_a_recovery_key_holds_no_root(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ["directory"])
    shop.escrow.arrange(None, shop.rows())
    shop.escrow.finish(1, FIRST)
    shop.escrow.settle()
    assert opened(shop.path("directory")) == {}
    with pytest.raises(UnavailableError, match="recovery key"):
        shop.escrow.prepare(2, SECOND, {})


def test_the_file_of_another_shop_is_left_alone(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ["directory"])
    shop.escrow.finish(1, FIRST)
    shop.escrow.settle()
    before = shop.path("directory").read_bytes()
    foreign = RegisteredPlaces("nbswy3dpeb3w64tmmqqxg33n", head=lambda: (5, HASH))
    foreign.arrange(recovery(), [Registration("x", shop.places["directory"][0], 1)])
    foreign.finish(9, SECOND)
    assert "another shop" in foreign.states()[0].error
    assert shop.path("directory").read_bytes() == before


def test_an_erasure_while_the_keeper_seals_is_not_set_back(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ["directory"])
    shop.escrow.finish(1, FIRST)
    shop.escrow.settle()
    recipient = recipient_of(PAPER)
    threads: list[threading.Thread] = []

    def seal(data: bytes) -> bytes:
        if not threads:
            threads.append(threading.Thread(target=shop.escrow.finish, args=(2, SECOND)))
            threads[0].start()
            while shop.escrow.epoch != 2:
                time.sleep(0.01)
        return seal_bytes(data, [recipient])

    shop.escrow.arrange(Recovery("the same paper", seal), shop.rows())
    shop.escrow.settle()  # seals anew, and is overtaken
    threads[0].join(10)
    assert shop.escrow.epoch == 2
    shop.escrow.settle()
    assert opened(shop.path("directory")) == {2: SECOND.secret()}
    assert shop.states()["directory"].current


def test_a_place_that_another_process_set_back_is_put_right(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ["directory"])
    shop.escrow.finish(1, FIRST)
    shop.escrow.settle()
    old = shop.path("directory").read_bytes()
    shop.escrow.prepare(2, SECOND, {})
    shop.escrow.finish(2, SECOND)
    shop.path("directory").write_bytes(old)
    shop.escrow.settle()
    assert opened(shop.path("directory")) == {2: SECOND.secret()}


def test_an_older_home_overwrites_no_newer_root(shop: Shop, kind: str) -> None:
    for epoch, root in ((2, SECOND), (3, THIRD)):
        shop.escrow.prepare(epoch, root, {})
        shop.escrow.finish(epoch, root)
    before = shop.path(kind).read_bytes()
    states = {kind: replace(shop.states()[kind], epoch=1)}
    after = shop.started(states)  # the home of the first root was put back
    after.begin(1, FIRST)
    (state,) = after.settle()
    assert not state.online
    assert "more erasures" in state.error
    with pytest.raises(UnavailableError):
        after.prepare(2, FIRST, {})
    assert shop.path(kind).read_bytes() == before
    compared = kind != "command"  # a start waits for no program
    assert after.ahead(lambda: 1) == (2 if compared else 0)
    assert after.ahead(lambda: 2) == (1 if compared else 0)
    assert after.ahead(lambda: 3) == 0


def test_a_root_that_was_never_committed_is_no_later_one(shop: Shop, kind: str) -> None:
    shop.escrow.prepare(2, SECOND, {})
    after = shop.started(shop.states())  # killed before the commit
    assert after.ahead(lambda: 1) == 0
    after.begin(1, FIRST)
    (state,) = after.settle()
    assert state.online
    assert opened(shop.path(kind)) == {1: FIRST.secret()}


def test_a_place_that_is_away_or_somebody_elses_stops_no_start(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ["directory"])
    shop.escrow.finish(3, THIRD)
    shop.escrow.settle()
    path = shop.path("directory")
    whole = path.read_bytes()
    after = shop.started(shop.states())
    assert after.ahead(lambda: 1) == 2  # the control
    other = write_slot("b" * 24, 3, b"sealed")
    for block in (other + noise(), noise() + noise(), whole[:-1]):
        path.write_bytes(block)
        assert after.ahead(lambda: 1) == 0
    path.unlink()
    assert after.ahead(lambda: 1) == 0
