"""Escrow: the newest root of the realm *clients*, sealed to a key on paper, at registered places.

Without it a dead disk takes every client's record along; with a copy that nobody overwrites
an erased client comes back (SECURITY 3.1).  So a place is one file of fixed size that is
overwritten at every erasure, and it is known of each which erasure it has followed.

The store of keys calls

    escrow.begin(epoch, root)            # at every start
    escrow.prepare(epoch, root, boxes)   # inside the transaction, before its commit
    escrow.finish(epoch, root)           # after it

What a crash has left half written or half wiped is put right by the keeper's first round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sealbench.keyring.key import Key
from sealbench.keyring.packed import Box, Place


class PlaceKind(StrEnum):
    """How a place is reached."""

    DIRECTORY = "directory"
    DISK = "disk"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class PlaceState:
    """What is known of one place: *behind* counts the erasures that it has not followed.

    *epoch* is None while nothing was put there; *recovery* names the recovery key that opens
    what lies there.  *error* says in plain words why the place is not online.  *retiring*: it
    was given up and is not wiped yet.
    """

    name: str
    kind: PlaceKind
    epoch: int | None
    behind: int
    online: bool
    error: str = ""
    recovery: str = ""
    retiring: bool = False
    wiped: bool = False

    @property
    def current(self) -> bool:
        """Tell whether the place has followed every erasure."""
        return self.wiped or (self.epoch is not None and self.behind == 0 and not self.retiring)


class Escrow(Protocol):
    """What a store of keys asks of the places that hold its root."""

    def begin(self, epoch: int, root: Key) -> None:
        """Take note of the root in force; nothing is reached for, so that a start never waits."""
        ...

    def prepare(self, epoch: int, root: Key, boxes: Mapping[Place, Box]) -> None:
        """Put *root* beside the one in force at every place that is online, and read it back.

        *boxes* are the packed nodes that change with it: ciphertext.  Raise
        UnavailableError when places are registered and not one took it.
        """
        ...

    def finish(self, epoch: int, root: Key) -> None:
        """Leave *root* alone at every place that is online: the other one is overwritten."""
        ...


class NoEscrow(Escrow):
    """Nobody keeps the root: what the disk loses is lost."""

    def begin(self, epoch: int, root: Key) -> None:
        """Do nothing."""

    def prepare(self, epoch: int, root: Key, boxes: Mapping[Place, Box]) -> None:
        """Do nothing."""

    def finish(self, epoch: int, root: Key) -> None:
        """Do nothing."""
