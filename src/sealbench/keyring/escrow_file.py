r"""The file of a place: two slots of 4096 bytes; a write touches one (docs/spec/escrow.md).

A slot is `SBESCRO1` (8) || id of the home (24) || epoch (8) || length (4) || age file || random
bytes || SHA-256 of all that (32).  What does not parse counts as empty, yet is overwritten like
any other: a torn wipe leaves the age file behind a broken header (SECURITY 3.6).
"""

import hashlib
import os
from dataclasses import dataclass

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import check_id
from sealbench.keyring.key import SIZE as KEY_SIZE
from sealbench.keyring.key import Key

SLOT = 4096
SIZE = 2 * SLOT
LARGEST_EPOCH = 2**53 - 1

_MAGIC = b"SBESCRO1"
_HOME = slice(8, 32)
_EPOCH = slice(32, 40)
_LENGTH = slice(40, 44)
_HEAD = 44
_SUM = 32
_ROOM = SLOT - _HEAD - _SUM
_FIELDS = {"v", "home", "epoch", "root", "checkpoint"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot that parses: whose it is, of which epoch, and the age file in it."""

    home: str
    epoch: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Escrowed:
    """What the age file holds: the root of *epoch*, and how far the ledger had come."""

    home: str
    epoch: int
    root: Key
    size: int
    hash: str

    def to_bytes(self) -> bytes:
        """Return the canonical JSON that is sealed."""
        return canon.to_bytes(
            {
                "v": 1,
                "home": self.home,
                "epoch": self.epoch,
                "root": canon.b64u(self.root.secret()),
                "checkpoint": {"size": self.size, "hash": self.hash},
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Escrowed":
        """Return what *data* says; raise MalformedError for any other form."""
        found = canon.from_bytes(data)
        checkpoint = found.get("checkpoint")
        if found.keys() != _FIELDS or found["v"] != 1 or not isinstance(checkpoint, dict):
            raise MalformedError("not a root in escrow")
        if checkpoint.keys() != {"size", "hash"}:
            raise MalformedError("not a root in escrow")
        root = canon.unb64u(_text(found["root"]), size=KEY_SIZE)
        canon.unb64u(_text(checkpoint["hash"]), size=32)
        home = check_id(_text(found["home"]))
        epoch, size = _count(found["epoch"]), _count(checkpoint["size"])
        return cls(home, epoch, Key(root), size, _text(checkpoint["hash"]))


def write_slot(home: str, epoch: int, sealed: bytes) -> bytes:
    """Return the slot of *epoch* that holds the age file *sealed*, 4096 bytes."""
    if len(sealed) > _ROOM or not 0 <= epoch <= LARGEST_EPOCH:
        raise MalformedError("too large for a slot of the escrow")
    head = _MAGIC + check_id(home).encode() + epoch.to_bytes(8, "big")
    body = head + len(sealed).to_bytes(4, "big") + sealed + os.urandom(_ROOM - len(sealed))
    return body + hashlib.sha256(body).digest()


def read_slot(data: bytes) -> Slot | None:
    """Return the slot in *data*; None where it is wiped, torn or never was one."""
    body, checksum = data[:-_SUM], data[-_SUM:]
    if len(data) != SLOT or not data.startswith(_MAGIC):
        return None
    if hashlib.sha256(body).digest() != checksum:
        return None
    length = int.from_bytes(data[_LENGTH], "big")
    epoch = int.from_bytes(data[_EPOCH], "big")
    home = data[_HOME]
    if length > _ROOM or epoch > LARGEST_EPOCH or not home.isascii():
        return None
    return Slot(home.decode(), epoch, data[_HEAD : _HEAD + length])


def slots(block: bytes) -> tuple[Slot | None, Slot | None]:
    """Return both slots of a place's file."""
    return read_slot(block[:SLOT]), read_slot(block[SLOT:])


def spare(block: bytes, *, newest: int) -> int:
    """Return the place of the slot that may be overwritten: 0 or 1.

    The other one holds the root in force: of those up to *newest* the latest.
    """
    kept = [(slot.epoch, place) for place, slot in enumerate(slots(block)) if slot]
    living = [found for found in kept if found[0] <= newest]
    return 1 - max(living)[1] if living else 0


def ahead(block: bytes, *, epoch: int) -> int:
    """Return how many erasures *block* has followed after *epoch*, the one in force; 0 for none.

    A root that was prepared and never committed stands beside an older one.  A later one alone,
    or two epochs later, was committed: the home that does not know of it is an older one.
    """
    found = [slot.epoch for slot in slots(block) if slot]
    newest = max(found, default=0)
    if newest > epoch + 1 or (newest > epoch and min(found) > epoch):
        return newest - epoch
    return 0


def put(block: bytes, place: int, slot: bytes) -> bytes:
    """Return *block* with *slot* at *place*."""
    return slot + block[SLOT:] if place == 0 else block[:SLOT] + slot


def noise() -> bytes:
    """Return what a slot is overwritten with."""
    return os.urandom(SLOT)


def check_owner(block: bytes, home: str) -> None:
    """Raise VerificationError when a slot of *block* belongs to another home than *home*."""
    if len(block) != SIZE:
        raise VerificationError("what lies there is not a file of the escrow")
    if any(slot is not None and slot.home != home for slot in slots(block)):
        raise VerificationError("the escrow file of another shop lies there")


def _text(value: JSONValue) -> str:
    if not isinstance(value, str):
        raise MalformedError("expected text")
    return value


def _count(value: JSONValue) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_EPOCH:
        raise MalformedError("not a number in range")
    return value
