"""Checkpoints: the signed head of the tree (c2sp.org/tlog-checkpoint).

The text is three lines: the origin of the log, its size, its root in base64.  Of a
Sealbench log the signing key bears the origin as its name, so that a vkey names the log
whose checkpoints it verifies.  Once a loss of lines was declared, a fourth line says when:
what was signed before is told by it from what goes on after.
"""

import re
from dataclasses import dataclass
from typing import Self

from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger.note import LogSigner, Note, VerifierKey, b64, sign_note, unb64
from sealbench.ledger.tree import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_SIZES = 1 << 63
_LINES = 3
_SINCE = re.compile(r"since ([1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log *origin* had *size* leaves under *root*."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse lines that would read as others, and sizes that no log has."""
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise MalformedError("the lines of a checkpoint are not empty")
        if not 0 <= self.size < _SIZES or len(self.root) != HASH_SIZE:
            raise MalformedError("a checkpoint has a size and a root of 32 bytes")

    @classmethod
    def after_loss(cls, origin: str, size: int, root: bytes, *, since: int) -> Self:
        """Return the checkpoint of a log whose last loss was declared *since* (0: none was)."""
        return cls(origin, size, root, (f"since {since}",) if since else ())

    @property
    def since(self) -> int:
        """Return when the last loss of lines was declared (unix seconds), 0 for never."""
        found = _SINCE.fullmatch(self.extensions[0]) if self.extensions else None
        return int(found[1]) if found else 0

    def to_text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), b64(self.root), *self.extensions)
        return "\n".join(lines) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the checkpoint in the *text* of a note; raise MalformedError."""
        lines = text.split("\n")
        if len(lines) <= _LINES or lines.pop():
            raise MalformedError("a checkpoint has three lines or more")
        origin, size, root, *extensions = lines
        return cls(origin, parse_size(size), unb64(root, size=HASH_SIZE), tuple(extensions))

    def sign(self, signer: LogSigner) -> str:
        """Return the signed note; raise MalformedError if the signer is of another log."""
        if signer.name != self.origin:
            raise MalformedError("a log's key bears the name of the log")
        return sign_note(self.to_text(), signer).to_text()


def verify_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Return the checkpoint in a signed *note* of the log that *key* names.

    Raise MalformedError if it is none, VerificationError if the log did not sign it.
    """
    signed = Note.from_text(note)
    signed.verify([key])
    checkpoint = Checkpoint.from_text(signed.text)
    if checkpoint.origin != key.name:
        raise VerificationError("a checkpoint of another log")
    return checkpoint


def parse_size(text: str) -> int:
    """Return the number that *text* spells in ASCII digits without leading zeroes."""
    if not _SIZE.fullmatch(text) or int(text) >= _SIZES:
        raise MalformedError("not a size")
    return int(text)
