"""One erasure at a place of the escrow, to be killed (`tests.fault.forked`).

The folder comes by the environment.
"""

import hashlib
import os
from pathlib import Path

from sealbench import canon
from sealbench.keyring import Key
from sealbench.keyring.packed import TOP, Box, Place
from sealbench.keyring.places import DirectoryPlace
from sealbench.keyring.registered import Recovery, RegisteredPlaces, Registration
from sealbench.seal import bech32, recipient_of, seal_bytes

MARK = b"the act begins\n"  # as in `act`, which needs a home
FOLDER = "SEALBENCH_TEST_PLACE"
HOME = "mfrggzdfmztwq2lkmnrxe2lo"
LEAF, OTHER = Place(0, 3), Place(0, 4)
COMMITTED = b"committed\n"
PAPER = bech32.encode("age-secret-key-pq-", hashlib.sha256(b"paper").digest()).upper()


def root(epoch: int) -> Key:
    return Key(hashlib.sha256(f"root {epoch}".encode()).digest())


def opened(folder: Path, epoch: int | None) -> RegisteredPlaces:
    """Return the escrow of a new process, whose rows say that *epoch* was acknowledged."""
    recipient = recipient_of(PAPER)
    recovery = Recovery("paper", lambda data: seal_bytes(data, [recipient]))
    escrow = RegisteredPlaces(HOME, head=lambda: (7, canon.b64u(bytes(32))))
    escrow.arrange(recovery, [Registration("place", DirectoryPlace(folder), epoch)])
    return escrow


def start(escrow: RegisteredPlaces, epoch: int) -> None:
    """Do what a start does: say which root is in force, and let the keeper come by."""
    escrow.begin(epoch, root(epoch))
    escrow.settle()


def main(_act: str) -> None:
    """Erase once: prepare, commit, finish."""
    escrow = opened(Path(os.environ[FOLDER]), 1)
    start(escrow, 1)
    os.write(2, MARK)
    escrow.prepare(2, root(2), {TOP: Box(2, b"top at 2"), LEAF: Box(2, b"leaf at 2")})
    os.write(1, COMMITTED)
    escrow.finish(2, root(2))
    os.write(1, b"finished\n")
