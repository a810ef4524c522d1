"""What the store tells those who keep the root of the clients realm for a bad day."""

from collections.abc import Mapping
from typing import Protocol

from sealbench.keyring.key import Key
from sealbench.keyring.packed import Box, Place


class Escrow(Protocol):
    """Told of each new root of the clients realm: before the commit, and after it."""

    def prepare(self, epoch: int, root: Key, boxes: Mapping[Place, Box]) -> None:
        """Keep *root* beside the one before, with the nodes that change under it."""
        ...

    def finish(self, epoch: int, root: Key) -> None:
        """Overwrite every root but that of *epoch*."""
        ...


class NoEscrow(Escrow):
    """Nobody keeps the root: what the disk loses is lost."""

    def prepare(self, epoch: int, root: Key, boxes: Mapping[Place, Box]) -> None:
        """Do nothing."""

    def finish(self, epoch: int, root: Key) -> None:
        """Do nothing."""
