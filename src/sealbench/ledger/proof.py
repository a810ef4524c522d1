"""Proofs that stand alone: index, audit path and checkpoint (c2sp.org/tlog-proof@v1)."""

import re
from dataclasses import dataclass
from typing import Self

from sealbench.errors import MalformedError
from sealbench.ledger.checkpoint import Checkpoint, parse_size, verify_checkpoint
from sealbench.ledger.note import MAX_NOTE, Note, VerifierKey, b64, unb64
from sealbench.ledger.tree import HASH_SIZE, leaf_hash, verify_inclusion

_HEADER = "c2sp.org/tlog-proof@v1"
_MAX_PATH = 63  # a tree of 2^63 leaves
_MAX_PROOF = 2 * MAX_NOTE
_INDEX = re.compile("index ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Proof:
    """Leaf *index* is in the tree of *checkpoint*, a signed note kept word for word.

    *path* leads from the leaf's sibling up to the root's child.  *extra* is opaque and
    not authenticated: trust nothing in it.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def __post_init__(self) -> None:
        """Refuse an index, a path or a checkpoint that no tree has."""
        parse_size(str(self.index))
        if len(self.path) > _MAX_PATH or any(len(each) != HASH_SIZE for each in self.path):
            raise MalformedError("a path has at most 63 hashes of 32 bytes")
        Checkpoint.from_text(Note.from_text(self.checkpoint).text)

    def to_text(self) -> str:
        """Return the proof in the text form of tlog-proof@v1."""
        extra = [f"extra {b64(self.extra)}"] if self.extra else []
        lines = [_HEADER, *extra, f"index {self.index}", *map(b64, self.path), ""]
        return "\n".join(lines) + "\n" + self.checkpoint

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the proof in *text*; raise MalformedError."""
        if len(text) > _MAX_PROOF:
            raise MalformedError("the proof is too long")
        head, separator, checkpoint = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != _HEADER or not separator:
            raise MalformedError("not a tlog-proof@v1")
        extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
        index = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if index is None:
            raise MalformedError("a proof states an index")
        path = tuple(unb64(line, size=HASH_SIZE) for line in lines)
        return cls(parse_size(index[1]), path, checkpoint, extra)

    def verify(self, leaf: bytes, key: VerifierKey) -> Checkpoint:
        """Return the checkpoint, signed by *key*, under which the bytes of *leaf* stand.

        Raise VerificationError if they do not, or if the log did not sign it.
        """
        checkpoint = verify_checkpoint(self.checkpoint, key)
        verify_inclusion(
            leaf_hash(leaf),
            index=self.index,
            size=checkpoint.size,
            proof=self.path,
            root=checkpoint.root,
        )
        return checkpoint


def _extra(line: str) -> bytes:
    data = unb64(line.removeprefix("extra "))
    if not data:
        raise MalformedError("extra data that is empty is left out")
    return data
