"""Where the root of a realm lives: two slots in one place, written over where they lie.

A root is the only secret that opens every copy of the rows, so it must be forgotten by whoever
holds it at each erasure (SECURITY 3.1).  A driver keeps at most two: the one of the database's
epoch, and during an erasure the next.  The contract is small enough for a token or a key service
(PKCS#11, Transit): make beside, read, and leave but one.
"""

from typing import Protocol

from sealbench.keyring.key import Key


class Roots(Protocol):
    """Keeps the root of one realm; every call may come from another process than the last."""

    def mark(self) -> bytes:
        """Return what changes whenever a root is written or overwritten, by whomever."""
        ...

    def read(self, epoch: int) -> Key:
        """Return the root of *epoch*; raise UnavailableError, with advice, where it is not."""
        ...

    def prepare(self, epoch: int, root: Key) -> None:
        """Keep *root* of *epoch* beside the one before, durably, and read it back.

        Repeated for the same epoch, the last one stays.
        """
        ...

    def settle(self, epoch: int) -> None:
        """Leave the root of *epoch* and later: what else lies there is overwritten, read back.

        That holds for what does not parse too: a torn overwrite leaves a key behind a broken
        header (SECURITY 3.6).  Raise UnavailableError where *epoch* is not there.
        """
        ...

    def is_settled(self, epoch: int) -> bool:
        """Tell whether nothing older than *epoch* is left, not even in part."""
        ...


class Cover(Protocol):
    """What a root is wrapped in before it is written, by a key that the machine keeps."""

    name: str  # four letters, kept beside what was covered

    def close(self, secret: bytes) -> bytes:
        """Return *secret* covered; at most 2 KiB."""
        ...

    def open(self, covered: bytes) -> bytes:
        """Return what `close` took; raise UnavailableError where the machine cannot."""
        ...


class Bare:
    """No cover: the folder itself is what protects the root."""

    name = "bare"

    def close(self, secret: bytes) -> bytes:
        """Return *secret* as it is."""
        return secret

    def open(self, covered: bytes) -> bytes:
        """Return *covered* as it is."""
        return covered
