"""Escrow: the newest root of the realm *clients*, sealed to a key on paper, at registered places.

Without it a dead disk takes every client's record along; with a copy that nobody overwrites
an erased client comes back (SECURITY 3.1).  So a place is one file of fixed size that is
overwritten at every erasure, and it is known of each which erasure it has followed.

The store of keys calls

    escrow.prepare(epoch, root, nodes)   # inside the transaction, before its commit
    escrow.finish(epoch, root)           # after it, and once at every start

`finish` may be repeated: at a start it wipes what a crash may have left half wiped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sealbench.keyring.key import Key


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

    def prepare(self, epoch: int, root: Key, nodes: Mapping[str, bytes]) -> None:
        """Put *root* beside the one in force at every place that is online, and read it back.

        *nodes* are the wrapped nodes of the tree that changed with it: ciphertext.  Raise
        UnavailableError when places are registered and not one took it.
        """
        ...

    def finish(self, epoch: int, root: Key) -> None:
        """Leave *root* alone at every place that is online: the other one is overwritten."""
        ...

    def states(self) -> Sequence[PlaceState]:
        """Return what is known of each place."""
        ...
