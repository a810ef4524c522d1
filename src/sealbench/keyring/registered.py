"""The escrow of a home: the places that are registered, and what was last put into each.

The writer calls `prepare` and `finish`, the keeper `arrange` and `settle`, each from its own
thread.  Each place has a lock of its own, so that one that hangs holds up nobody: a place that
failed is offline, and only the keeper asks for it until it answers again.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sealbench.errors import SealbenchError, UnavailableError, VerificationError
from sealbench.keyring.escrow import Escrow, PlaceKind, PlaceState
from sealbench.keyring.escrow_file import (
    SLOT,
    Escrowed,
    ahead,
    check_owner,
    noise,
    put,
    read_slot,
    slots,
    spare,
    write_slot,
)
from sealbench.keyring.key import Key
from sealbench.keyring.mirror import to_bytes
from sealbench.keyring.packed import Box, Place
from sealbench.keyring.places import Driver

Seal = Callable[[bytes], bytes]
Head = Callable[[], tuple[int, str]]
Nodes = Callable[[], Mapping[Place, Box]]

_PATIENCE = 3.0  # seconds that a start waits for a place in a folder
_FILES = 256  # of a mirror, before they become one
_COMMIT = 60.0  # seconds; a root that was prepared longer ago than this was never committed


@dataclass(frozen=True, slots=True)
class Recovery:
    """The key on paper: *name* is its fingerprint, *seal* encrypts to it."""

    name: str
    seal: Seal = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registration:
    """A place as the records have it; *epoch* and *recovery* were acknowledged last."""

    name: str
    place: Driver
    epoch: int | None = None
    recovery: str = ""
    retiring: bool = False


@dataclass(frozen=True, slots=True)
class _Target:
    """The root in force, and the slot that holds it for the recovery key *recovery*."""

    epoch: int
    root: Key
    recovery: str = ""
    slot: bytes = field(default=b"", repr=False)
    at: float = field(default_factory=time.monotonic)


@dataclass(slots=True)
class _Held:
    """A registered place in memory; *whole*: its mirror lacks nothing that changed."""

    place: Driver
    state: PlaceState
    made: bool
    whole: bool = False
    seen: bool = False  # wiped and read back since this start
    lock: threading.Lock = field(default_factory=threading.Lock)


class RegisteredPlaces(Escrow):
    """Keeps every registered place up with the erasures of the home *home*."""

    def __init__(self, home: str, *, head: Head, nodes: Nodes | None = None) -> None:
        self._home = home
        self._head = head
        self._nodes = nodes
        self._recovery: Recovery | None = None
        self._held: dict[str, _Held] = {}
        self._prepared: _Target | None = None
        self._target: _Target | None = None
        self._lock = threading.Lock()

    def arrange(self, recovery: Recovery | None, places: Sequence[Registration]) -> None:
        """Take over what the records say: places that came or went, and the recovery key."""
        with self._lock:
            self._recovery = recovery
            named = {each.name for each in places}
            for name in self._held.keys() - named:
                del self._held[name]
            for each in places:
                held = self._held.setdefault(each.name, _new(each))
                if each.retiring and not held.state.retiring:
                    held.state = replace(held.state, retiring=True)

    def begin(self, epoch: int, root: Key) -> None:
        """Take note of the root in force, at a start; the keeper does what is left to do."""
        with self._lock:
            self._target = _Target(epoch, root)

    def prepare(self, epoch: int, root: Key, boxes: Mapping[Place, Box]) -> None:
        """Put *root* into the spare slot of every place that is online, its nodes first."""
        held = [each for each in self._all() if not each.state.retiring]
        if not held:
            return
        target, nodes = self._sealed(_Target(epoch, root)), to_bytes(boxes)
        self._prepared = target
        online = [each for each in held if each.state.online]
        took = [self._prepare(each, target, nodes) for each in online]
        if not any(took):  # better asked once more than refused
            took = [self._prepare(each, target, nodes) for each in held]
        if not any(took):
            raise UnavailableError(
                "no place of the escrow can be reached, so nothing can be erased safely",
                hint="look at the escrow page and make one of the places reachable",
            )

    def finish(self, epoch: int, root: Key) -> None:
        """Leave *root* alone at every place that is online; what is away is behind."""
        prepared, fresh = self._prepared, _Target(epoch, root)
        if prepared and prepared.epoch == epoch and prepared.root.secret() == root.secret():
            fresh = prepared
        # In this order: between the two the keeper takes it for a commit, and waits.
        with self._lock:
            self._target = fresh
        self._prepared = None
        for each in self._all():
            if each.made and each.state.online and not each.state.retiring:
                self._bring(each, copy=False)

    def settle(self) -> Sequence[PlaceState]:
        """Bring every place up to date that can be reached, and wipe those that are given up."""
        for each in self._all():
            if each.state.retiring:
                self._wipe(each)
            else:
                self._bring(each)
        return self.states()

    def ahead(self, epoch: Callable[[], int]) -> int:
        """Return how many erasures a place has followed that the home does not know, 0 for none.

        For a start, which waits for no machine elsewhere: a program is asked by the keeper, and
        what does not answer at once is left out.  *epoch* is asked after the places were read, so
        that what another process commits meanwhile is no alarm.
        """
        held = [each for each in self._all() if _is_compared(each)]
        blocks = [block for each in held if (block := _at_once(each.place)) is not None]
        ours = [block for block in blocks if _is_ours(block, self._home)]
        if not ours:
            return 0
        now = epoch()
        return max(ahead(block, epoch=now) for block in ours)

    def states(self) -> Sequence[PlaceState]:
        """Return what is known of each place."""
        states = (each.state for each in self._all())
        return [replace(state, behind=self._behind(state.epoch)) for state in states]

    @property
    def epoch(self) -> int | None:
        """Return the epoch in force; None while no store of keys has said one."""
        return self._target.epoch if self._target else None

    @property
    def recovery(self) -> str:
        """Return the fingerprint of the recovery key, nothing where there is none."""
        return self._recovery.name if self._recovery else ""

    def _all(self) -> Sequence[_Held]:
        with self._lock:
            return list(self._held.values())

    def _sealed(self, target: _Target) -> _Target:
        """Return *target* with its slot, sealed to the recovery key of now."""
        recovery = self._recovery
        if recovery is None:
            raise UnavailableError("there is no recovery key", hint="make one on the escrow page")
        if target.slot and target.recovery == recovery.name:
            return target
        size, root_hash = self._head()
        content = Escrowed(self._home, target.epoch, target.root, size, root_hash)
        slot = write_slot(self._home, target.epoch, recovery.seal(content.to_bytes()))
        return replace(target, recovery=recovery.name, slot=slot)

    def _prepare(self, held: _Held, target: _Target, nodes: bytes) -> bool:
        """Put *target* beside the root in force; a place that fails is offline from here on."""

        def do() -> None:
            if not held.made:
                raise UnavailableError("nothing was put there yet")
            _check_not_ahead(held, target.epoch - 1)
            held.place.keep(nodes, target.epoch)
            _write_beside(held.place, self._home, target.slot, newest=target.epoch - 1)

        whole = self._try(held, do)
        held.whole = held.whole and whole
        return whole

    def _bring(self, held: _Held, *, copy: bool = True) -> None:
        """Make *held* hold the root in force and no other; what is right already is only read.

        The whole mirror is copied by the keeper alone: the writer has no time for it.
        """

        def do() -> None:
            if not held.made:
                held.place.make(self._home)
                held.made = True
            target = self._target
            if target is None or self._recovery is None:
                held.place.read()  # whether it is there
                return
            target = self._resealed(target)
            _check_not_ahead(held, target.epoch)
            if copy:
                self._mirror(held, target)
            there = _halves(held.place.read())
            if self._is_committing(there):
                return
            if not (held.seen and target.slot in there and None in map(read_slot, there)):
                _write_beside(held.place, self._home, target.slot, newest=target.epoch)
                _wipe_beside(held.place, target.slot)
            if held.place.trim(target.epoch) > _FILES:
                held.whole = False  # the keeper's next round makes one of them
            held.seen = True
            held.state = replace(held.state, epoch=target.epoch, recovery=target.recovery)

        self._try(held, do)

    def _resealed(self, target: _Target) -> _Target:
        """Return *target* sealed to the recovery key of now, kept unless a newer one came."""
        sealed = self._sealed(target)
        with self._lock:
            if self._target is target:
                self._target = sealed
        return sealed

    def _mirror(self, held: _Held, target: _Target) -> None:
        """Copy all nodes to a place that has missed some."""
        if held.whole or self._nodes is None:
            return
        held.place.keep(to_bytes(self._nodes()), target.epoch, whole=True)
        held.whole = True

    def _is_committing(self, there: Sequence[bytes]) -> bool:
        """Tell whether a root lies there that the writer may be committing just now."""
        prepared = self._prepared
        if prepared is None or time.monotonic() > prepared.at + _COMMIT:
            return False
        return prepared.slot in there

    def _wipe(self, held: _Held) -> None:
        def do() -> None:
            if held.made:
                held.place.wipe()
            held.state = replace(held.state, wiped=True)

        if not held.state.wiped:
            self._try(held, do)

    def _try(self, held: _Held, do: Callable[[], None]) -> bool:
        """Run *do* on a place, and keep whether it answered."""
        with held.lock:
            try:
                do()
            except SealbenchError as exc:
                text = f"{exc}; {exc.hint}" if exc.hint else str(exc)
                held.state = replace(held.state, online=False, error=text)
                held.seen = held.whole = False
                return False
            except Exception:  # noqa: BLE001 - after a commit nothing may come of it but being behind
                held.state = replace(held.state, online=False, error="it could not be written")
                held.seen = held.whole = False
                return False
            held.state = replace(held.state, online=True, error="")
            return True

    def _behind(self, epoch: int | None) -> int:
        if self._target is None or epoch is None:
            return 0
        return max(self._target.epoch - epoch, 0)


def _new(registration: Registration) -> _Held:
    state = PlaceState(
        registration.name,
        registration.place.kind,
        registration.epoch,
        behind=0,
        online=True,
        recovery=registration.recovery,
        retiring=registration.retiring,
    )
    return _Held(registration.place, state, made=registration.epoch is not None)


def _is_compared(held: _Held) -> bool:
    """Tell whether a start looks at the place: it held a root, and is reached without a program."""
    return held.state.epoch is not None and held.state.kind is not PlaceKind.COMMAND


def _at_once(place: Driver) -> bytes | None:
    """Return the file of *place*; None where it is away or does not answer in time."""
    found: list[bytes] = []

    def read() -> None:
        with suppress(Exception):  # the keeper will say what is the matter
            found.append(place.read())

    reader = threading.Thread(target=read, name="escrow place", daemon=True)
    reader.start()
    reader.join(_PATIENCE)
    return found[0] if found else None


def _is_ours(block: bytes, home: str) -> bool:
    try:
        check_owner(block, home)
    except VerificationError:
        return False
    return True


def _check_not_ahead(held: _Held, epoch: int) -> None:
    """Raise UnavailableError where a place has followed more erasures than the home has.

    Its root is the newest that there is: it must not be overwritten by an older one.
    """
    if held.state.epoch is not None and ahead(held.place.read(), epoch=epoch):
        raise UnavailableError(
            "it has followed more erasures than this home knows of",
            hint="an old home was put back: restore from this place, see docs/how-to/restore.md",
        )


def _halves(block: bytes) -> tuple[bytes, bytes]:
    return block[:SLOT], block[SLOT:]


def _write_beside(place: Driver, home: str, slot: bytes, *, newest: int) -> None:
    """Write *slot* beside the root that is in force, of those up to the epoch *newest*."""
    block = place.read()
    check_owner(block, home)
    where = spare(block, newest=newest)
    place.write(put(block, where, slot), where)


def _wipe_beside(place: Driver, slot: bytes) -> None:
    """Overwrite whatever lies beside *slot*, also what does not parse (SECURITY 3.6)."""
    block = place.read()
    where = 1 if block.startswith(slot) else 0
    if read_slot(slot) not in slots(block):
        raise UnavailableError("what was written was not read back")
    place.write(put(block, where, noise()), where)
